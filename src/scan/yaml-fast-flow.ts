import type { MapNode, ScalarNode, SeqNode } from "../core/tree.ts";
import { type Cursor, HAND_OVER } from "./yaml-fast-cursor.ts";
import { resolvePlain } from "./yaml-fast-plain.ts";
import { DOUBLE, readScalar, SINGLE } from "./yaml-fast-scalar.ts";

export const BRACKET = 91;
export const BRACE = 123;
const CLOSING_BRACKET = 93;
const CLOSING_BRACE = 125;
const COMMA = 44;

/** Plain items of a flow list that mean the same to every reader of YAML. */
const WORD = /[A-Za-z][A-Za-z0-9_./-]*/y;

/**
 * Reads `{}` or a list on one line whose items are words or quoted (`[]`, `[get, "list"]`) and leaves the cursor
 * after the bracket. `offset` is added to the ranges.
 */
export function readFlow(cursor: Cursor, offset: number): MapNode | SeqNode {
  const start = cursor.pos + offset;
  const isMap = cursor.code() === BRACE;
  cursor.pos++;
  cursor.skipSpaces();
  if (isMap) {
    if (cursor.code() !== CLOSING_BRACE) throw HAND_OVER;
    return { type: "map", start, end: ++cursor.pos + offset, flow: true, items: [] };
  }
  const items: ScalarNode[] = [];
  if (cursor.code() !== CLOSING_BRACKET) {
    items.push(readItem(cursor, offset));
    while (cursor.code() === COMMA) {
      cursor.pos++;
      cursor.skipSpaces();
      items.push(readItem(cursor, offset));
    }
    if (cursor.code() !== CLOSING_BRACKET) throw HAND_OVER;
  }
  return { type: "seq", start, end: ++cursor.pos + offset, flow: true, items };
}

/** One item and the spaces after it. */
function readItem(cursor: Cursor, offset: number): ScalarNode {
  const code = cursor.code();
  const item = code === DOUBLE || code === SINGLE ? readScalar(cursor, offset) : readWord(cursor, offset);
  cursor.skipSpaces();
  return item;
}

function readWord(cursor: Cursor, offset: number): ScalarNode {
  const start = cursor.pos;
  WORD.lastIndex = start;
  const word = WORD.exec(cursor.text)?.[0];
  if (word === undefined) throw HAND_OVER;
  cursor.pos += word.length;
  return {
    type: "scalar",
    start: start + offset,
    end: cursor.pos + offset,
    value: resolvePlain(word),
    style: "plain",
  };
}
