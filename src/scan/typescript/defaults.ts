import { ts } from "ts-morph";
import type { Range } from "../../core/edits.ts";
import { type MapNode, type Pair, pairOf, textAt } from "../../core/tree.ts";
import { evaluate, type Following } from "./evaluate.ts";
import type { Making } from "./models.ts";
import type { Module } from "./module.ts";
import { meaningOf } from "./names.ts";
import { keyAt, scalar } from "./nodes.ts";
import { unwrap, wrapped } from "./syntax.ts";

/**
 * Adds to an object what its construct or resource gives it, where it says none: a generated name, which is known only
 * by its start, and the namespace of its chart, where the program says that plainly.
 * @param node the construct or resource
 * @param isConstruct true for cdk8s, where the first argument is the scope
 */
export function withDefaults(
  module: Module,
  node: Making,
  object: MapNode,
  isConstruct: boolean,
  following: Following,
): MapNode {
  const metadata = pairOf(object, "metadata")?.value;
  if (metadata && metadata.type !== "map") return object;
  const [scope] = node.arguments ?? [];
  const id = node.arguments?.[isConstruct ? 1 : 0];
  const name = id && ts.isStringLiteralLike(id) ? `${id.text}-?` : undefined;
  const namespace = isConstruct && scope ? namespaceOf(module, scope, following) : undefined;
  const at = module.range(id ?? node);
  const given = [
    ...givenPair(at, metadata, "name", name, {
      text: `${id?.getText(module.file)} and characters that nobody knows before`,
      generated: true,
    }),
    ...givenPair(at, metadata, "namespace", namespace, { text: "its chart gives it" }),
  ];
  if (given.length === 0) return object;
  if (metadata) {
    const value = { ...metadata, items: [...metadata.items, ...given] };
    return {
      ...object,
      items: object.items.map((pair) => (pair.value === metadata ? { ...pair, value } : pair)),
    };
  }
  const code = { form: "computed", text: "it has none of its own" } as const;
  const own: MapNode = { type: "map", flow: false, items: given, ...at, code };
  return { ...object, items: [...object.items, { key: keyAt(at, "metadata"), value: own }] };
}

function givenPair(
  at: Range,
  metadata: MapNode | undefined,
  key: string,
  value: string | undefined,
  form: { text: string; generated?: true },
): Pair[] {
  return value === undefined || pairOf(metadata, key)
    ? []
    : [{ key: keyAt(at, key), value: scalar(at, value, { form: "computed", known: true, ...form }) }];
}

/** The construct around the literal of a plain object: `new ApiObject(this, "id", {…})` of cdk8s. */
export function apiObjectAround(
  module: Module,
  literal: ts.Node,
  following: Following,
): ts.NewExpression | undefined {
  const inner = wrapped(literal);
  const { parent } = inner;
  return ts.isNewExpression(parent) &&
    parent.arguments?.[2] === inner &&
    namesOfCdk8s(module, parent.expression, "ApiObject", following)
    ? parent
    : undefined;
}

function namespaceOf(module: Module, scope: ts.Expression, following: Following): string | undefined {
  const node = unwrap(scope);
  if (node.kind === ts.SyntaxKind.ThisKeyword) {
    const owner = ts.findAncestor(node, ts.isClassLike);
    return owner && isChart(module, owner, following) ? ofClass(module, owner, following) : undefined;
  }
  if (!ts.isIdentifier(node)) return undefined;
  const meaning = meaningOf(module, node, following.modules);
  if (!meaning || !("node" in meaning) || !ts.isVariableDeclaration(meaning.node)) return undefined;
  const { initializer } = meaning.node;
  const made = initializer && unwrap(initializer);
  if (
    !made ||
    !ts.isNewExpression(made) ||
    (ts.getCombinedNodeFlags(meaning.node) & ts.NodeFlags.Const) === 0
  )
    return undefined;
  return namesOfCdk8s(meaning.module, made.expression, "Chart", following)
    ? inOptions(meaning.module, made.arguments?.[2], following)
    : undefined;
}

/** `Chart` or `cdk8s.Chart` of the package. */
function namesOfCdk8s(
  module: Module,
  expression: ts.Expression,
  className: string,
  { modules }: Following,
): boolean {
  const [name, owner] = ts.isPropertyAccessExpression(expression)
    ? [expression.name.text, expression.expression]
    : [undefined, expression];
  const meaning = ts.isIdentifier(owner) ? meaningOf(module, owner, modules) : undefined;
  return (
    meaning !== undefined &&
    "specifier" in meaning &&
    meaning.specifier === "cdk8s" &&
    (name ?? meaning.name) === className
  );
}

function isChart(module: Module, node: ts.ClassLikeDeclaration, following: Following): boolean {
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  return base !== undefined && namesOfCdk8s(module, base.expression, "Chart", following);
}

/** The namespace in `super(scope, id, { namespace })` of the constructor. */
function ofClass(module: Module, node: ts.ClassLikeDeclaration, following: Following): string | undefined {
  const made = node.members.find(ts.isConstructorDeclaration);
  for (const statement of made?.body?.statements ?? []) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    const call = statement.expression;
    if (call.expression.kind === ts.SyntaxKind.SuperKeyword)
      return inOptions(module, call.arguments[2], following);
  }
  return undefined;
}

function inOptions(
  module: Module,
  options: ts.Expression | undefined,
  following: Following,
): string | undefined {
  const value = options && pairOf(evaluate(module, options, following), "namespace")?.value;
  return value && value.code?.form !== "computed" ? textAt(value) : undefined;
}
