/**
 * The neutral syntax tree that every reader (YAML, JSON, programs) produces and every rule reads.
 * Offsets are UTF-16 units of the decoded file, byte-order mark included, half-open.
 */

import type { CodeForm, Use } from "./code.ts";

/** What every node has: its range, and perhaps an anchor. */
export interface NodeBase {
  start: number;
  end: number;
  /** Name of the anchor (`&name`) on this node. An anchored node may be shared, so it is never rewritten. */
  anchor?: string;
  /** How a program writes it; left out for YAML. */
  code?: CodeForm;
  /** Where a constant is used whose value this is; only for one that nothing else uses. */
  use?: Use;
}

/** How a scalar is written; `code` for one of a program. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "code";

/** A value that is no collection. */
export interface ScalarNode extends NodeBase {
  type: "scalar";
  /** As YAML 1.2 core reads it. For block scalars the range starts at the indicator (`|`, `>`). */
  value: string | number | boolean | null;
  style: ScalarStyle;
  /** The tag in front of it (`!!str`, `!own`); left out if there is none. */
  tag?: string;
}

/** A key of a map with its value. */
export interface Pair {
  key: ScalarNode;
  /** Undefined for a key without a value (`spec:`), which reads as null. */
  value: YamlNode | undefined;
}

/** A map, in block or flow style; its pairs in the order of the text. */
export interface MapNode extends NodeBase {
  type: "map";
  flow: boolean;
  items: Pair[];
}

/** A list, in block or flow style. */
export interface SeqNode extends NodeBase {
  type: "seq";
  flow: boolean;
  items: YamlNode[];
}

/** A `*name`. `target` is undefined where the anchor does not exist in the document. */
export interface AliasNode extends NodeBase {
  type: "alias";
  name: string;
  target: YamlNode | undefined;
}

/** Any node of the tree. */
export type YamlNode = ScalarNode | MapNode | SeqNode | AliasNode;

/** A step into a map (key) or a sequence (index). */
export type PathStep = string | number;

/** Follows an alias, with a bound so that no chain of aliases can loop. */
export function deref(node: YamlNode | undefined): Exclude<YamlNode, AliasNode> | undefined {
  for (let hops = 0; node !== undefined && hops < 16; hops++) {
    if (node.type !== "alias") return node;
    node = node.target;
  }
  return undefined;
}

/** The pair of `key` in the map itself; the last one where a key is repeated. Merge keys are not followed. */
export function pairOf(node: YamlNode | undefined, key: string): Pair | undefined {
  const map = deref(node);
  if (map?.type !== "map") return undefined;
  return map.items.findLast((pair) => String(pair.key.value) === key);
}

/** The value of `key`, through aliases and merge keys (`<<`). */
export function child(node: YamlNode | undefined, key: string, depth = 0): YamlNode | undefined {
  const own = pairOf(node, key);
  if (own) return own.value;
  const merged = pairOf(node, "<<")?.value;
  if (!merged || depth > 8) return undefined;
  const from = deref(merged);
  const maps = from?.type === "seq" ? from.items : [merged];
  for (const map of maps) {
    const found = child(map, key, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** The node at a path, through aliases and merge keys. */
export function at(node: YamlNode | undefined, path: readonly PathStep[]): YamlNode | undefined {
  let current = node;
  for (const step of path) {
    if (typeof step === "string") current = child(current, step);
    else {
      const seq = deref(current);
      current = seq?.type === "seq" ? seq.items[step] : undefined;
    }
    if (!current) return undefined;
  }
  return current;
}

/** The scalar at a path as text, or undefined where there is none; null and missing are the same. */
export function textAt(node: YamlNode | undefined, path: readonly PathStep[] = []): string | undefined {
  const found = deref(at(node, path));
  if (found?.type !== "scalar" || found.value === null) return undefined;
  return String(found.value);
}

/** The items of the sequence at a path; empty where there is none. */
export function itemsAt(node: YamlNode | undefined, path: readonly PathStep[] = []): YamlNode[] {
  const found = deref(at(node, path));
  return found?.type === "seq" ? found.items : [];
}

/** The pairs of the map at a path; empty where there is none. */
export function pairsAt(node: YamlNode | undefined, path: readonly PathStep[] = []): Pair[] {
  const found = deref(at(node, path));
  return found?.type === "map" ? found.items : [];
}
