import { type Refusal, refuse } from "../core/refusal.ts";
import type { MapNode, Pair, YamlNode } from "../core/tree.ts";
import { anchored } from "./yaml-scalar.ts";

/** Name of the first anchor on the node or below it, keys included. */
export function anchorIn(node: YamlNode | undefined): string | undefined {
  if (!node) return undefined;
  if (node.anchor !== undefined) return node.anchor;
  if (node.type === "seq") return firstOf(node.items, anchorIn);
  if (node.type === "map") return firstOf(node.items, (pair) => anchorIn(pair.key) ?? anchorIn(pair.value));
  return undefined;
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The pair of a key that stands in the map exactly once. */
export function onlyPair(map: MapNode, key: string): Pair | Refusal {
  if (map.anchor !== undefined) return refuse(anchored(map.anchor));
  const found = map.items.filter((pair) => String(pair.key.value) === key);
  if (found.length > 1) return refuse(`"${key}" stands here more than once`);
  return found[0] ?? refuse(`there is no "${key}" here`);
}
