import { hideSecrets, maskSignIn } from "../../core/credentials.ts";
import { visible } from "../colour.ts";
import { charactersOf } from "../width.ts";

/** A tab has no width of its own; every viewer has another one. */
const TAB = "    ";

/** What may be shown of a line, in the three parts that a mark makes of it. */
export interface MarkedLine {
  before: string;
  marked: string;
  after: string;
}

/**
 * A line of a hostile file for display: no secrets, no characters that act.
 * @param from and `to`: the marked part, as offsets of the line
 */
export function markedLine(line: string, from: number, to: number): MarkedLine {
  const masked = withoutSecrets(line);
  const [start, end] = [moved(line, masked, from), moved(line, masked, to)];
  const shown = (part: string) => visible(part.replaceAll("\t", TAB));
  return {
    before: shown(masked.slice(0, start)),
    marked: shown(masked.slice(start, end)),
    after: shown(masked.slice(end)),
  };
}

/** Long words of nothing but letters and digits are keys and certificates; those of hexadecimal digits are commits. */
const KEY = /(?<![\w+/:@.-])[A-Za-z0-9+/]{40,}={0,2}/g;

function withoutSecrets(line: string): string {
  return hideSecrets(maskSignIn(line)).replace(KEY, (word) => (/^[0-9a-f]+$/.test(word) ? word : "…"));
}

/** Where an offset of a line is in what is left of it: only the part between the first and last difference moves. */
function moved(line: string, masked: string, at: number): number {
  const shorter = Math.min(line.length, masked.length);
  let head = 0;
  while (head < shorter && line[head] === masked[head]) head += 1;
  if (at <= head) return at;
  let tail = 0;
  while (tail < shorter - head && line[line.length - 1 - tail] === masked[masked.length - 1 - tail])
    tail += 1;
  return at >= line.length - tail ? masked.length - (line.length - at) : head;
}

/** The first characters of a text that fit, with `…` where some do not. */
export function headOf(text: string, width: number): string {
  const characters = charactersOf(text);
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}

/** The last characters of a text that fit, with `…` where some do not. */
export function tailOf(text: string, width: number): string {
  const characters = charactersOf(text);
  return characters.length <= width ? text : `…${characters.slice(1 - width).join("")}`;
}
