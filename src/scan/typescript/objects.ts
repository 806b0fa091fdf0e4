import { ts } from "ts-morph";
import { fieldAccess, type Member, UNREAD } from "../../core/code.ts";
import type { MapNode, Pair, SeqNode, YamlNode } from "../../core/tree.ts";
import type { Following } from "./evaluate.ts";
import type { Module } from "./module.ts";
import { computed, keyAt, seenFrom, shown } from "./nodes.ts";
import { unwrap } from "./syntax.ts";

/** Reads an object literal. A later member wins over an earlier one, as in the program. */
export function evaluateObject(
  module: Module,
  literal: ts.ObjectLiteralExpression,
  following: Following,
): MapNode {
  const items: Pair[] = [];
  const members: Member[] = [];
  for (const property of literal.properties) {
    const range = module.range(property);
    if (ts.isSpreadAssignment(property)) {
      members.push({ ...range, key: undefined });
      spread(module, property, items, following);
      continue;
    }
    const name = property.name && keyOf(module, property.name, following);
    members.push({ ...range, key: name });
    if (name === undefined) {
      // Nobody knows which field it is, so it may be any of those before it.
      unsure(module, property, items);
      continue;
    }
    const key = keyAt(property.name ? module.range(property.name) : range, name);
    items.push({ key, value: memberValue(module, property, following) });
  }
  return { type: "map", flow: false, items, ...module.range(literal), code: { form: "object", members } };
}

function memberValue(module: Module, property: ts.ObjectLiteralElementLike, following: Following): YamlNode {
  if (ts.isPropertyAssignment(property)) return following.evaluate(module, property.initializer);
  if (!ts.isShorthandPropertyAssignment(property)) return computed(module, property);
  const value = following.evaluate(module, property.name);
  if (value.use) return { ...value, use: { ...value.use, shorthand: true } };
  return value.code?.form === "shared" ? { ...value, code: { ...value.code, shorthand: true } } : value;
}

function keyOf(module: Module, name: ts.PropertyName, following: Following): string | undefined {
  if (!ts.isComputedPropertyName(name)) return name.text;
  const value = following.evaluate(module, name.expression);
  return value.type === "scalar" && value.code?.form !== "computed" ? String(value.value) : undefined;
}

function spread(module: Module, property: ts.SpreadAssignment, items: Pair[], following: Following): void {
  const expression = unwrap(property.expression);
  const branches = branchesOf(expression);
  const values = branches.flatMap((one) => (one ? following.evaluate(module, one) : []));
  const maps = values.filter((one) => one.type === "map");
  const nothing = values.filter((one) => one.type === "scalar" && one.code?.form === "literal");
  if (maps.length + nothing.length < values.length) {
    unsure(module, property, items);
    return;
  }
  const range = module.range(property);
  for (const map of maps)
    for (const pair of map.items)
      if (branches.length === 1) items.push({ key: { ...pair.key, ...range }, value: fieldOf(map, pair) });
      else items.push({ key: { ...pair.key, ...range }, value: computed(module, property) });
}

/** A field that a spread brings: where nothing else uses the constant, it is the constant's own. */
function fieldOf({ use }: MapNode, { key, value }: Pair): YamlNode | undefined {
  if (!use || !value) return value;
  return { ...value, use: { ...use, expression: use.expression + fieldAccess(String(key.value)) } };
}

/** `condition && object`, `condition ? object : other`; anything else is its own only branch. Undefined is nothing. */
function branchesOf(node: ts.Expression): (ts.Expression | undefined)[] {
  if (ts.isConditionalExpression(node)) return [unwrap(node.whenTrue), unwrap(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    // What the left side of && gives when it counts is nothing to spread.
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return [unwrap(node.right), undefined];
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken)
      return [unwrap(node.left), unwrap(node.right)];
  }
  return [node];
}

/** A spread that nobody can read may hold any field, and so overrides what stands before it. */
function unsure(module: Module, property: ts.ObjectLiteralElementLike, items: Pair[]): void {
  const range = module.range(property);
  const text = `${shown(property.getText(module.file))} may override it`;
  // What stands before an earlier one of these is known to be unsure.
  for (let i = items.length - 1; i >= 0 && !isUnsure(items[i]); i--) {
    const pair = items[i];
    if (pair?.value) pair.value = { ...pair.value, code: { form: "computed", text } };
  }
  const name = shown(property.getText(module.file));
  items.push({
    key: keyAt(range, name.startsWith(UNREAD) ? name : UNREAD + name),
    value: computed(module, property),
  });
}

/** True for what stands in an object for fields that nobody can read. */
function isUnsure(pair: Pair | undefined): boolean {
  return pair !== undefined && String(pair.key.value).startsWith(UNREAD);
}

/** Reads an array literal. */
export function evaluateList(
  module: Module,
  literal: ts.ArrayLiteralExpression,
  following: Following,
): SeqNode {
  const items = literal.elements.flatMap((element): YamlNode[] => {
    if (!ts.isSpreadElement(element)) return [following.evaluate(module, element)];
    const list = following.evaluate(module, element.expression);
    if (list.type !== "seq") return [computed(module, element)];
    const use = {
      range: module.range(element),
      expression: element.expression.getText(module.file),
      constant: element.expression.getText(module.file),
      uses: undefined,
      path: [],
      whole: false,
    };
    return list.items.map((item, i) =>
      seenFrom(item, { ...use, expression: `${use.expression}[${i}]` }, following),
    );
  });
  const members = literal.elements.map((one) => module.range(one));
  return { type: "seq", flow: false, items, ...module.range(literal), code: { form: "list", members } };
}
