import type { AliasNode, YamlNode } from "../core/tree.ts";
import { type Cursor, HAND_OVER } from "./yaml-fast-cursor.ts";
import { MAX_ALIASES } from "./yaml-limits.ts";

export const AMPERSAND = 38;
export const ASTERISK = 42;

const AFTER_ALIAS = new Set([..."],}"].map((character) => character.charCodeAt(0)));

/** Names that need no thought; the library allows nearly everything. */
const NAME = /[A-Za-z0-9_-]+/y;

/** The anchors of a document and what they stand for at the cursor. */
export class Anchors {
  readonly #nodes = new Map<string, YamlNode>();
  readonly #open = new Set<string>();
  #aliases = 0;

  /**
   * Reads the `&name` at the cursor. Until `close` the name stands for nothing: an alias would make a circle.
   * A name inside a node of that name is handed over: which of the two it means depends on where they begin.
   */
  open(cursor: Cursor): string {
    const name = readName(cursor);
    if (this.#open.has(name)) throw HAND_OVER;
    this.#open.add(name);
    this.#nodes.delete(name);
    return name;
  }

  /** From here on `*name` stands for `node`. */
  close(name: string, node: YamlNode): void {
    node.anchor = name;
    this.#open.delete(name);
    this.#nodes.set(name, node);
  }

  /**
   * Reads the `*name` at the cursor; the anchor must have come before. `offset` is added to the range.
   * @param inFlow true inside of brackets, where a comma or a bracket may follow at once
   */
  readAlias(cursor: Cursor, offset: number, inFlow = false): AliasNode {
    const start = cursor.pos + offset;
    const name = readName(cursor, inFlow);
    const target = this.#nodes.get(name);
    if (!target || ++this.#aliases > MAX_ALIASES) throw HAND_OVER;
    return { type: "alias", start, end: cursor.pos + offset, name, target };
  }
}

/** The name after a `&` or `*`; nothing else may touch it. */
function readName(cursor: Cursor, inFlow = false): string {
  NAME.lastIndex = cursor.pos + 1;
  const name = NAME.exec(cursor.text)?.[0];
  if (name === undefined) throw HAND_OVER;
  cursor.pos += 1 + name.length;
  if (!cursor.endsWord(cursor.pos) && !(inFlow && AFTER_ALIAS.has(cursor.code()))) throw HAND_OVER;
  return name;
}
