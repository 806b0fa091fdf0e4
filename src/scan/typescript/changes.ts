import { ts } from "ts-morph";
import type { Module } from "./module.ts";
import { changedAt, wrapped } from "./syntax.ts";

/** Something in the program that changes an object after it was written. */
export interface Change {
  /** Keys from the object; as far as they are known. */
  path: readonly string[];
  /** What changes it. */
  at: ts.Node;
}

/** How often an object may be handed on under another name; nobody follows more. */
const MAX_NAMES = 3;

/** Methods of constructs that change the object which is made: JSON patches of cdk8s. */
const PATCHES = new Set(["addJsonPatch"]);

/** What changes an object through a use of its name, or through another name that it or a part of it is given. */
export function changesThrough(
  module: Module,
  use: ts.Identifier,
  above: readonly string[] = [],
  names = 0,
): Change[] {
  const { path, top } = reached(use);
  const here = [...above, ...path];
  if (changedAt(use)) return [{ path: here, at: top.parent }];
  const outer = wrapped(top);
  const { parent } = outer;
  const patch = patchBy(outer);
  if (patch) return [{ path: [], at: patch }];
  if (names >= MAX_NAMES) return [];
  const aliases = ts.isVariableDeclaration(parent)
    ? boundBy(parent.name, here)
    : ts.isArrayLiteralExpression(parent)
      ? boundByLoop(parent, here)
      : [];
  return aliases.flatMap(({ name, path: part }) => {
    const symbol = module.symbolOf(name);
    return symbol
      ? module.usesOf(symbol, name).flatMap((one) => changesThrough(module, one, part, names + 1))
      : [];
  });
}

/** True for `object.addJsonPatch(…)`, of which `node` is the part before the brackets. */
export function isPatch(node: ts.PropertyAccessExpression): boolean {
  return PATCHES.has(node.name.text) && ts.isCallExpression(node.parent) && node.parent.expression === node;
}

/** The call that patches an object: `object.addJsonPatch(…)`, `ApiObject.of(object).addJsonPatch(…)`. */
function patchBy(node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node)
    return isPatch(parent) ? parent.parent : undefined;
  if (!ts.isCallExpression(parent) || parent.expression === node) return undefined;
  const { expression } = parent;
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "of"
    ? patchBy(parent)
    : undefined;
}

/** The fields that `use.a.b` leads to, as far as they are known, and the whole of that expression. */
function reached(use: ts.Identifier): { path: string[]; top: ts.Node } {
  const path: string[] = [];
  let top: ts.Node = use;
  let isKnown = true;
  for (;;) {
    const { parent } = top;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === top) {
      // A method is no field: `list.push(…)`.
      const isCalled = ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
      if (isCalled && PATCHES.has(parent.name.text)) return { path, top };
      if (isCalled) isKnown = false;
      if (isKnown) path.push(parent.name.text);
    } else if (ts.isElementAccessExpression(parent) && parent.expression === top) {
      if (isKnown && ts.isStringLiteralLike(parent.argumentExpression))
        path.push(parent.argumentExpression.text);
      else isKnown = false;
    } else return { path, top };
    top = parent;
  }
}

interface Alias {
  name: ts.Identifier;
  path: readonly string[];
}

/** Names that `const name = object` and `const { field } = object` give, and what of the object they stand for. */
function boundBy(name: ts.BindingName, path: readonly string[]): Alias[] {
  if (ts.isIdentifier(name)) return [{ name, path }];
  if (!ts.isObjectBindingPattern(name)) return [];
  return name.elements.flatMap((element) => {
    const key = element.propertyName ?? element.name;
    return ts.isIdentifier(key) ? boundBy(element.name, [...path, key.text]) : [];
  });
}

/** Names of `for (const name of [object])`. */
function boundByLoop(list: ts.ArrayLiteralExpression, path: readonly string[]): Alias[] {
  const loop = wrapped(list).parent;
  if (!ts.isForOfStatement(loop) || !ts.isVariableDeclarationList(loop.initializer)) return [];
  return loop.initializer.declarations.flatMap((one) => boundBy(one.name, path));
}
