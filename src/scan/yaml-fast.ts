/**
 * The fast reader: a line scanner for the YAML that people write. It takes block maps and block lists, keys and
 * values that are plain or quoted and on one line, literal block scalars without an indentation digit, lists and maps in
 * brackets on one line, anchors and aliases of values, comments, and `---` on a line of its own. Everything else, and
 * everything doubtful, it hands over: it may say "not mine" too often, but never gives another answer than the full reader.
 */
import type { MapNode, Pair, ScalarNode, SeqNode, YamlNode } from "../core/tree.ts";
import { AMPERSAND, Anchors, ASTERISK } from "./yaml-fast-anchors.ts";
import { readLiteral } from "./yaml-fast-block.ts";
import { COLON, Cursor, DASH, HAND_OVER } from "./yaml-fast-cursor.ts";
import { BRACE, BRACKET, FlowReader } from "./yaml-fast-flow.ts";
import { readScalar } from "./yaml-fast-scalar.ts";
import { MAX_DEPTH, MAX_FAST_LENGTH } from "./yaml-limits.ts";

const PIPE = 124;

/** What begins so, after a dash, is no key in the subset. */
const INLINE_ONLY = new Set([PIPE, BRACKET, BRACE, ASTERISK, AMPERSAND]);

/** The library refuses keys of more than 1024 characters; this is safely below, however it counts. */
const MAX_KEY = 1000;

/** Maps of up to this many keys are searched for a repeated one; larger ones get a set. */
const SMALL_MAP = 8;

/**
 * Reads one document as `parseYaml` does, with the same tree as result. Undefined: the document is outside the
 * subset, repeats a key, exceeds a limit or is wrong, and the full reader has to say which.
 */
export function readYamlFast(text: string, offset: number): { root: YamlNode | undefined } | undefined {
  if (text.length > MAX_FAST_LENGTH) return undefined;
  try {
    return { root: new FastReader(text, offset).document() };
  } catch (error) {
    if (error === HAND_OVER) return undefined;
    throw error;
  }
}

/**
 * Each method starts at the content it reads. Those that read a whole value leave the cursor at the next line with
 * content, so `cursor.indent` says who goes on: columns to the right of a collection's own end the reading.
 */
class FastReader {
  readonly #cursor: Cursor;
  readonly #offset: number;
  readonly #anchors = new Anchors();
  readonly #flow: FlowReader;

  constructor(text: string, offset: number) {
    this.#cursor = new Cursor(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
    this.#offset = offset;
    this.#flow = new FlowReader(this.#cursor, this.#anchors, offset);
  }

  document(): YamlNode | undefined {
    const cursor = this.#cursor;
    cursor.nextLine();
    if (cursor.atMarker()) {
      cursor.pos += 3;
      if (cursor.text.charCodeAt(cursor.pos - 1) !== DASH || !cursor.endsWord(cursor.pos)) throw HAND_OVER;
      this.#endLine();
    }
    if (cursor.indent === -1) return undefined;
    const root = this.#block(cursor.indent, 1);
    if (cursor.indent !== -1) throw HAND_OVER;
    return root;
  }

