import { html } from "diff2html";
import { type DiffBlock, type DiffFile, type DiffLine, LineType } from "diff2html/lib/types.js";
import type { ReviewedFile } from "../review-files.ts";
import { shown } from "../review-text.ts";
import { hunksOf, type RawHunk, reasonsFor } from "./hunks.ts";
import { cutLines } from "./long-lines.ts";

/** A row of a diff: context as `[old, html, new]`, a change as `[old, html, new, html]` with 0 for no line. */
export type Row = [old: number, html: string, now: number, nowHtml?: string];

/** A hunk as the page shows it. */
export interface ShownHunk {
  /** Lines of the file before, for people. */
  at: string;
  why: [rule: string, why: string][];
  rows: Row[];
  /** What is to be said below it: what is not shown, a missing line end. */
  notes: string[];
}

/** More rows of one hunk than these are counted only: they are in the patch. */
const MOST_ROWS = 2000;
/** Longer lines would be compared as a whole, so that a line made to be slow is not; `cutLines` leaves none. */
const LONGEST_LINE = 1000;
const PATCH = "git2oci migrate --format diff has all of it.";

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
  const hunks = files.map((file) => hunksOf(file.diff).map(fitToShow));
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
        notes: notesOf(hunk, rows.length - MOST_ROWS),
      };
    }),
  );
}

/** A hunk with lines that are safe to show and not too long. */
interface FitHunk extends RawHunk {
  /** True where a line is shown in part. */
  cut: boolean;
}

function fitToShow(hunk: RawHunk): FitHunk {
  const safe = hunk.lines.map((line) => `${line[0]}${shown(line.slice(1).replace(/\r$/, ""))}`);
  const lines = cutLines(safe);
  return { ...hunk, lines, cut: lines.some((line, i) => line !== safe[i]) };
}

const SIDES: Readonly<Record<string, string>> = { "-": "before", "+": "after", " ": "before and after" };

/** @param left rows that are not shown */
function notesOf({ cut, unended }: FitHunk, left: number): string[] {
  const sides = unended.map((sign) => SIDES[sign] ?? "").join(" and ");
  return [
    ...(sides === "" ? [] : [`The file ends without a line end: ${sides}.`]),
    ...(left > 0 ? [`${left} more lines; ${PATCH}`] : []),
    ...(cut ? [`A long line is shown in part; ${PATCH}`] : []),
  ];
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
  const diffLines = lines.map((content): DiffLine => {
    if (content.startsWith("-"))
      return { type: LineType.DELETE, oldNumber: old++, newNumber: undefined, content };
    if (content.startsWith("+"))
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
