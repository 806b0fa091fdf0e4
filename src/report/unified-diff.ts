import { diffArrays } from "diff";
import { compare } from "../core/text.ts";
import { quotePath } from "./git-quote.ts";

/** One file before and after. `before` is missing for an added file, `after` for a removed one. */
export interface FileChange {
  /** Relative to the root of the patch, with `/`. */
  path: string;
  before?: string | undefined;
  after?: string | undefined;
  /** Mode bits as `stat` gives them; only "may its owner execute it" counts, and only for added and removed files. */
  mode?: number | undefined;
}

/** Lines `[oldStart, oldEnd)` become lines `[newStart, newEnd)`; 0-based. */
interface Block {
  oldStart: number;
  oldEnd: number;
  newStart: number;
  newEnd: number;
}

/** Lines of context around a change, as git and diff have it. */
const CONTEXT = 3;

/**
 * Bounds of the work the library may spend on one file: comparisons of lines, and lines that differ. Its search is
 * quadratic in the latter, so a file made to be slow is cut off and shown as one block from first to last change.
 */
const MAX_COMPARISONS = 20_000_000;
const MAX_DIFFERENCES = 2_000;

/**
 * The whole patch: one diff a file, sorted by path (UTF-16 units), concatenated. Files that do not change give nothing.
 * Each path may occur once.
 */
export function patch(changes: readonly FileChange[]): string {
  const sorted = [...changes].sort((a, b) => compare(a.path, b.path));
  return sorted.map(fileDiff).join("");
}

/**
 * The git-style diff of one file, which `git apply` turns into exactly the bytes of `after` (and `-R` back). Empty
 * when nothing changes. Lines end at `\n` only: a carriage return, U+2028 or a form feed is part of its line.
 */
export function fileDiff({ path, before, after, mode }: FileChange): string {
  if (before === after) return "";
  const from = quotePath(`a/${path}`);
  const to = quotePath(`b/${path}`);
  const type = ((mode ?? 0) & 0o100) !== 0 ? "100755" : "100644";
  const result = [`diff --git ${from} ${to}\n`];
  if (before === undefined) result.push(`new file mode ${type}\n`);
  if (after === undefined) result.push(`deleted file mode ${type}\n`);
  const oldLines = splitLines(before ?? "");
  const newLines = splitLines(after ?? "");
  const blocks = changedBlocks(oldLines, newLines);
  if (blocks.length > 0) {
    result.push(`--- ${before === undefined ? "/dev/null" : nameField(from)}\n`);
    result.push(`+++ ${after === undefined ? "/dev/null" : nameField(to)}\n`);
    for (const group of groupBlocks(blocks)) pushHunk(result, oldLines, newLines, group);
  }
  return result.join("");
}

/** Git ends a name that holds a space with a tab, so that readers who expect a date after the name find the end. */
function nameField(name: string): string {
  return name.includes(" ") ? `${name}\t` : name;
}

/** Lines with their `\n`; only the last may lack it. An empty text has no lines. */
function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf("\n", start);
    const end = at === -1 ? text.length : at + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** What differs, in order, blocks never touching. Common first and last lines cost no search. */
function changedBlocks(a: readonly string[], b: readonly string[]): Block[] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const whole = { oldStart: head, oldEnd: a.length - tail, newStart: head, newEnd: b.length - tail };
  if (whole.oldStart === whole.oldEnd && whole.newStart === whole.newEnd) return [];
  if (whole.oldStart === whole.oldEnd || whole.newStart === whole.newEnd) return [whole];

  // Numbers instead of lines, so that long lines are compared once and not at each step of the search.
  const numbers = new Map<string, number>();
  const numberOf = (line: string) => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  const old = a.slice(head, whole.oldEnd).map(numberOf);
  const now = b.slice(head, whole.newEnd).map(numberOf);
  let comparisons = 0;
  const parts = diffArrays(old, now, {
    maxEditLength: MAX_DIFFERENCES,
    // Beyond the bound nothing is found equal any more: what comes out is still right, only longer, or given up.
    comparator: (left, right) => ++comparisons <= MAX_COMPARISONS && left === right,
  });
  if (!parts) return [whole];

  const blocks: Block[] = [];
  let at: Block = { oldStart: head, oldEnd: head, newStart: head, newEnd: head };
  const close = () => {
    if (at.oldEnd > at.oldStart || at.newEnd > at.newStart) blocks.push(at);
  };
  for (const { added, removed, count } of parts) {
    if (removed) at.oldEnd += count;
    else if (added) at.newEnd += count;
    else {
      close();
      const oldStart = at.oldEnd + count;
      const newStart = at.newEnd + count;
      at = { oldStart, oldEnd: oldStart, newStart, newEnd: newStart };
    }
  }
  close();
  return blocks;
}

/** Blocks whose context would touch or overlap share a hunk. */
function groupBlocks(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1)?.at(-1);
    if (last && block.oldStart - last.oldEnd <= 2 * CONTEXT) groups.at(-1)!.push(block);
    else groups.push([block]);
  }
  return groups;
}

/** Appends one hunk: header, context, and in each block the removed lines before the added ones. */
function pushHunk(out: string[], a: readonly string[], b: readonly string[], group: readonly Block[]): void {
  const first = group[0]!;
  const last = group.at(-1)!;
  const before = Math.min(CONTEXT, first.oldStart);
  const after = Math.min(CONTEXT, a.length - last.oldEnd);
  const oldRange = lineRange(first.oldStart - before, last.oldEnd + after);
  const newRange = lineRange(first.newStart - before, last.newEnd + after);
  out.push(`@@ -${oldRange} +${newRange} @@\n`);
  let done = first.oldStart - before;
  for (const block of group) {
    pushLines(out, " ", a, done, block.oldStart);
    pushLines(out, "-", a, block.oldStart, block.oldEnd);
    pushLines(out, "+", b, block.newStart, block.newEnd);
    done = block.oldEnd;
  }
  pushLines(out, " ", a, done, last.oldEnd + after);
}

/** Git's `start,count`: 1-based, `,1` left out, and for no lines the number of the line before. */
function lineRange(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return `${start + 1}`;
  return count === 0 ? `${start},0` : `${start + 1},${count}`;
}

function pushLines(out: string[], mark: string, lines: readonly string[], start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const line = lines[i]!;
    out.push(mark, line, line.endsWith("\n") ? "" : "\n\\ No newline at end of file\n");
  }
}
