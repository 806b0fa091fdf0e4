import { nameMatcher } from "./glob.ts";

/** One line of ignore rules. */
export interface Pattern {
  /** Where it stands: a file, or what a person calls it. */
  from: string;
  /** True for a line with `!`, which brings back what it matches. */
  negated: boolean;
  /** True if a path matches, given as its names below the directory of the rules. */
  matches(names: readonly string[], isDirectory: boolean): boolean;
}

/** A step of a pattern with a slash; `**` skips names until the next step matches. */
type Step = "**" | ((name: string) => boolean);

/**
 * Reads a line as Flux does (publish-facts 6). Other than in Git each path is matched on its own, with everything
 * below it, so that what is in an ignored directory can come back.
 */
export function parsePattern(line: string, from: string): Pattern {
  const negated = line.startsWith("!");
  const body = withoutBlanks(negated ? line.slice(1) : line);
  const isForDirectories = body.endsWith("/");
  const core = isForDirectories ? body.slice(0, -1) : body;
  const matches = core.includes("/")
    ? pathMatcher(core, isForDirectories)
    : anyNameMatcher(core, isForDirectories);
  return { from, negated, matches };
}

/** Without a slash a pattern is compared with every name of a path. */
function anyNameMatcher(core: string, isForDirectories: boolean): Pattern["matches"] {
  const fits = nameMatcher(core);
  return (names, isDirectory) => {
    const at = names.findIndex(fits);
    if (at === -1) return false;
    // The first name that fits decides; the last one of a file is no directory.
    return !isForDirectories || isDirectory || at < names.length - 1;
  };
}

/** With a slash a pattern has to match from the start of the path, and may end at any directory of it. */
function pathMatcher(core: string, isForDirectories: boolean): Pattern["matches"] {
  const steps = stepsOf(core);
  if (!steps) return () => false;
  return (names, isDirectory) => {
    let at = 0;
    let skips = false;
    for (const step of steps) {
      if (step === "**") {
        skips = true;
        continue;
      }
      // It takes the first name that fits, and never tries a later one.
      if (skips) while (at < names.length && !step(names[at]!)) at++;
      if (at === names.length || !step(names[at]!)) return false;
      at++;
      skips = false;
    }
    return !isForDirectories || isDirectory || at < names.length;
  };
}

/**
 * The steps of a pattern; undefined if it matches nothing: with `**` inside of a step, or without any name in it.
 * An empty step, which two slashes make, takes the power from a `**` in front of it; a `**` at the end says nothing.
 */
function stepsOf(core: string): Step[] | undefined {
  const steps: Step[] = [];
  for (const text of core.split("/")) {
    if (text === "") while (steps.at(-1) === "**") steps.pop();
    else if (text === "**") steps.push("**");
    else if (text.includes("**")) return undefined;
    else steps.push(nameMatcher(text));
  }
  while (steps.at(-1) === "**") steps.pop();
  return steps.length === 0 ? undefined : steps;
}

/** Blanks at the end do not count, unless the last has a backslash in front: then all stay. */
function withoutBlanks(text: string): string {
  if (text.endsWith("\\ ")) return text;
  let end = text.length;
  while (text[end - 1] === " ") end--;
  return text.slice(0, end);
}
