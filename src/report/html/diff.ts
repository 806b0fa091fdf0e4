import { html } from "diff2html";
import { type DiffBlock, type DiffFile, type DiffLine, LineType } from "diff2html/lib/types.js";
import type { ReviewedFile } from "../review-files.ts";
import { shown } from "../review-text.ts";
import { hunksOf, type RawHunk, reasonsFor } from "./hunks.ts";

/** A row of a diff: context as `[old, html, new]`, a change as `[old, html, new, html]` with 0 for no line. */
export type Row = [old: number, html: string, now: number, nowHtml?: string];

/** A hunk as the page shows it. */
export interface ShownHunk {
  /** Lines of the file before, for people. */
  at: string;
  why: [rule: string, why: string][];
  rows: Row[];
  /** Rows that are not shown, because nobody reads that many. */
  left: number;
  /** Which side ends without a line end. */
  unended: string[];
}

/** More rows of one hunk than these are counted only: they are in the patch. */
const MOST_ROWS = 2000;
/** Longer lines are compared as a whole, so that a line made to be slow is not. */
const LONGEST_LINE = 1000;

/**
 * diff2html decides which lines belong together and which words of them differ, and escapes them. Its templates are
 * replaced: what comes out is cut into rows, so that both sides stand in one table, and a page of thousands of files
 * holds no markup that is not looked at. The separators are control characters, and `shown` leaves none in a line.
 */
const [LINE, HALF, CELL, FILE] = ["\u001e", "\u001d", "\u001f", "\u001c"];
const TEMPLATES = {
  "generic-line": `{{type}}${CELL}{{lineNumber}}${CELL}{{{content}}}${LINE}`,
  "generic-block-header": "",
  "generic-file-path": "",
  "side-by-side-file-diff": `{{{diffs.left}}}${HALF}{{{diffs.right}}}${FILE}`,
  "generic-wrapper": "{{{content}}}",
};

/** The hunks of all files, in the order of the files; one call, because the library sets itself up in each. */
export function shownDiffs(files: readonly ReviewedFile[]): ShownHunk[][] {
  const hunks = files.map((file) => hunksOf(file.diff));
  const drawn = html(hunks.flat().map(asDiffFile), {
    outputFormat: "side-by-side",
    drawFileList: false,
    matching: "lines",
    diffStyle: "word",
    maxLineLengthHighlight: LONGEST_LINE,
    rawTemplates: TEMPLATES,
  }).split(FILE);
  let next = 0;
  return files.map((file, i) =>
    (hunks[i] ?? []).map((hunk) => {
      const rows = rowsOf((drawn[next++] ?? "").trimStart());
      return {
        at: placeOf(hunk),
        why: reasonsFor(hunk, file.reasons),
        rows: rows.slice(0, MOST_ROWS),
        left: Math.max(0, rows.length - MOST_ROWS),
        unended: hunk.unended,
      };
    }),
  );
}

function placeOf({ oldStart, oldCount }: RawHunk): string {
  if (oldCount === 0) return oldStart === 0 ? "new file" : `after line ${oldStart}`;
  return oldCount === 1 ? `line ${oldStart}` : `lines ${oldStart} to ${oldStart + oldCount - 1}`;
}

function asDiffFile(hunk: RawHunk): DiffFile {
  return {
    ...{ oldName: "file", newName: "file", isCombined: false, isGitDiff: true, language: "" },
    ...{ addedLines: 0, deletedLines: 0, blocks: [asBlock(hunk)] },
  };
}

function asBlock({ oldStart, newStart, lines }: RawHunk): DiffBlock {
  let old = oldStart;
  let now = newStart;
  const diffLines = lines.map((line): DiffLine => {
    const content = `${line[0]}${shown(line.slice(1).replace(/\r$/, ""))}`;
    if (line.startsWith("-"))
      return { type: LineType.DELETE, oldNumber: old++, newNumber: undefined, content };
    if (line.startsWith("+"))
      return { type: LineType.INSERT, oldNumber: undefined, newNumber: now++, content };
    return { type: LineType.CONTEXT, oldNumber: old++, newNumber: now++, content };
  });
  return { oldStartLine: oldStart, newStartLine: newStart, header: "", lines: diffLines };
}

/** Each side has one line for each row, an empty one where nothing stands against the other side. */
function rowsOf(drawn: string): Row[] {
  const [left = "", right = ""] = drawn.split(HALF);
  const news = right.split(LINE);
  // What follows the last separator is no line.
  return left
    .split(LINE)
    .slice(0, -1)
    .map((cells, i): Row => {
      const [type, old, html = ""] = cells.split(CELL);
      const [, now, nowHtml = ""] = (news[i] ?? "").split(CELL);
      return type === "d2h-cntx"
        ? [Number(old), html, Number(now)]
        : [Number(old), html, Number(now), nowHtml];
    });
}
