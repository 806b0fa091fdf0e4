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

/**
 * The diffs of some files. Without `expanded`, of those whose changed lines are the same but for the indentation the
 * first stands for all, with the names of the others below it.
 */
export function foldedDiff(files: readonly FileChange[], expanded: boolean): FoldedDiff {
  const diffs = files
    .map((file) => ({ path: file.path, diff: fileDiff(file) }))
    .filter((one) => one.diff !== "");
  const alike =
    expanded || diffs.length <= FEW_FILES
      ? diffs.map((one) => [one])
      : [...groupBy(diffs, ({ diff }) => changedLines(diff)).values()].sort((a, b) => a.length - b.length);
  const lines = alike.flatMap(([first, ...others]) => [
    ...withoutEnd(diffLines(first?.diff ?? "")),
    ...(others.length > 0 ? sameIn(others.map((one) => one.path)) : []),
  ]);
  return { lines, isFolded: alike.length < diffs.length };
}

/** What changes, without where: the key of files that change alike. */
function changedLines(diff: string): string {
  const lines = diff.split("\n").slice(3);
  return lines
    .filter((one) => /^[-+\\]/.test(one))
    .map((one) => `${one.slice(0, 1)}${one.slice(1).trim().replace(/^- /, "")}`)
    .join("\n");
}

/** A patch ends with a line break, so its last line is empty. */
function withoutEnd(lines: readonly StyledLine[]): readonly StyledLine[] {
  return lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}

function sameIn(paths: readonly string[]): StyledLine[] {
  const more = paths.length - MOST_NAMES;
  return [
    line(`The same lines change in ${count(paths.length, "more file")}:`, "bold"),
    ...paths.slice(0, MOST_NAMES).map((one) => line(visible(`  ${one}`))),
    ...(more > 0 ? [line(`  and ${more} more; x shows every file`, "dim")] : []),
  ];
}
