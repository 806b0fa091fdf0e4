import type { ScalarNode, ScalarStyle } from "../core/tree.ts";
import { COLON, CR, type Cursor, HAND_OVER, HASH, LF, SPACE, TAB } from "./yaml-fast-cursor.ts";
import { resolvePlain } from "./yaml-fast-plain.ts";

export const SINGLE = 39;
export const DOUBLE = 34;
const BACKSLASH = 92;

/** Characters with a meaning at the start of a scalar, and those that may have one (`? : .`) or are errors there. */
const RESERVED = new Set([..."\t\r\n ?:,[]{}#&*!|>%@`\uFEFF"].map((character) => character.charCodeAt(0)));

/** Escapes of double-quoted scalars that people write; the others are left to the full reader. */
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", n: "\n", t: "\t" };

/**
 * Reads a plain or quoted scalar on one line and leaves the cursor after it: a plain one ends before a comment, the
 * line break or the `:` of a key. `offset` is added to the range.
 */
export function readScalar(cursor: Cursor, offset: number): ScalarNode {
  const code = cursor.code();
  if (code === DOUBLE) return readDouble(cursor, offset);
  if (code === SINGLE) return readSingle(cursor, offset);
  if (RESERVED.has(code) || cursor.atItem()) throw HAND_OVER;
  return readPlain(cursor, offset);
}

function scalar(start: number, end: number, value: ScalarNode["value"], style: ScalarStyle): ScalarNode {
  return { type: "scalar", start, end, value, style };
}

function readPlain(cursor: Cursor, offset: number): ScalarNode {
  const { text, pos: start } = cursor;
  let end = start;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > COLON) end = at + 1;
    else if (code === SPACE) {
      if (text.charCodeAt(at + 1) === HASH) break;
    } else if (code === LF) break;
    else if (code === COLON && cursor.endsWord(at + 1)) break;
    else if (code === TAB) throw HAND_OVER;
    else if (code === CR) {
      if (text.charCodeAt(at + 1) !== LF) throw HAND_OVER;
      break;
    } else end = at + 1;
  }
  cursor.pos = at;
  return scalar(start + offset, end + offset, resolvePlain(text.slice(start, end)), "plain");
}

function readSingle(cursor: Cursor, offset: number): ScalarNode {
  const { text, pos: start } = cursor;
  let value = "";
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) break;
    if (code !== SINGLE) continue;
    if (text.charCodeAt(at + 1) !== SINGLE) {
      cursor.pos = at + 1;
      return scalar(start + offset, at + 1 + offset, value + text.slice(from, at), "single");
    }
    value += text.slice(from, ++at);
    from = at + 1;
  }
  throw HAND_OVER;
}

function readDouble(cursor: Cursor, offset: number): ScalarNode {
  const { text, pos: start } = cursor;
  let value = "";
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) break;
    if (code === DOUBLE) {
      cursor.pos = at + 1;
      return scalar(start + offset, at + 1 + offset, value + text.slice(from, at), "double");
    }
    if (code !== BACKSLASH) continue;
    const escaped = ESCAPES[text.charAt(at + 1)];
    if (escaped === undefined) break;
    value += text.slice(from, at++) + escaped;
    from = at + 1;
  }
  throw HAND_OVER;
}
