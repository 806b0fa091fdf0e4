/** What fits on a terminal: header, a window on the body, one line of status, and the line with the cursor. */
import { cutLine, isProse, line, type StyledLine, wrapLine } from "../../report/styled.ts";
import type { Screen } from "./screens.ts";

/** Rows and columns of a terminal. */
export interface Size {
  rows: number;
  columns: number;
}

/** Terminals that do not tell their size are taken for this one. */
const DEFAULT_SIZE: Size = { rows: 24, columns: 80 };

/** What a frame is made from. */
export interface FrameInput {
  screen: Pick<Screen, "header" | "body">;
  /** First line of the body that is shown. */
  offset: number;
  /** Shown above the cursor's line. */
  notice: string | undefined;
  prompt: string;
}

/** The lines to draw, and how far the body can be paged. */
export interface Frame {
  lines: StyledLine[];
  /** The offset that was drawn: never beyond the last page. */
  offset: number;
  /** Lines of the body on this page. */
  page: number;
  last: number;
}

/** The size of a terminal now. */
export function sizeOf(output: Partial<Size>): Size {
  return { rows: output.rows || DEFAULT_SIZE.rows, columns: output.columns || DEFAULT_SIZE.columns };
}

/**
 * Lays out at most `rows - 2` lines of less than `columns`. Nothing wraps in the terminal: what is erased before the
 * next drawing is counted in lines. Lines of the body and prose are wrapped here, all others are cut.
 */
export function frameOf({ screen, offset, notice, prompt }: FrameInput, size: Size): Frame {
  const height = Math.max(1, size.rows - 2);
  const width = Math.max(1, size.columns - 1);
  const body = screen.body.flatMap((one) => wrapLine(one, width));
  // On a small terminal the question is worth more than what it is about.
  const header = screen.header.flatMap((one) =>
    isProse(one) ? wrapLine(one, width) : [cutLine(one, width)],
  );
  const heads = height < 5 ? [] : header.slice(-(height - 4));
  const hasStatus = height >= 2 && (notice !== undefined || body.length > height - heads.length - 1);
  const page = Math.max(0, height - heads.length - 1 - (hasStatus ? 1 : 0));
  const last = Math.max(0, body.length - page);
  const at = Math.max(0, Math.min(offset, last));
  const status = hasStatus ? [cutLine(statusLine(notice, at, page, body.length), width)] : [];
  const lines = [...heads, ...body.slice(at, at + page), ...status, cutLine(line(prompt, "bold"), width)];
  return { lines, offset: at, page, last };
}

/** Where one is in the body, shorter beside something that has to be told. */
function statusLine(notice: string | undefined, at: number, page: number, all: number): StyledLine {
  const told = notice === undefined ? [] : [{ text: notice, styles: ["yellow"] as const }];
  if (page >= all) return told;
  const end = Math.min(all, at + page);
  const percent = `${Math.floor((end / all) * 100)}%`;
  const more = end < all ? "space: more" : "b: back";
  if (notice !== undefined) return [{ text: `-- ${percent}, ${more} -- `, styles: ["dim"] }, ...told];
  return [{ text: `-- ${percent}, lines ${at + 1}-${end} of ${all}, ${more} --`, styles: ["dim"] }];
}

/**
 * Where a key that pages leads; undefined for all other keys.
 * @param name of a key without a letter
 * @param typed the letter of one that has one
 */
export function movedOffset(
  name: string | undefined,
  typed: string,
  { offset, page, last }: Frame,
): number | undefined {
  // A line of the page before stays in sight.
  const step = Math.max(1, page - 1);
  const byName = new Map<string | undefined, number>([
    ["down", 1],
    ["up", -1],
    ["pagedown", step],
    ["pageup", -step],
    ["home", -last],
    ["end", last],
  ]);
  const byLetter = new Map([
    [" ", step],
    ["b", -step],
    ["g", -last],
    ["G", last],
  ]);
  const move = byLetter.get(typed) ?? (typed === "" ? byName.get(name) : undefined);
  return move === undefined ? undefined : Math.max(0, Math.min(last, offset + move));
}
