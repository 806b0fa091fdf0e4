import type { ScalarNode } from "../core/tree.ts";
import { CR, type Cursor, DASH, HAND_OVER, SPACE, TAB } from "./yaml-fast-cursor.ts";

const PLUS = 43;

/**
 * Reads a literal block scalar (`|`, `|-`, `|+`) and leaves the cursor at the start of the line after it.
 * `least` is the smallest indentation that its lines may have; `offset` is added to the range, which runs from the
 * indicator through the last line break: blank lines at the end belong to it only with `+`. A last line without a line
 * break adds none, as in go-yaml. Handed over: scalars
 * without content, indentation digits, and blank lines at the start or the end that are wider than the content.
 */
export function readLiteral(cursor: Cursor, offset: number, least: number): ScalarNode {
  const { text, pos: start } = cursor;
  const chomp = text.charCodeAt(++cursor.pos);
  if (chomp === DASH || chomp === PLUS) cursor.pos++;
  if (!cursor.endsWord(cursor.pos) || !cursor.atLineEnd()) throw HAND_OVER;
  cursor.finishLine();

  let value = "";
  /** Line breaks since the last line that is in `value`. */
  let breaks = 0;
  let indent = -1;
  let widest = 0;
  let wide = false;
  let end = 0;
  let line = cursor.pos;
  for (;;) {
    let at = line;
    while (text.charCodeAt(at) === SPACE) at++;
    const spaces = at - line;
    if (at >= text.length) {
      if (spaces > 0) throw HAND_OVER;
      break;
    }
    const newline = text.indexOf("\n", at);
    const stop = lineContentEnd(text, at, newline);
    const next = newline === -1 ? text.length : newline + 1;
    const blank = at === stop;
    if (indent === -1) {
      if (blank) widest = Math.max(widest, spaces);
      else if (spaces < Math.max(least, widest) || text.charCodeAt(at) === TAB) throw HAND_OVER;
      else indent = spaces;
    }
    if (blank && (indent === -1 || spaces <= indent)) breaks++;
    else if (spaces >= indent) {
      value += (breaks === 1 ? "\n" : "\n".repeat(breaks)) + text.slice(line + indent, stop);
      breaks = newline === -1 ? 0 : 1;
      end = next;
      wide = blank;
    } else {
      if (text.charCodeAt(at) === TAB) throw HAND_OVER;
      break;
    }
    line = next;
  }
  if (indent === -1 || wide) throw HAND_OVER;
  if (chomp === PLUS) {
    value += "\n".repeat(breaks);
    end = line;
  } else if (chomp !== DASH && breaks > 0) value += "\n";
  cursor.pos = end;
  return { type: "scalar", start: start + offset, end: end + offset, value, style: "literal" };
}

/** Where a line ends without its line break; a carriage return anywhere else at the line's start or end is odd. */
function lineContentEnd(text: string, at: number, newline: number): number {
  const stop = newline === -1 ? text.length : newline;
  if (stop === at) return at;
  if (text.charCodeAt(stop - 1) !== CR) {
    if (text.charCodeAt(at) === CR) throw HAND_OVER;
    return stop;
  }
  if (newline === -1 || (text.charCodeAt(at) === CR && stop - 1 !== at)) throw HAND_OVER;
  return stop - 1;
}
