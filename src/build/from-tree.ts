/**
 * From the project's syntax tree to built nodes, as kyaml has them after its reading: each scalar with the text that
 * go-yaml keeps, aliases as copies of what they name, merge keys resolved.
 */
import type { AliasNode, MapNode, Pair, ScalarNode, YamlNode } from "../core/tree.ts";
import { withTag } from "./explicit-tag.ts";
import { refusedByGo } from "./go-refuses.ts";
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  fail,
  type SourceText,
  type Written,
} from "./node.ts";
import { plainTag } from "./plain.ts";

/** Most nodes of a document once its aliases are copies; go-yaml refuses texts whose aliases make as many. */
const MAX_NODES = 400_000;

/** Deepest nesting once aliases are copies. The reader allows 100 levels of text, and aliases may chain them. */
const MAX_DEPTH = 400;

const MERGE = "<<";

/**
 * The built node of a syntax tree. The origin of what stands under an alias or comes from a merge key is the anchored
 * text.
 * @throws BuildFailure if kyaml cannot read the document.
 */
export function builtNode(root: YamlNode, text: SourceText): BuiltNode {
  checkLikeGo(root, text);
  return new TreeReader(text).node(root, 1);
}

/**
 * Refuses what go-yaml refuses and our readers take; `root` is undefined for a document that holds only comments.
 * @throws BuildFailure with go-yaml's reason.
 */
export function checkLikeGo(root: YamlNode | undefined, text: SourceText): void {
  const refused = refusedByGo(root, text.document);
  if (refused) fail(refused.reason, { text, start: refused.offset, end: refused.offset });
}

/** A node that aliases may name, with its size if all aliases in it are copies. */
interface Anchored {
  node: BuiltNode;
  size: number;
  height: number;
}

class TreeReader {
  readonly #text: SourceText;
  readonly #anchored = new Map<YamlNode, Anchored>();
  #size = 0;
  /** Deepest level that was reached since the outermost open anchor. */
  #deepest = 0;

  constructor(text: SourceText) {
    this.#text = text;
  }

  node(node: YamlNode, depth: number): BuiltNode {
    if (node.type === "alias") return this.#alias(node, depth);
    if (node.anchor === undefined) return this.#content(node, depth);
    const outer = this.#deepest;
    const before = this.#size;
    this.#deepest = depth;
    const built = this.#content(node, depth);
    const height = this.#deepest - depth;
    this.#anchored.set(node, { node: built, size: this.#size - before, height });
    this.#deepest = Math.max(outer, this.#deepest);
    return built;
  }

  #content(node: Exclude<YamlNode, AliasNode>, depth: number): BuiltNode {
    this.#grow(node, 1, depth);
    if (node.type === "scalar") return this.#scalar(node);
    if (node.type === "map") return this.#map(node, depth);
    const items = node.items.map((item) => this.node(item, depth + 1));
    return { type: "list", items, origin: this.#written(node) };
  }

  #alias(alias: AliasNode, depth: number): BuiltNode {
    const target = alias.target && this.#anchored.get(alias.target);
    if (!target) return fail(`unknown anchor '${alias.name}' referenced`, this.#written(alias));
    this.#grow(alias, target.size, depth + target.height);
    return target.node;
  }

  /** Keeps the account of what the document is if all its aliases are copies. */
  #grow(node: YamlNode, size: number, depth: number): void {
    this.#size += size;
    this.#deepest = Math.max(this.#deepest, depth);
    if (this.#size > MAX_NODES || depth > MAX_DEPTH)
      fail("document contains excessive aliasing", this.#written(node));
  }

  #scalar(node: ScalarNode): BuiltScalar {
    const text = this.#textOf(node);
    const origin = this.#written(node);
    const style = node.style === "plain" || node.style === "code" ? "tagged" : node.style;
    if (node.tag !== undefined && node.tag !== "!") {
      const tagged = withTag(text, node.tag);
      return "refused" in tagged
        ? fail(tagged.refused, origin)
        : { type: "scalar", ...tagged, origin, style };
    }
    if (node.style !== "plain") return { type: "scalar", text, tag: "string", origin, style };
    const plain: BuiltScalar = { type: "scalar", text, tag: plainTag(text), origin };
    return node.tag === undefined ? plain : { ...plain, style };
  }

