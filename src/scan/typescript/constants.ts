import { ts } from "ts-morph";
import type { ConstantUse } from "../../core/code.ts";
import { pairOf, type YamlNode } from "../../core/tree.ts";
import { changesThrough } from "./changes.ts";
import type { Following } from "./evaluate.ts";
import type { Module } from "./module.ts";
import { type Meaning, meaningOf } from "./names.ts";
import { seenFrom } from "./nodes.ts";
import { isSpread, nameIn, unwrap, wrapped } from "./syntax.ts";

/** A constant that nothing changes. */
export interface Constant {
  value: YamlNode;
  /** True for an object that counts for itself, and does not only give fields to others. */
  whole: boolean;
  /** Every use of it in its file; undefined where other files may use it too, or a type says what it holds. */
  uses: readonly ConstantUse[] | undefined;
}

/** The value of a name, as it is where it is declared; undefined for what is no constant. */
export function declaredValue(
  module: Module,
  node: ts.Expression,
  following: Following,
): YamlNode | undefined {
  if (!ts.isIdentifier(node)) return following.evaluate(module, node);
  const meaning = meaningOf(module, node, following.modules);
  return meaning && constantOf(meaning, following)?.value;
}

/** The value of a declared constant as it is seen at `use`; undefined for what is no constant. */
export function constantAt(
  module: Module,
  use: ts.Expression,
  meaning: Meaning,
  following: Following,
): YamlNode | undefined {
  const known = constantOf(meaning, following);
  if (!known || !("symbol" in meaning)) return undefined;
  const { value, whole } = known;
  const constant = meaning.symbol.name;
  const isHere = meaning.module === module;
  const uses = isHere ? known.uses : undefined;
  const range = module.range(use);
  const expression = use.getText(module.file);
  // What only one place uses is that place's own, and may be edited where it is written.
  if (uses?.length === 1) return { ...value, use: { ...range, expression, constant, shorthand: false } };
  return seenFrom(
    value,
    { range, expression, constant, uses: uses ?? (isHere ? [] : undefined), path: [], whole },
    following,
  );
}

function constantOf(meaning: Meaning, following: Following): Constant | undefined {
  if (!("node" in meaning)) return undefined;
  const { node, symbol, module: home } = meaning;
  const known = following.known.get(node);
  if (known) return known;
  if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer) return undefined;
  if ((ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) === 0 || following.open.has(node))
    return undefined;
  const places = home.usesOf(symbol, node.name);
  if (places.some((one) => changesThrough(home, one).length > 0)) return undefined;
  following.open.add(node);
  try {
    const isExported =
      home.exports.get(symbol.name) !== undefined ||
      (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
    const constant: Constant = {
      value: following.evaluate(home, node.initializer),
      // A type may say the old value.
      uses: isExported || node.type ? undefined : places.map((one) => useOf(home, one)),
      whole: false,
    };
    constant.whole = isWhole(constant.value, places);
    following.known.set(node, constant);
    return constant;
  } finally {
    following.open.delete(node);
  }
}

/** What a place reads of a constant. */
function useOf(module: Module, use: ts.Identifier): ConstantUse {
  const path: string[] = [];
  let node: ts.Node = use;
  for (;;) {
    const { parent } = wrapped(node);
    const isRead =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      unwrap(parent.expression) === node;
    const name = isRead ? nameIn(parent) : undefined;
    if (name === undefined) break;
    path.push(name);
    node = parent;
  }
  const spread = wrapped(node).parent;
  const later =
    ts.isSpreadAssignment(spread) && ts.isObjectLiteralExpression(spread.parent)
      ? spread.parent.properties.slice(spread.parent.properties.indexOf(spread) + 1)
      : [];
  const hidden = later.flatMap(({ name }) => (name && !ts.isComputedPropertyName(name) ? [name.text] : []));
  return { ...module.range(use), path, hidden };
}

/** True where an object is used as one, and not only spread into others. */
function isWhole(value: YamlNode, uses: readonly ts.Identifier[]): boolean {
  if (!pairOf(value, "apiVersion") || !pairOf(value, "kind")) return false;
  return uses.some((one) => !isSpread(one));
}
