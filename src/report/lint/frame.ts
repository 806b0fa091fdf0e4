import type { Location } from "../../core/manifest.ts";
import type { Paint, Style } from "../colour.ts";
import { columnsOf } from "../width.ts";
import { headOf, markedLine, tailOf } from "./frame-text.ts";

/** Characters of a line that are shown before the mark, in it, and after it. */
const ROOM = { before: 60, marked: 80, after: 40 } as const;

/** The lines of a text without their endings; a byte-order mark belongs to none of them. */
export function linesOf(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.replace(/\r$/, ""));
}

/**
 * A place in its file: the line, one before and one after of the same document, and a mark below what is meant. A place
 * of several lines is marked to the end of its first. Empty where the file has no such line.
 */
export function codeFrame(lines: readonly string[], place: Location, paint: Paint, style: Style): string[] {
  const line = lines[place.line - 1];
  if (line === undefined) return [];
  const from = Math.min(place.column - 1, line.length);
  const to = place.endLine > place.line ? line.length : Math.min(place.endColumn - 1, line.length);
  const parts = markedLine(line, from, Math.max(from, to));
  const before = tailOf(parts.before, ROOM.before);
  const marked = headOf(parts.marked, ROOM.marked);
  const after = headOf(parts.after, ROOM.after);
  const width = String(place.line + 1).length;
  const gutter = (number: number | undefined) => paint.dim(`${String(number ?? "").padStart(width)} |`);
  const text = (number: number, shown: string) => `${gutter(number)} ${shown}`.trimEnd();
  const neighbour = (number: number) =>
    neighbourOf(lines, number).map((one) => text(number, headOf(one, ROOM.before + ROOM.marked)));
  const mark = `${" ".repeat(columnsOf(before))}${paint[style]("^".repeat(Math.max(1, columnsOf(marked))))}`;
  return [
    ...neighbour(place.line - 1),
    text(place.line, `${before}${marked}${after}`),
    `${gutter(undefined)} ${mark}`,
    ...neighbour(place.line + 1),
  ];
}

/** The line beside a place; none at the end of its document, because the next one is another object's. */
function neighbourOf(lines: readonly string[], number: number): string[] {
  const line = lines[number - 1];
  if (line === undefined || line.trim() === "" || /^(?:---|\.\.\.)(?:\s|$)/.test(line)) return [];
  return [markedLine(line, 0, 0).after];
}
