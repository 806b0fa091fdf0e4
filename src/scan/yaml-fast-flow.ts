import type { MapNode, Pair, ScalarNode, SeqNode, YamlNode } from "../core/tree.ts";
import { type Anchors, ASTERISK } from "./yaml-fast-anchors.ts";
import { COLON, type Cursor, HAND_OVER, SPACE } from "./yaml-fast-cursor.ts";
import { resolvePlain } from "./yaml-fast-plain.ts";
import { DOUBLE, readScalar, SINGLE } from "./yaml-fast-scalar.ts";
import { MAX_DEPTH } from "./yaml-limits.ts";

export const BRACKET = 91;
export const BRACE = 123;
const CLOSING_BRACKET = 93;
const CLOSING_BRACE = 125;
const COMMA = 44;

/** Plain scalars in brackets that mean the same to every reader of YAML: one word, a `:` only inside of it. */
const WORD = /[A-Za-z0-9_/](?:[A-Za-z0-9_./-]|:(?=[A-Za-z0-9_/]))*/y;

/** The library refuses keys of more than 1024 characters. */
const MAX_WORD = 1000;

/** Reads lists and maps in brackets on one line, of words, quoted scalars and aliases. */
export class FlowReader {
  readonly #cursor: Cursor;
  readonly #anchors: Anchors;
  /** Is added to ranges. */
  readonly #offset: number;

  constructor(cursor: Cursor, anchors: Anchors, offset: number) {
    this.#cursor = cursor;
    this.#anchors = anchors;
    this.#offset = offset;
  }

  /** The collection at the cursor, which stands behind the bracket then. */
  read(depth: number): MapNode | SeqNode {
    if (depth >= MAX_DEPTH) throw HAND_OVER;
    const cursor = this.#cursor;
    const start = cursor.pos + this.#offset;
    const isMap = cursor.code() === BRACE;
    const closing = isMap ? CLOSING_BRACE : CLOSING_BRACKET;
    const pairs: Pair[] = [];
    const items: YamlNode[] = [];
    do {
      cursor.pos++;
      cursor.skipSpaces();
      // Only an empty collection closes here: a comma at the end is left to the full reader.
      if (cursor.code() === closing && pairs.length + items.length === 0) break;
      if (isMap) pairs.push(this.#pair(pairs, depth));
      else items.push(this.#value(depth));
      cursor.skipSpaces();
    } while (cursor.code() === COMMA);
    if (cursor.code() !== closing) throw HAND_OVER;
    const end = ++cursor.pos + this.#offset;
    return isMap
      ? { type: "map", start, end, flow: true, items: pairs }
      : { type: "seq", start, end, flow: true, items };
  }

  #pair(before: readonly Pair[], depth: number): Pair {
    const cursor = this.#cursor;
    const key = this.#scalar();
    const name = String(key.value);
    if (before.some((one) => String(one.key.value) === name)) throw HAND_OVER;
    if (cursor.code() !== COLON || cursor.text.charCodeAt(cursor.pos + 1) !== SPACE) throw HAND_OVER;
    cursor.pos++;
    cursor.skipSpaces();
    return { key, value: this.#value(depth) };
  }

  #value(depth: number): YamlNode {
    const code = this.#cursor.code();
    if (code === BRACKET || code === BRACE) return this.read(depth + 1);
    if (code === ASTERISK) return this.#anchors.readAlias(this.#cursor, this.#offset, true);
    return this.#scalar();
  }

  #scalar(): ScalarNode {
    const code = this.#cursor.code();
    return code === DOUBLE || code === SINGLE ? readScalar(this.#cursor, this.#offset) : this.#word();
  }

  #word(): ScalarNode {
    const cursor = this.#cursor;
    const start = cursor.pos;
    WORD.lastIndex = start;
    const word = WORD.exec(cursor.text)?.[0];
    if (word === undefined || word.length > MAX_WORD) throw HAND_OVER;
    cursor.pos += word.length;
    return {
      type: "scalar",
      start: start + this.#offset,
      end: cursor.pos + this.#offset,
      value: resolvePlain(word),
      style: "plain",
    };
  }
}
