import { join } from "node:path";
import { dirname, join as joinPath } from "../core/paths.ts";
import { FLUX_RULES, patternLines, type RulesText, SOURCE_IGNORE, sourceRules } from "../delivery/rules.ts";
import { type Entry, type Reader, readSmallText } from "../io/read.ts";

/**
 * What keeps a path of this tree out of the artifact that source-controller makes of it: the `.sourceignore` files,
 * then the `ignore` of the source. The last rule that matches decides. Other than in Git, a file comes back also from
 * below an ignored directory.
 * @param specIgnore the source's own rules, and how to call them
 * @returns where the rule stands; undefined where the path is in the artifact
 */
export function leftOutBy(
  root: string,
  path: string,
  specIgnore: { text: string; from: string } | undefined,
  reader: Reader,
): string | undefined {
  const steps = dirname(path).split("/").filter(Boolean);
  const directories = ["", ...steps.map((_, depth) => steps.slice(0, depth + 1).join("/"))];
  const files = directories.flatMap((directory) => rulesAt(root, directory, reader));
  const spec = specIgnore && { ...specIgnore, directory: "" };
  const deciding = (given: readonly RulesText[]) => {
    const pattern = sourceRules(given, spec).deciding(path, false);
    return pattern?.negated === false ? pattern.from : undefined;
  };
  const from = deciding(files);
  if (from !== FLUX_RULES) return from;
  // One pattern anywhere in the tree switches most of them off.
  const elsewhere = firstRules(root, reader);
  return elsewhere ? deciding([...files, elsewhere]) : from;
}

/** True if nobody gives a rule, so that Flux goes by its whole default list. */
export function isDefaultInForce(
  root: string,
  specIgnore: { text: string } | undefined,
  reader: Reader,
): boolean {
  return patternLines(specIgnore?.text ?? "").length === 0 && firstRules(root, reader) === undefined;
}

function rulesAt(root: string, directory: string, reader: Reader): RulesText[] {
  const from = joinPath(directory, SOURCE_IGNORE);
  const text = readSmallText(join(root, from), reader);
  return text === undefined ? [] : [{ from, directory, text }];
}

/** Directories that are looked into for a `.sourceignore`; a fleet has fewer. */
const MAX_DIRECTORIES = 20_000;

/** A `.sourceignore` with a pattern; undefined if the tree has none. */
function firstRules(root: string, reader: Reader): RulesText | undefined {
  const queue = [""];
  for (const directory of queue) {
    const found = rulesAt(root, directory, reader).find(({ text }) => patternLines(text).length > 0);
    if (found) return found;
    let entries: readonly Entry[];
    try {
      entries = reader.list(join(root, directory));
    } catch {
      continue;
    }
    for (const entry of entries)
      if (entry.isDirectory() && entry.name !== ".git" && queue.length < MAX_DIRECTORIES)
        queue.push(joinPath(directory, entry.name));
  }
  return undefined;
}
