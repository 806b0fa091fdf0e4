/** Paths to fields of replacements (fact 27). */
import { goRegExp } from "./go-regexp.ts";
import { blank, originIn, setMade, withItems } from "./made-nodes.ts";
import {
  type BuiltList,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  fail,
  get,
  isNull,
  map,
  type Origin,
  set,
} from "./node.ts";
import { readPart } from "./path-parts.ts";
import { printed, withText } from "./scalar-text.ts";

export { setField } from "./field-spec.ts";
export { smartSplit, splitPath } from "./path-parts.ts";

/** A path of a replacement goes on into the YAML in a scalar, or asks how a collection is printed: nobody knows here. */
export class StructuredScalar extends Error {
  /** What the path cannot pass. */
  readonly at: Origin;

  constructor(path: readonly string[], at: Origin) {
    super(`the path ${path.join(".")} goes on into the text of a scalar`);
    this.at = at;
  }
}

/**
 * The value at a path of a source: `[key=value]` is the first item whose text is exactly that, `[=value]` that of a
 * list of scalars, `-` the last item (fact 27). Blank parts do not count.
 * @returns undefined if there is none; null and empty collections are up to the caller, kustomize fails for them
 * @throws BuildFailure for `*`, for a negative index, and if a part does not fit what it meets
 */
export function lookup(node: BuiltNode, path: readonly string[]): BuiltNode | undefined {
  let current: BuiltNode | undefined = node;
  for (const text of path) {
    if (text.trim() === "") continue;
    if (current === undefined || isNull(current)) return undefined;
    current = lookupPart(current, text.trim());
  }
  return current;
}

function lookupPart(node: BuiltNode, text: string): BuiltNode | undefined {
  if (/^-\d+$/.test(text) && Number(text) < 0) fail(`array index ${text} cannot be negative`, node.origin);
  if (text === "-") return listAt(node).items.at(-1) ?? fail("the list is empty", node.origin);
  const part = readPart(text, node.origin);
  switch (part.type) {
    case "index":
      return listAt(node).items[part.index];
    case "every":
      return fail("wildcard is not supported in the source of a replacement", node.origin);
    case "item":
      return listAt(node).items.find((item) => isItem(item, part.key, part.value));
    case "key":
      return get(mapAt(node), part.key);
  }
}

function isItem(item: BuiltNode, key: string, value: string): boolean {
  const found = key === "" ? item : get(item, key);
  return found !== undefined && (found.type === "scalar" ? found.text : "") === value;
}

function listAt(node: BuiltNode): BuiltList {
  return node.type === "list"
    ? node
    : fail(`wrong node kind: expected a list but got a ${node.type}`, node.origin);
}

function mapAt(node: BuiltNode): BuiltMap {
  return node.type === "map"
    ? node
    : fail(`wrong node kind: expected a map but got a ${node.type}`, node.origin);
}

/**
 * What becomes of a value; `created` if the path has made it, as an empty one of the wanted type. The text of a scalar
 * that was made counts as plain (`withText` of scalar-text.ts), so it may become a number.
 */
export type Replace = (old: BuiltNode, created: boolean) => BuiltNode;

/**
 * The node with other values at a path of a target. `[key=value]` are all items whose text, as it is printed, has a
 * match of that pattern; `*` are all items (fact 27). Maps, lists and items that are made on the way have the origin
 * of what comes into them. What does not change is the very node that was given.
 * @param create the type of a last value that is not there, so that the path is made; undefined makes nothing
 * @throws BuildFailure if nothing is at the path, or if a part does not fit what it meets
 * @throws StructuredScalar if the path would go on in the text of a scalar
 */
export function replaceAt(
  node: BuiltNode,
  path: readonly string[],
  create: BuiltNode["type"] | undefined,
  replace: Replace,
): BuiltNode {
  const target = new Target(path, create, replace);
  const result = target.walk(node, 0, false);
  return target.hits > 0
    ? result
    : fail(`unable to find field "${path.join(".")}" in replacement target`, node.origin);
}

class Target {
  hits = 0;
  /** Values of `[key=value]` in items that were made. */
  readonly #plain = new Set<BuiltNode>();
  readonly #path: readonly string[];
  readonly #create: BuiltNode["type"] | undefined;
  readonly #replace: Replace;

  constructor(path: readonly string[], create: BuiltNode["type"] | undefined, replace: Replace) {
    this.#path = path;
    this.#create = create;
    this.#replace = replace;
  }

