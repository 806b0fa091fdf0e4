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
  /** The rules below a directory (`a/b/`, or `""` for the root) whose `.gitignore` holds `text`. */
  enter(directory: string, text: string): IgnoreRules;
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
  const patterns = rewrite(readSmallText(join(git.commonDir, "info", "exclude"), reader) ?? "", "");
  steps.forEach((_, depth) => {
    const above = steps.slice(0, depth);
    const text = readSmallText(join(git.workTree, ...above, ".gitignore"), reader) ?? "";
    patterns.push(...rewrite(text, above.map((step) => `${step}/`).join("")));
  });
  if (patterns.length === 0) return rulesFrom("", undefined);
  const base = steps.map((step) => `${step}/`).join("");
  const matcher = matcherOf(patterns);
  return base !== "" && matcher.ignores(base) ? rulesFrom("", undefined) : rulesFrom(base, matcher);
}

function rulesFrom(base: string, matcher: Ignore | undefined): IgnoreRules {
  return {
    ignores: (path) => matcher?.ignores(base + path) ?? false,
    enter(directory, text) {
      const patterns = rewrite(text, base + directory);
      return patterns.length === 0 ? this : rulesFrom(base, matcherOf(patterns, matcher));
    },
  };
}

function matcherOf(patterns: readonly string[], inherited?: Ignore): Ignore {
  const matcher = ignore({ ignorecase: false });
  if (inherited !== undefined) matcher.add(inherited);
  return matcher.add(patterns.map((pattern) => ({ pattern })));
}

/** The patterns of a `.gitignore` text, so that they mean from the top directory what they meant in `directory`. */
function rewrite(text: string, directory: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const patterns = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return directory === "" ? patterns : patterns.map((pattern) => anchor(pattern, directory));
}

function anchor(pattern: string, directory: string): string {
  const negative = pattern.startsWith("!");
  const body = negative ? pattern.slice(1) : pattern;
  // A slash that is not the last character ties a pattern to its directory; without one it holds at every depth.
  const tied = /\/(?! *$)/.test(body);
  const below = tied ? body.replace(/^\//, "") : `**/${body}`;
  return `${negative ? "!" : ""}/${directory.replace(/[\\*?[ ]/g, "\\$&")}${below}`;
}