  #block(column: number, depth: number): MapNode | SeqNode {
    return this.#cursor.atItem() ? this.#seq(column, depth) : this.#map(column, depth, this.#scalar());
  }

  /** A block map whose first key has been read. */
  #map(column: number, depth: number, first: ScalarNode): MapNode {
    if (depth > MAX_DEPTH) throw HAND_OVER;
    const cursor = this.#cursor;
    const items: Pair[] = [];
    const map: MapNode = { type: "map", start: first.start, end: 0, flow: false, items };
    let names: Set<string> | undefined;
    for (let key = first; ; key = this.#scalar()) {
      this.#colon(key);
      const name = String(key.value);
      if (items.length >= SMALL_MAP) names ??= new Set(items.map((pair) => String(pair.key.value)));
      if (names ? names.has(name) : hasKey(items, name)) throw HAND_OVER;
      names?.add(name);
      map.end = cursor.pos + this.#offset;
      const value = this.#value(column, depth);
      if (value) map.end = value.end;
      items.push({ key, value });
      if (cursor.indent < column) return map;
      if (cursor.indent > column || cursor.atItem()) throw HAND_OVER;
    }
  }

  /** Steps over the `:` that must follow a key at once. */
  #colon(key: ScalarNode): void {
    const cursor = this.#cursor;
    const here = cursor.pos + this.#offset;
    if (cursor.code() !== COLON || key.end !== here || here - key.start > MAX_KEY) throw HAND_OVER;
    cursor.pos++;
    if (!cursor.endsWord(cursor.pos)) throw HAND_OVER;
  }

  /** What follows a `:`; undefined where nothing does. */
  #value(column: number, depth: number): YamlNode | undefined {
    const cursor = this.#cursor;
    if (!cursor.atLineEnd()) return this.#inline(column + 1, depth, column);
    this.#endLine();
    if (cursor.indent > column) return this.#block(cursor.indent, depth + 1);
    // A list may stand at the column of its key.
    return cursor.indent === column && cursor.atItem() ? this.#seq(column, depth + 1) : undefined;
  }

  #seq(column: number, depth: number): SeqNode {
    if (depth > MAX_DEPTH) throw HAND_OVER;
    const cursor = this.#cursor;
    const items: YamlNode[] = [];
    const seq: SeqNode = { type: "seq", start: cursor.pos + this.#offset, end: 0, flow: false, items };
    do {
      const item = this.#item(column, depth);
      items.push(item);
      seq.end = item.end;
    } while (cursor.indent === column && cursor.atItem());
    return seq;
  }

  #item(column: number, depth: number): YamlNode {
    const cursor = this.#cursor;
    const dash = cursor.pos++;
    if (cursor.atLineEnd()) {
      this.#endLine();
      if (cursor.indent > column) return this.#block(cursor.indent, depth + 1);
      const end = dash + 1 + this.#offset;
      return { type: "scalar", start: end, end, value: null, style: "plain" };
    }
    const inner = column + cursor.pos - dash;
    if (cursor.atItem()) return this.#seq(inner, depth + 1);
    if (INLINE_ONLY.has(cursor.code())) return this.#inline(column + 1, depth);
    const scalar = this.#scalar();
    if (cursor.code() === COLON) return this.#map(inner, depth + 1, scalar);
    this.#endLine();
    return scalar;
  }

  /**
   * A value on the line of its key or dash; the lines of a block scalar are indented by `least` or more.
   * @param key column of the key, at which a list may stand below it
   */
  #inline(least: number, depth: number, key?: number): YamlNode {
    const cursor = this.#cursor;
    if (cursor.code() === PIPE) {
      const literal = readLiteral(cursor, this.#offset, least);
      this.#nextLine();
      return literal;
    }
    if (cursor.code() === AMPERSAND) return this.#anchored(least, depth, key);
    const node = this.#oneLine(depth);
    this.#endLine();
    return node;
  }

  /** `&name` with a value on the line after it, or with a block collection that starts on the next line. */
  #anchored(least: number, depth: number, key: number | undefined): YamlNode {
    const cursor = this.#cursor;
    const name = this.#anchors.open(cursor);
    const below = cursor.atLineEnd();
    let node: YamlNode;
    if (below) {
      this.#endLine();
      const isAtKey = cursor.indent === key && cursor.atItem();
      if (cursor.indent < least && !isAtKey) throw HAND_OVER;
      node = this.#block(cursor.indent, depth + 1);
    } else {
      const code = cursor.code();
      node = code === BRACKET || code === BRACE ? this.#flow.read(depth) : this.#scalar();
      this.#endLine();
    }
    this.#anchors.close(name, node);
    return node;
  }

  #oneLine(depth: number): YamlNode {
    const cursor = this.#cursor;
    switch (cursor.code()) {
      case BRACKET:
      case BRACE:
        return this.#flow.read(depth);
      case ASTERISK:
        return this.#anchors.readAlias(cursor, this.#offset);
      default:
        return this.#scalar();
    }
  }

  #scalar(): ScalarNode {
    return readScalar(this.#cursor, this.#offset);
  }

  /** Nothing but a comment may follow on the line; on to the next content. */
  #endLine(): void {
    if (!this.#cursor.atLineEnd()) throw HAND_OVER;
    this.#cursor.finishLine();
    this.#nextLine();
  }

  #nextLine(): void {
    this.#cursor.nextLine();
    if (this.#cursor.atMarker()) throw HAND_OVER;
  }
}

function hasKey(items: readonly Pair[], name: string): boolean {
  for (const { key } of items) if (String(key.value) === name) return true;
  return false;
}
