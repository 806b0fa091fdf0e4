import { ts } from "ts-morph";
import type { Site } from "../../core/code.ts";
import type { Module } from "./module.ts";
import { wrapped } from "./syntax.ts";

/**
 * What holds an object and nothing else, so that it can be repeated or removed with it: a statement, an item of an
 * array, or nothing of the kind.
 * @param node the literal, or the `new` expression of a class
 */
export function siteOf(module: Module, node: ts.Node): Site {
  let inner = wrapped(node);
  let id = idOf(module, inner);
  // The object may be an argument of what makes the resource: `new ApiObject(this, "id", {…})`, `cluster.addManifest(…)`.
  const call = inner.parent;
  if ((ts.isNewExpression(call) || ts.isCallExpression(call)) && isArgument(call, inner)) {
    const objects = (call.arguments ?? []).filter(
      (one) => ts.isObjectLiteralExpression(one) && one !== inner,
    );
    id = idOf(module, call);
    if (objects.length === 0 || ts.isNewExpression(call)) inner = wrapped(call);
  }
  const inside: Site = { kind: "inside", variable: undefined, id, ...module.range(inner) };
  const { parent } = inner;
  if (ts.isArrayLiteralExpression(parent))
    return { ...inside, kind: "item", id: inner === wrapped(node) ? undefined : id };
  if (ts.isExpressionStatement(parent)) return { ...inside, kind: "statement", ...module.range(parent) };
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return inside;
  const list = parent.parent;
  const statement = list.parent;
  if (
    !ts.isVariableDeclarationList(list) ||
    list.declarations.length !== 1 ||
    !ts.isVariableStatement(statement)
  )
    return inside;
  const symbol = module.symbolOf(parent.name);
  if (!symbol) return inside;
  const uses = module.usesOf(symbol, parent.name).map((one) => module.range(one));
  const variable = { local: parent.name.text, uses, ...module.range(parent.name) };
  return { ...inside, kind: "statement", variable, ...module.range(statement) };
}

function isArgument(call: ts.NewExpression | ts.CallExpression, node: ts.Node): boolean {
  return call.arguments?.some((one) => one === node) === true;
}

/** The text that names the resource in its program: the first text among the arguments. */
function idOf(module: Module, node: ts.Node): Site["id"] {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  const first = node.arguments?.find((one) => ts.isStringLiteral(one));
  if (!first || !ts.isStringLiteral(first)) return undefined;
  const range = module.range(first);
  return { ...range, value: first.text, quote: module.text[range.start] ?? '"' };
}
