/** Fields that a field spec of a transformer names. */
import { blank, originIn, setMade, withItems } from "./made-nodes.ts";
import { type BuiltMap, type BuiltNode, fail, get, isNull, map, set } from "./node.ts";

/**
 * The object with other values at the path of a field spec. Lists on the way are passed without a part of their own;
 * `x[]` says that `x` is one, so it is never made, and a null there becomes an empty list. Maps that are made have the
 * origin of what comes into them.
 * @param create makes what is not there or null, for which `write` gets undefined
 * @throws BuildFailure if the path goes on behind a scalar, or has an empty part
 */
export function setField(
  node: BuiltMap,
  path: readonly string[],
  create: boolean,
  write: (old: BuiltNode | undefined) => BuiltNode,
): BuiltMap {
  return fieldIn(node, path, { create, write }) as BuiltMap;
}

/** What is done at the end of a path. */
interface Field {
  create: boolean;
  write: (old: BuiltNode | undefined) => BuiltNode;
}

function fieldIn(node: BuiltNode, path: readonly string[], field: Field): BuiltNode {
  const [part, ...rest] = path;
  if (part === undefined) return field.write(node);
  if (isNull(node)) return node;
  if (node.type === "list")
    return withItems(
      node,
      node.items.map((item) => fieldIn(item, path, field)),
    );
  if (node.type === "scalar") return fail("expected sequence or mapping node", node.origin);
  const key = part.replace(/\[\]$/, "");
  if (key === "") return fail("cannot set or create an empty field name", node.origin);
  const below = get(node, key);
  if (key !== part) return below === undefined ? node : set(node, key, fieldIn(listOf(below), rest, field));
  if (isNull(below) && field.create) return setMade(node, key, madeField(node, rest, field));
  return below === undefined ? node : set(node, key, fieldIn(below, rest, field));
}

/** Null is an empty list to a part `x[]`. */
function listOf(node: BuiltNode): BuiltNode {
  return isNull(node) ? blank("list", node.origin) : node;
}

function madeField(parent: BuiltMap, rest: readonly string[], field: Field): BuiltNode {
  if (rest.length === 0) return field.write(undefined);
  const made = fieldIn(map([], parent.origin), rest, field);
  return { ...made, origin: originIn(made) };
}
