import { ts } from "ts-morph";
import type { ElementList, ResourceId, Site, Variable } from "../../core/code.ts";
import type { Range } from "../../core/edits.ts";
import type { Module } from "./module.ts";
import { CUSTOM_RESOURCE } from "./resources.ts";
import { unwrap, wrapped } from "./syntax.ts";

/** What makes something of an object: the class or function that takes it, with the literal among its arguments. */
interface Maker {
  /** The outermost expression that is only about the object. */
  outer: ts.Node;
  id: ResourceId | undefined;
  /** True for what takes effect when it is called. */
  registers: boolean;
}

/**
 * What holds an object and nothing else, so that it can be repeated or removed with it: a statement, an item of an
 * array, or nothing of the kind.
 * @param node the literal, or the `new` expression of a class
 * @param isValue true for a class whose instances are plain values until something takes them
 */
export function siteOf(module: Module, node: ts.Node, isValue = false): Site {
  const inner = wrapped(node);
  const list = listAround(module, inner);
  const maker = list ? undefined : makerOf(module, inner);
  const own = ts.isNewExpression(node)
    ? { id: idIn(module, node, undefined), registers: !isValue }
    : undefined;
  const outer = maker?.outer ?? inner;
  const inside: Site = {
    ...module.range(outer),
    kind: "inside",
    value: undefined,
    variable: undefined,
    id: maker?.id ?? own?.id,
    registers: maker?.registers ?? own?.registers ?? false,
    list: undefined,
  };
  const around = list ?? listAround(module, outer);
  if (around) return { ...inside, kind: "item", list: around };
  return statementOf(module, outer, inside) ?? inside;
}

function statementOf(module: Module, outer: ts.Node, inside: Site): Site | undefined {
  const { parent } = outer;
  if (ts.isExpressionStatement(parent) && isAmongOthers(parent))
    return { ...inside, kind: "statement", ...module.range(parent), registers: true };
  if (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isExpressionStatement(parent.parent) &&
    isAmongOthers(parent.parent)
  )
    return { ...inside, kind: "statement", value: module.range(outer), ...module.range(parent.parent) };
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined;
  const list = parent.parent;
  const statement = list.parent;
  const isOnly = ts.isVariableDeclarationList(list) && list.declarations.length === 1;
  if (!isOnly || !ts.isVariableStatement(statement) || !isAmongOthers(statement)) return undefined;
  const variable = variableOf(module, parent, parent.name);
  return variable && { ...inside, kind: "statement", variable, ...module.range(statement) };
}

/** True for a statement that another one may follow: `if (x) statement` is none. */
function isAmongOthers({ parent }: ts.Statement): boolean {
  return (
    ts.isSourceFile(parent) ||
    ts.isBlock(parent) ||
    ts.isModuleBlock(parent) ||
    ts.isCaseOrDefaultClause(parent)
  );
}

function variableOf(
  module: Module,
  declaration: ts.VariableDeclaration,
  name: ts.Identifier,
): Variable | undefined {
  const symbol = module.symbolOf(name);
  if (!symbol) return undefined;
  const uses = module.usesOf(symbol, name);
  const exported =
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0 ||
    uses.some((one) => ts.isExportSpecifier(one.parent) || ts.isExportAssignment(one.parent));
  return {
    ...module.range(name),
    local: name.text,
    uses: uses.map((one) => module.range(one)),
    exported,
    listed: uses.flatMap((one) => {
      const element = wrapped(one);
      const list = listAround(module, element) ?? argumentsAround(module, element);
      return list ? [{ ...module.range(element), list }] : [];
    }),
    read: uses.filter(isRead).map((one) => module.range(one)),
  };
}

/** True for `object.field` and `...object`. */
function isRead(use: ts.Node): boolean {
  const { parent } = wrapped(use);
  return (
    ts.isSpreadAssignment(parent) ||
    ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      unwrap(parent.expression) === use)
  );
}

/** Functions that take any number of objects, each for itself. */
const VARIADIC = new Set(["addManifest", "push"]);

/** The list that an expression is an element of: an array, or arguments that are one object each. */
function listAround(module: Module, node: ts.Node): ElementList | undefined {
  const { parent } = node;
  if (ts.isArrayLiteralExpression(parent)) return listOf(module, parent, parent.elements);
  const list = argumentsAround(module, node);
  const objects =
    list && ts.isCallExpression(parent) ? parent.arguments.filter((one) => !ts.isStringLiteralLike(one)) : [];
  return objects.length > 1 ? list : undefined;
}

function argumentsAround(module: Module, node: ts.Node): ElementList | undefined {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !parent.arguments.some((one) => one === node)) return undefined;
  const { expression } = parent;
  const isVariadic = ts.isPropertyAccessExpression(expression) && VARIADIC.has(expression.name.text);
  return isVariadic ? listOf(module, parent, parent.arguments) : undefined;
}

function listOf(
  module: Module,
  node: ts.ArrayLiteralExpression | ts.CallExpression,
  members: ts.NodeArray<ts.Expression>,
): ElementList {
  // Arguments start behind their parenthesis, and so does an array behind its bracket.
  return {
    start: module.offset(members.pos) - 1,
    end: module.range(node).end,
    members: members.map((one) => module.range(one)),
  };
}

/** What is called with the object: `new ApiObject(this, "id", {…})`, `cluster.addManifest("id", {…})`. */
function makerOf(module: Module, inner: ts.Node): Maker | undefined {
  const call = inner.parent;
  if (!ts.isNewExpression(call) && !ts.isCallExpression(call)) return undefined;
  if (!call.arguments?.some((one) => one === inner)) return undefined;
  const isOnlyObject = call.arguments.every((one) => one === inner || !ts.isObjectLiteralExpression(one));
  // Options may follow the object of a class; of a function nobody knows what they are.
  if (!isOnlyObject && !ts.isNewExpression(call)) return undefined;
  return { outer: wrapped(call), id: idIn(module, call, inner), registers: ts.isNewExpression(call) };
}

/** The argument that names the resource: the last one before the object, behind the construct that holds it. */
function idIn(
  module: Module,
  call: ts.NewExpression | ts.CallExpression,
  object: ts.Node | undefined,
): ResourceId | undefined {
  const all = [...(call.arguments ?? [])];
  const at = object ? all.indexOf(object as ts.Expression) : all.findIndex(isData);
  const index = (at === -1 ? all.length : at) - 1;
  const id = all[index];
  if (!id || id.kind === ts.SyntaxKind.ThisKeyword) return undefined;
  const range: Range = module.range(id);
  if (ts.isStringLiteralLike(id) || ts.isTemplateExpression(id)) return { ...range, as: "text" };
  // The first argument of other classes is the construct that holds the new one.
  const isName =
    ts.isNewExpression(call) && (index > 0 || CUSTOM_RESOURCE.test(call.expression.getText(module.file)));
  return { ...range, as: isName ? "expression" : "unknown" };
}

function isData(node: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(unwrap(node));
}
