/** What fits on a terminal: header, a window on the body, what has to be told, and the question with the cursor. */
import { cutLine, isProse, line, prose, type StyledLine, wrapLine } from "../../report/styled.ts";
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
  screen: Pick<Screen, "header" | "body" | "diff">;
  /** First line of the body that is shown. */
  offset: number;
  /** Shown above the question. */
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
  /** The offset at which the diff begins. */
  diffAt: number;
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
  const wrapped = (some: readonly StyledLine[]) => some.flatMap((one) => wrapLine(one, width));
  const above = wrapped(screen.body);
  const body = [...above, ...wrapped(screen.diff)];
  const header = screen.header.flatMap((one) =>
    isProse(one) ? wrapLine(one, width) : [cutLine(one, width)],
  );
  // On a small terminal the question is worth more than what it is about.
  const question = atMost(height / 3, prompt, ["bold"], width);
  const told = height < 2 || notice === undefined ? [] : atMost(height / 3, notice, ["yellow"], width);
  const room = height - question.length - told.length;
  const heads = header.slice(Math.max(0, header.length - Math.max(0, room - 3)));
  const isPaged = body.length > room - heads.length && room - heads.length >= (told.length > 0 ? 2 : 1);
  const page = Math.max(0, room - heads.length - (isPaged ? 1 : 0));
  const last = Math.max(0, body.length - page);
  const at = Math.max(0, Math.min(offset, last));
  const status = isPaged ? [placeLine(at, page, body.length, width)] : [];
  const lines = [...heads, ...body.slice(at, at + page), ...status, ...told, ...question];
  return { lines, offset: at, page, last, diffAt: Math.min(above.length, last) };
}

/** Words on no more than so many lines; cut to one where they would take more. */
function atMost(lines: number, text: string, styles: Parameters<typeof prose>[1], width: number) {
  const wrapped = wrapLine(prose(text, styles), width);
  return wrapped.length <= Math.max(1, lines) ? wrapped : [cutLine(line(text, ...(styles ?? [])), width)];
}

/** Where one is in the body, and the key that goes on; shorter on a narrow terminal. */
function placeLine(at: number, page: number, all: number, width: number): StyledLine {
  const end = Math.min(all, at + page);
  const percent = `${Math.floor((end / all) * 100)}%`;
  const more = end < all ? "space: more" : "b: back";
  const long = `-- ${percent}, lines ${at + 1}-${end} of ${all}, ${more} --`;
  return cutLine(line(long.length <= width ? long : `-- ${percent}, ${more} --`, "dim"), width);
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
