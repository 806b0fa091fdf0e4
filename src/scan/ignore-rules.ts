import { join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { findGitDirectories } from "../io/git-dir.ts";
import { type Reader, readSmallText } from "../io/read.ts";

/**
 * The rules of `.gitignore` files that hold in one directory and below it.
 * All files on the way down are one list of rules, each rewritten to start at the top directory. So one matcher
 * decides with Git's own order: later and deeper rules win, and nothing below an ignored directory comes back.
 */
export interface IgnoreRules {
  /** True where Git would ignore the path, relative to the scanned root; directories end in `/`. */
  ignores(path: string): boolean;
  /** The file whose rule makes Git ignore the path, relative to the scanned root; undefined where none does. */
  ignoredBy(path: string): string | undefined;
  /** The rules below a directory (`a/b/`, or `""` for the root) whose `.gitignore` holds `text`. */
  enter(directory: string, text: string): IgnoreRules;
}

/** One pattern and the file that it stands in. */
interface Rule {
  pattern: string;
  mark: string;
}

/**
 * The file whose rule would make Git ignore a path of the scanned tree, whether anything is there yet or not.
 */
export function gitIgnoredBy(root: string, path: string, reader: Reader): string | undefined {
  const steps = path.split("/").slice(0, -1);
  const text = (directory: string) => readSmallText(join(root, directory, ".gitignore"), reader) ?? "";
  let rules = rulesAbove(root, reader).enter("", text(""));
  for (const depth of steps.keys()) {
    const directory = `${steps.slice(0, depth + 1).join("/")}/`;
    const by = rules.ignoredBy(directory);
    // Git reads no rules below a directory that it ignores.
    if (by !== undefined) return by;
    rules = rules.enter(directory, text(directory));
  }
  return rules.ignoredBy(path);
}

/**
 * The rules that hold at the scanned root before its own `.gitignore`: `info/exclude` of the repository and the
 * `.gitignore` files above the root. A root that these ignore was named by a person on purpose: it starts afresh.
 * The excludes file of the person (`core.excludesFile`) does not count: a result must not depend on who runs it.
 */
export function rulesAbove(root: string, reader: Reader): IgnoreRules {
  const git = findGitDirectories(root, reader);
  if (git === undefined) return rulesFrom("", undefined);
  const steps = relative(git.workTree, root).split(sep).filter(Boolean);
  const exclude = readSmallText(join(git.commonDir, "info", "exclude"), reader) ?? "";
  const patterns = rewrite(exclude, "", ".git/info/exclude");
  steps.forEach((_, depth) => {
    const above = steps.slice(0, depth);
    const text = readSmallText(join(git.workTree, ...above, ".gitignore"), reader) ?? "";
    const file = `${"../".repeat(steps.length - depth)}.gitignore`;
    patterns.push(...rewrite(text, above.map((step) => `${step}/`).join(""), file));
  });
  if (patterns.length === 0) return rulesFrom("", undefined);
  const base = steps.map((step) => `${step}/`).join("");
  const matcher = matcherOf(patterns);
  return base !== "" && matcher.ignores(base) ? rulesFrom("", undefined) : rulesFrom(base, matcher);
}

function rulesFrom(base: string, matcher: Ignore | undefined): IgnoreRules {
  return {
    ignores: (path) => matcher?.ignores(base + path) ?? false,
    ignoredBy(path) {
      const result = matcher?.checkIgnore(base + path);
      return result?.ignored ? result.rule?.mark : undefined;
    },
    enter(directory, text) {
      const patterns = rewrite(text, base + directory, `${directory}.gitignore`);
      return patterns.length === 0 ? this : rulesFrom(base, matcherOf(patterns, matcher));
    },
  };
}

function matcherOf(rules: readonly Rule[], inherited?: Ignore): Ignore {
  const matcher = ignore({ ignorecase: false });
  if (inherited !== undefined) matcher.add(inherited);
  return matcher.add(rules);
}

/** True where one pattern, without its `!`, matches a path or a directory above it. */
export function isMatch(pattern: string, path: string): boolean {
  return ignore({ ignorecase: false }).add([{ pattern }]).ignores(path);
}

/** The patterns of a `.gitignore` text, so that they mean from the top directory what they meant in `directory`. */
function rewrite(text: string, directory: string, file: string): Rule[] {
  return patternsIn(text).map((pattern) => ({
    pattern: directory === "" ? pattern : anchor(pattern, directory),
    mark: file,
  }));
}

/** The lines of a text of ignore rules that are patterns. */
export function patternsIn(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
}

function anchor(pattern: string, directory: string): string {
  const negative = pattern.startsWith("!");
  const body = negative ? pattern.slice(1) : pattern;
  // A slash that is not the last character ties a pattern to its directory; without one it holds at every depth.
  const tied = /\/(?! *$)/.test(body);
  const below = tied ? body.replace(/^\//, "") : `**/${body}`;
  return `${negative ? "!" : ""}/${directory.replace(/[\\*?[ ]/g, "\\$&")}${below}`;
}
