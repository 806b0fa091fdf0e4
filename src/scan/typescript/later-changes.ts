import { ts } from "ts-morph";
import { UNREAD } from "../../core/code.ts";
import { type MapNode, pairOf, type YamlNode } from "../../core/tree.ts";
import type { Module } from "./module.ts";
import { computed, keyAt } from "./nodes.ts";
import { changedAt, wrapped } from "./syntax.ts";

/** Methods of constructs that change the object which is made: JSON patches of cdk8s. */
const PATCHES = new Set(["addJsonPatch"]);

/**
 * An object as it is after what the program does to it later: `web.spec.interval = …`, `web.addJsonPatch(…)`. Such
 * fields are computed; a change that does not say which field it is may be of any.
 * @param node the literal, or the `new` expression of a class
 */
export function withLaterChanges(module: Module, node: ts.Node, map: MapNode): MapNode {
  let result = map;
  for (const change of changesOf(module, node)) result = changed(module, result, change.path, change.at);
  return result;
}

interface Change {
  /** Keys from the object; as far as they are known. */
  path: readonly string[];
  /** What changes it. */
  at: ts.Node;
}

function changesOf(module: Module, node: ts.Node): Change[] {
  const inner = wrapped(node);
  const call = inner.parent;
  const isMade = (ts.isNewExpression(call) || ts.isCallExpression(call)) && call.expression !== inner;
  const outer = isMade ? wrapped(call) : inner;
  const { parent } = outer;
  if (ts.isPropertyAccessExpression(parent) && isPatch(parent)) return [{ path: [], at: parent.parent }];
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  const symbol = module.symbolOf(parent.name);
  if (!symbol) return [];
  return module.usesOf(symbol, parent.name).flatMap((use) => {
    const owner = use.parent;
    if (ts.isPropertyAccessExpression(owner) && isPatch(owner)) return [{ path: [], at: owner.parent }];
    // What is made of an object is another one: its fields are those of the construct.
    if ((isMade && outer !== inner && !ts.isNewExpression(node)) || !changedAt(use)) return [];
    return [changeAt(use)];
  });
}

function isPatch(node: ts.PropertyAccessExpression): boolean {
  return PATCHES.has(node.name.text) && ts.isCallExpression(node.parent) && node.parent.expression === node;
}

/** The fields that `use.a.b` leads to, and the statement that changes it. */
function changeAt(use: ts.Identifier): Change {
  const path: string[] = [];
  let node: ts.Node = use;
  let isKnown = true;
  for (;;) {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
      // A method is no field: `list.push(…)`.
      if (ts.isCallExpression(parent.parent) && parent.parent.expression === parent) isKnown = false;
      if (isKnown) path.push(parent.name.text);
    } else if (ts.isElementAccessExpression(parent) && parent.expression === node) {
      if (isKnown && ts.isStringLiteralLike(parent.argumentExpression))
        path.push(parent.argumentExpression.text);
      else isKnown = false;
    } else return { path, at: parent };
    node = parent;
  }
}

function changed(module: Module, map: MapNode, path: readonly string[], at: ts.Node): MapNode {
  const by = computed(module, at);
  const [key, ...rest] = path;
  const pair = key === undefined ? undefined : pairOf(map, key);
  if (pair?.value?.type === "map" && rest.length > 0) {
    const value = changed(module, pair.value, rest, at);
    return { ...map, items: map.items.map((one) => (one === pair ? { ...one, value } : one)) };
  }
  if (pair) {
    // The place of the value stays that of its field, where a person looks for it.
    const { start, end } = pair.value ?? pair.key;
    const value: YamlNode = { ...by, start, end };
    return { ...map, items: map.items.map((one) => (one === pair ? { ...one, value } : one)) };
  }
  const name = key ?? `${UNREAD}${by.code?.form === "computed" ? by.code.text : ""}`;
  return { ...map, items: [...map.items, { key: keyAt(module.range(at), name), value: by }] };
}
