import { deref, type MapNode, type Pair, type PathStep, type YamlNode } from "../core/tree.ts";
import { quote } from "./wording.ts";

/** A plain value. Maps have no prototype, so no key of theirs can reach one. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** What is wrong at an offset of the text, in one line. */
export interface Fault {
  offset: number;
  message: string;
}

const DEEPEST = 32;
const MOST_VALUES = 20_000;

/**
 * Turns a tree into plain values. Aliases are expanded, within a bound on depth and number of values. `__proto__`
 * is a fault: no schema can name it. Merge keys are not followed: `<<` is a key.
 */
export function toPlain(root: YamlNode): { value: Plain } | { faults: Fault[] } {
  const faults: Fault[] = [];
  let values = 0;
  let stopped = false;
  const stop = (node: YamlNode, message: string): null => {
    if (!stopped) faults.push({ offset: node.start, message });
    stopped = true;
    return null;
  };
  const convert = (node: YamlNode, depth: number): Plain => {
    if (stopped) return null;
    if (depth > DEEPEST) return stop(node, `is nested more than ${DEEPEST} levels deep`);
    if (++values > MOST_VALUES)
      return stop(node, `is where the file exceeds ${MOST_VALUES} values, aliases expanded`);
    const found = deref(node);
    if (found === undefined) return stop(node, "is an alias without an anchor before it");
    if (found.type === "scalar") return found.value;
    if (found.type === "seq") return found.items.map((item) => convert(item, depth + 1));
    return convertMap(found, (value) => convert(value, depth + 1));
  };
  const convertMap = (node: MapNode, inner: (value: YamlNode) => Plain): Plain => {
    const map: { [key: string]: Plain } = Object.create(null);
    for (const { key, value } of node.items) {
      if (stopped) break;
      const name = String(key.value);
      if (name === "__proto__") faults.push({ offset: key.start, message: `unknown key ${quote(name)}` });
      map[name] = value === undefined ? null : inner(value);
    }
    return map;
  };
  const value = convert(root, 0);
  return faults.length > 0 ? { faults } : { value };
}

/** The node at a path of plain values, its key where it has no value; the nearest one above where it is missing. */
export function nodeAt(root: YamlNode, path: readonly PathStep[]): YamlNode {
  let current = root;
  for (const step of path) {
    const parent = deref(current);
    const pair = pairIn(parent, step);
    const next = parent?.type === "seq" ? parent.items[Number(step)] : (pair?.value ?? pair?.key);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** The key of a path's last step, where that is a map's; else the node of the path. */
export function keyNodeAt(root: YamlNode, path: readonly PathStep[]): YamlNode {
  const parent = deref(nodeAt(root, path.slice(0, -1)));
  return pairIn(parent, path.at(-1) ?? "")?.key ?? nodeAt(root, path);
}

/** Built once for each map that is asked: a hostile file may have an error at each of many thousand keys. */
const indexes = new WeakMap<MapNode, ReadonlyMap<string, Pair>>();

function pairIn(node: YamlNode | undefined, step: PathStep): Pair | undefined {
  if (node?.type !== "map") return undefined;
  const index = indexes.get(node) ?? new Map(node.items.map((pair) => [String(pair.key.value), pair]));
  indexes.set(node, index);
  return index.get(String(step));
}
