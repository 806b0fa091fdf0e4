/** Nodes that a step makes on its way to a field. */
import { type BuiltMap, type BuiltNode, get, map, type Origin, scalar, set } from "./node.ts";
import { plainTag } from "./plain.ts";

/** An empty node of a type. */
export function blank(type: BuiltNode["type"], origin: Origin): BuiltNode {
  if (type === "scalar") return scalar("", origin, "null");
  return type === "map" ? map([], origin) : { type, items: [], origin };
}

/** The map with a value. A key that is new is written without quotes, so it may be no string. */
export function setMade(node: BuiltMap, key: string, value: BuiltNode): BuiltMap {
  const result = set(node, key, value);
  if (get(node, key) !== undefined || plainTag(key) === "string") return result;
  const entries = result.entries.map((entry) =>
    entry.key === key ? { ...entry, isNoString: true as const } : entry,
  );
  return { ...result, entries };
}

/** The origin of what was put last into a collection that was made. */
export function originIn(node: BuiltNode): Origin {
  if (node.type === "map") return node.entries.at(-1)?.value.origin ?? node.origin;
  return (node.type === "list" && node.items.at(-1)?.origin) || node.origin;
}

/** The list with other items; the list itself if they are the same. */
export function withItems(list: BuiltNode, items: readonly BuiltNode[]): BuiltNode {
  if (list.type !== "list" || items.every((item, at) => item === list.items[at])) return list;
  return { ...list, items };
}
