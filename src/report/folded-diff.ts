/** The diff of one migration, where a hundred files that change alike are shown once. */
import { groupBy } from "../core/group.ts";
import { visible } from "./colour.ts";
import { diffLines } from "./diff-lines.ts";
import { count } from "./pretty.ts";
import { line, type StyledLine } from "./styled.ts";
import { type FileChange, fileDiff } from "./unified-diff.ts";

/** Up to so many files each is shown. */
const FEW_FILES = 5;
/** Names of files of one kind that are listed. */
const MOST_NAMES = 6;

/** Lines of a diff, and whether files are left out of them. */
export interface FoldedDiff {
  lines: StyledLine[];
  isFolded: boolean;
}

/** How far to fold. */
export interface Folding {
  /** Each file is shown. */
  expanded: boolean;
  /** Changed lines that were shown before, in another diff of the same report; what is shown is added. */
  before?: Set<string>;
  /** How a person sees every file. */
  more: string;
}

/**
 * The diffs of some files. Unless `expanded`, of those whose changed lines are the same but for the indentation the
 * first stands for all, with the names of the others below it.
 */
export function foldedDiff(files: readonly FileChange[], { expanded, before, more }: Folding): FoldedDiff {
  const diffs = files
    .map((file) => ({ path: file.path, diff: fileDiff(file) }))
    .filter((one) => one.diff !== "");
  const alike =
    expanded || (!before && diffs.length <= FEW_FILES)
      ? diffs.map((one) => [one])
      : [...groupBy(diffs, ({ diff }) => changedLines(diff)).values()].sort((a, b) => a.length - b.length);
  let left = 0;
  const lines = alike.flatMap((list) => {
    const key = changedLines(list[0]?.diff ?? "");
    const shown = !expanded && before?.has(key) ? 0 : 1;
    before?.add(key);
    left += list.length - shown;
    const names = list.slice(shown).map((one) => one.path);
    return [
      ...list.slice(0, shown).flatMap(({ diff }) => withoutEnd(diffLines(diff))),
      ...(names.length > 0 ? sameIn(names, shown === 0, more) : []),
    ];
  });
  return { lines, isFolded: left > 0 };
}

/** What changes, without where: the key of files that change alike. An added file is not like a changed one. */
function changedLines(diff: string): string {
  const lines = diff.split("\n");
  const start = lines.findIndex((one) => one.startsWith("@@"));
  const changed = lines
    .slice(Math.max(start, 0))
    .filter((one) => /^[-+\\]/.test(one))
    .map((one) => `${one.slice(0, 1)}${one.slice(1).trim().replace(/^- /, "")}`);
  return [lines.includes("--- /dev/null") ? "added" : "changed", ...changed].join("\n");
}

/** A patch ends with a line break, so its last line is empty. */
function withoutEnd(lines: readonly StyledLine[]): readonly StyledLine[] {
  return lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}

function sameIn(paths: readonly string[], isAbove: boolean, expand: string): StyledLine[] {
  const more = paths.length - MOST_NAMES;
  const what = isAbove
    ? `The same lines as shown above change in ${count(paths.length, "file")}:`
    : `The same lines change in ${count(paths.length, "more file")}:`;
  return [
    line(what, "bold"),
    ...paths.slice(0, MOST_NAMES).map((one) => line(visible(`  ${one}`))),
    ...(more > 0 ? [line(`  and ${more} more; ${expand} shows every file`, "dim")] : []),
  ];
}
