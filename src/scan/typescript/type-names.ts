import { ts } from "ts-morph";
import type { NameStep, TypeName } from "../../core/code.ts";
import { type ClassUse, importedBy, stepsOf } from "./classes.ts";
import type { Module } from "./module.ts";
import { eachNode, unwrap, wrapped } from "./syntax.ts";

/**
 * Types that are called after the class of an object and are written with it: that of the variable, those in
 * `satisfies` and `as` among its fields, and that of the constant which gives the fields.
 */
export function typesOf(
  module: Module,
  node: ts.NewExpression | ts.CallExpression,
  props: ts.Expression | undefined,
  { steps, from }: Pick<ClassUse, "steps" | "from">,
): TypeName[] {
  const found: TypeName[] = [];
  const add = (type: ts.TypeNode | undefined): void => {
    if (!type || !ts.isTypeReferenceNode(type)) return;
    const name = stepsOf(module, type.typeName);
    const named = name && calledAfter(name, steps);
    if (named && importedBy(module, type.typeName)?.module === from?.module) found.push(named);
  };
  const addWithin = (top: ts.Node): void =>
    eachNode(top, (one) => {
      if (ts.isAsExpression(one) || ts.isSatisfiesExpression(one)) add(one.type);
      return undefined;
    });
  const { parent } = wrapped(node);
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) add(parent.type);
  addWithin(node);
  const declared = props && ownConstant(module, props);
  if (declared) {
    add(declared.type);
    addWithin(declared.initializer);
  }
  return found;
}

/** The constant that gives an expression its value and nothing else: what stands in it may be edited there. */
export function ownConstant(
  module: Module,
  expression: ts.Expression,
): (ts.VariableDeclaration & { initializer: ts.Expression }) | undefined {
  const name = unwrap(expression);
  const symbol = ts.isIdentifier(name) ? module.symbolOf(name) : undefined;
  const [node, ...others] = symbol?.declarations ?? [];
  if (!symbol || !node || others.length > 0 || !ts.isVariableDeclaration(node) || !hasValue(node))
    return undefined;
  const isConst = (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
  const isExported = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
  return isConst && !isExported && module.usesOf(symbol, node.name).length === 1 ? node : undefined;
}

function hasValue(
  node: ts.VariableDeclaration,
): node is ts.VariableDeclaration & { initializer: ts.Expression } {
  return node.initializer !== undefined;
}

function calledAfter(name: readonly NameStep[], steps: readonly NameStep[]): TypeName | undefined {
  if (name.length !== steps.length) return undefined;
  const owners = (list: readonly NameStep[]) =>
    list
      .slice(0, -1)
      .map((one) => one.text)
      .join(".");
  if (owners(name) !== owners(steps)) return undefined;
  const last = name.at(-1)?.text ?? "";
  const match = /^(I?)(.*?)((?:Props|Args|Spec[A-Za-z]{0,60})?)$/.exec(last);
  return match?.[2] === steps.at(-1)?.text
    ? { steps: name, before: match?.[1] ?? "", after: match?.[3] ?? "" }
    : undefined;
}
