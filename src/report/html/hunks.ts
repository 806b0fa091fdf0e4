import type { Reason } from "../review-files.ts";

/** One hunk of a unified diff, before anything is made of its lines. */
export interface RawHunk {
  oldStart: number;
  oldCount: number;
  newStart: number;
  /** Lines with their sign. */
  lines: string[];
  /** Signs of the lines that end the file without a line end. */
  unended: string[];
}

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The hunks of the diff of one file. Lines are counted, so that no line of a file is taken for a header. */
export function hunksOf(diff: string): RawHunk[] {
  const hunks: RawHunk[] = [];
  let oldLeft = 0;
  let newLeft = 0;
  for (const line of diff.split("\n")) {
    const hunk = hunks.at(-1);
    const sign = line[0] ?? "";
    if (hunk && sign === "\\") {
      hunk.unended.push(hunk.lines.at(-1)?.[0] ?? " ");
      continue;
    }
    if (hunk && (oldLeft > 0 || newLeft > 0)) {
      if (sign !== "+") oldLeft--;
      if (sign !== "-") newLeft--;
      hunk.lines.push(line);
      continue;
    }
    const header = HEADER.exec(line);
    if (!header) continue;
    oldLeft = Number(header[2] ?? 1);
    newLeft = Number(header[4] ?? 1);
    hunks.push({
      oldStart: Number(header[1]),
      oldCount: oldLeft,
      newStart: Number(header[3]),
      lines: [],
      unended: [],
    });
  }
  return hunks;
}

/** The reasons of the edits that made a hunk, each once: hunks are further apart than the lines around them. */
export function reasonsFor(hunk: RawHunk, reasons: readonly Reason[]): [rule: string, why: string][] {
  const last = hunk.oldStart + Math.max(hunk.oldCount, 1);
  const mine = reasons.filter((one) => one.endLine >= hunk.oldStart && one.line <= last);
  return [
    ...new Map(mine.map(({ rule, why }) => [`${rule}\n${why}`, [rule, why] as [string, string]])).values(),
  ];
}