  /** A plain scalar that the reader takes for no string is kept as it is written. */
  #textOf({ value, start, end }: ScalarNode): string {
    if (typeof value === "string") return value;
    const from = this.#text.document.start;
    return this.#text.document.text.slice(start - from, end - from);
  }

  #map(node: MapNode, depth: number): BuiltMap {
    const own = new Entries();
    let merge: { pair: Pair; value: BuiltNode } | undefined;
    for (const pair of node.items) {
      const key = this.#key(pair.key);
      const value = pair.value ? this.node(pair.value, depth + 1) : this.#missing(pair.key);
      if (!isMerge(pair.key)) own.add(entryOf(key, value));
      else if (merge) fail("duplicate merge key", key.origin);
      else merge = { pair, value };
    }
    if (merge) own.fill(this.#merged(merge.pair, merge.value));
    return own.map(this.#written(node));
  }

  /** Kyaml keeps a key as it is written, also one that is no string. One that is null it has twice in the end. */
  #key(node: ScalarNode): BuiltScalar {
    const key = this.#scalar(node);
    if (key.tag === "null" && key.text !== "") fail(`mapping key "${key.text}" already defined`, key.origin);
    if (node.anchor !== undefined) this.#anchored.set(node, { node: key, size: 1, height: 0 });
    return key;
  }

  /** The entries of a merge key's maps. The first of a list wins, yet kyaml puts the keys of the last in front. */
  #merged({ key, value: written }: Pair, value: BuiltNode): Iterable<BuiltEntry> {
    const maps = value.type === "list" && written?.type !== "alias" ? value.items : [value];
    const entries = new Map<string, BuiltEntry>();
    for (const map of maps.toReversed()) {
      if (map.type !== "map")
        return fail("invalid map merge: it requires a map or a list of maps", this.#written(key));
      for (const entry of map.entries) entries.set(entry.key, entry);
    }
    return entries.values();
  }

  /** What stands for a value that is not there: nothing, right behind the colon. */
  #missing(key: ScalarNode): BuiltScalar {
    const { document } = this.#text;
    const colon = /^[ \t\r\n]*:/.exec(document.text.slice(key.end - document.start));
    const at = key.end + (colon?.[0].length ?? 0);
    return { type: "scalar", text: "", tag: "null", origin: { text: this.#text, start: at, end: at } };
  }

  #written({ start, end }: YamlNode): Written {
    return { text: this.#text, start, end };
  }
}

function entryOf({ text, tag, origin }: BuiltScalar, value: BuiltNode): BuiltEntry {
  const entry = { key: text, keyOrigin: origin, value };
  return tag === "string" || text === "" ? entry : { ...entry, isNoString: true };
}

/** The entries of a map while it is read. */
class Entries {
  readonly #entries: BuiltEntry[] = [];
  readonly #repeated: BuiltEntry[] = [];
  readonly #keys = new Set<string>();

  /** Kyaml drops a key `<<` even if it is quoted and thus no merge key. */
  add(entry: BuiltEntry): void {
    if (entry.key === MERGE) return;
    if (this.#keys.has(entry.key)) this.#repeated.push(entry);
    else this.#push(entry);
  }

  /** Adds what is not there yet. */
  fill(entries: Iterable<BuiltEntry>): void {
    for (const entry of entries) if (!this.#keys.has(entry.key)) this.#push(entry);
  }

  map(origin: Written): BuiltMap {
    const map: BuiltMap = { type: "map", entries: this.#entries, origin };
    return this.#repeated.length > 0 ? { ...map, repeated: this.#repeated } : map;
  }

  #push(entry: BuiltEntry): void {
    this.#keys.add(entry.key);
    this.#entries.push(entry);
  }
}

/** `<<` as a key; quoted it is a key like any other, unless its tag says so. */
function isMerge({ style, tag, value }: ScalarNode): boolean {
  return value === MERGE && (tag === undefined ? style === "plain" : tag === "!!merge");
}
