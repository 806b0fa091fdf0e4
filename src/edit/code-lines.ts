import type { Range } from "../core/edits.ts";
import { lineEnd, lineStart } from "../core/text.ts";

/** Where the comment lines begin that stand directly above an offset; the offset itself where none do. */
export function leadingComments(text: string, offset: number, comments: readonly Range[]): number {
  let start = offset;
  for (const one of [...comments].reverse()) {
    if (one.end > start) continue;
    const between = text.slice(one.end, start);
    const isAbove = /^[ \t]*\r?\n[ \t]*$/.test(between) && startsLine(text, one.start);
    // What stands at the top of a file is about the file.
    if (!isAbove || text.slice(0, one.start).trim() === "") break;
    start = one.start;
  }
  return start;
}

/** The end of what stands on the line behind an offset, where that is only a comment; else the offset. */
export function trailingComment(text: string, offset: number, comments: readonly Range[]): number {
  const line = text.slice(offset, lineEnd(text, offset)).replace(/\r?\n$/, "");
  const rest = comments
    .filter((one) => one.start >= offset && one.end <= offset + line.length)
    .reduce((left, one) => left.replace(text.slice(one.start, one.end), ""), line);
  return rest.trim() === "" ? offset + line.trimEnd().length : offset;
}

/** True where nothing but blanks stands before an offset on its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^\uFEFF?[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** True for a line without anything on it; false beyond the ends of the text. */
export function isBlankLine(text: string, start: number): boolean {
  return start >= 0 && start < text.length && text.slice(start, lineEnd(text, start)).trim() === "";
}