  walk(node: BuiltNode, at: number, created: boolean): BuiltNode {
    const text = this.#path[at];
    if (text === undefined) {
      this.hits++;
      return this.#replace(node, created);
    }
    if (node.type === "scalar") return this.#scalar(node, at);
    const part = readPart(text, node.origin);
    switch (part.type) {
      case "key":
        return this.#key(mapAt(node), part.key, at);
      case "every":
        return withItems(
          node,
          listAt(node).items.map((item) => this.walk(item, at + 1, false)),
        );
      case "index":
        return this.#index(listAt(node), part.index, at);
      case "item":
        return this.#item(listAt(node), part, at);
    }
  }

  /** Behind a written null a path is made in a copy that kustomize throws away: nothing changes, without a word. */
  #scalar(node: BuiltScalar, at: number): BuiltNode {
    if (node.tag === "string" && MAY_HOLD_YAML.test(node.text))
      throw new StructuredScalar(this.#path, node.origin);
    if (node.tag !== "null" || node.text === "")
      return fail(`wrong node kind: "${this.#path.join(".")}" goes on behind a scalar`, node.origin);
    const text = this.#path[at]!;
    if (this.#create) this.walk(blank(text === "*" ? "list" : typeFor(text), node.origin), at, false);
    return node;
  }

  #key(node: BuiltMap, key: string, at: number): BuiltNode {
    if (key === "") return fail(`the path "${this.#path.join(".")}" has an empty part`, node.origin);
    const below = get(node, key);
    if (below !== undefined) return set(node, key, this.walk(below, at + 1, this.#plain.has(below)));
    if (!this.#create) return node;
    return setMade(node, key, this.#made(at, node.origin));
  }

  #index(list: BuiltList, index: number, at: number): BuiltNode {
    const { length } = list.items;
    if (index === length && this.#create) return appended(list, this.#made(at, list.origin));
    const item =
      list.items[index] ?? fail(`index ${index} specified but only ${length} elements found`, list.origin);
    return withItems(list, list.items.with(index, this.walk(item, at + 1, false)));
  }

  #item(list: BuiltList, { key, value }: { key: string; value: string }, at: number): BuiltNode {
    const pattern = goRegExp(value, false);
    const before = this.hits;
    const next = key === "" ? this.#path.length : at + 1;
    const items = list.items.map((item) => {
      const text = this.#textOf(item, key);
      return text !== undefined && pattern.test(text) ? this.walk(item, next, false) : item;
    });
    if (this.hits > before || !this.#create) return withItems(list, items);
    // kustomize looks for the item that it has made, and never ends if the pattern does not match itself.
    if (!pattern.test(value)) return fail(`failed to create element for "[${key}=${value}]"`, list.origin);
    const made = itemOf(key, value, list.origin);
    if (made.type === "map") this.#plain.add(made.entries[0]!.value);
    return appended(list, claimed(made, this.walk(made, next, true)));
  }

  /** Undefined if an item has no such key. */
  #textOf(item: BuiltNode, key: string): string | undefined {
    const found = key === "" ? item : get(item, key);
    if (found === undefined || found.type === "scalar") return found && printed(found);
    throw new StructuredScalar(this.#path, found.origin);
  }

  /** What is made behind the part at a position, filled. */
  #made(at: number, origin: Origin): BuiltNode {
    const next = this.#path[at + 1];
    if (next === undefined) return this.walk(blank(this.#create!, origin), at + 1, true);
    const filled = this.walk(blank(typeFor(next), origin), at + 1, true);
    return { ...filled, origin: originIn(filled) };
  }
}

/** The type of what is made for a part: kustomize takes it for a key unless it is an index or in brackets. */
function typeFor(part: string): "list" | "map" {
  return /^(?:\+?\d+|\[.*\])$/s.test(part) ? "list" : "map";
}

/** Texts that YAML may read as a collection; any other text is a scalar to it. */
const MAY_HOLD_YAML = /[:\n[\]{}!&*?|>#%@`"']|^\s*-\s/;

/** An item that `[key=value]` makes. */
function itemOf(key: string, value: string, origin: Origin): BuiltNode {
  const text = withText(undefined, value, origin);
  return key === "" ? text : setMade(map([], origin), key, text);
}

/** An item that was made and filled: its own key is there for what came in. */
function claimed(made: BuiltNode, filled: BuiltNode): BuiltNode {
  if (made.type !== "map" || filled.type !== "map") return filled;
  const origin = originIn(filled);
  const text: Origin = { by: "replacement", from: [origin] };
  const entries = filled.entries.map((entry) =>
    entry === made.entries[0]
      ? { ...entry, keyOrigin: origin, value: { ...entry.value, origin: text } }
      : entry,
  );
  return { ...filled, entries, origin };
}

function appended(list: BuiltList, item: BuiltNode): BuiltList {
  return { ...list, items: [...list.items, item] };
}
