import { ts } from "ts-morph";
import { UNREAD } from "../../core/code.ts";
import { type MapNode, pairOf, type YamlNode } from "../../core/tree.ts";
import { type Change, changesThrough, isPatch } from "./changes.ts";
import type { Module } from "./module.ts";
import { computed, keyAt } from "./nodes.ts";
import { wrapped } from "./syntax.ts";

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
    // What is made of an object is another one: its fields are those of the construct.
    const isOther = isMade && outer !== inner && !ts.isNewExpression(node);
    return changesThrough(module, use).filter(({ path }) => !isOther || path.length === 0);
  });
}

function changed(module: Module, map: MapNode, path: readonly string[], at: ts.Node): MapNode {
  const by = computed(module, at);
  const [key, ...rest] = path;
  // Nobody knows which field it is, so it may be any of those that refer to something.
  if (key === undefined && pairOf(map, "spec")) return changed(module, map, ["spec"], at);
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
