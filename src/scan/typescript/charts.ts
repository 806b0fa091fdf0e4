import { ts } from "ts-morph";
import { type MapNode, type Pair, pairOf, textAt } from "../../core/tree.ts";
import { evaluate, type Following } from "./evaluate.ts";
import type { Making } from "./models.ts";
import type { Module } from "./module.ts";
import { meaningOf } from "./names.ts";
import { keyAt, scalar } from "./nodes.ts";
import { unwrap } from "./syntax.ts";

/**
 * Adds the namespace that a cdk8s chart gives to every object without one, where the program says it plainly. Else the
 * object has no namespace that this tree tells.
 * @param node the construct; its first argument is the scope
 */
export function withDefaults(module: Module, node: Making, object: MapNode, following: Following): MapNode {
  const metadata = pairOf(object, "metadata")?.value;
  if (metadata && (metadata.type !== "map" || pairOf(metadata, "namespace"))) return object;
  const [scope] = node.arguments ?? [];
  const namespace = scope && namespaceOf(module, scope, following);
  if (namespace === undefined) return object;
  const at = module.range(scope ?? node);
  const given: Pair = {
    key: keyAt(at, "namespace"),
    value: scalar(at, namespace, { form: "computed", text: "its chart gives it" }),
  };
  if (metadata)
    return {
      ...object,
      items: object.items.map((pair) =>
        pair.value === metadata
          ? { ...pair, value: { ...metadata, items: [...metadata.items, given] } }
          : pair,
      ),
    };
  const own: MapNode = {
    type: "map",
    flow: false,
    items: [given],
    ...at,
    code: { form: "computed", text: "its chart gives it" },
  };
  return { ...object, items: [...object.items, { key: keyAt(at, "metadata"), value: own }] };
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
  return namesChart(meaning.module, made.expression, following)
    ? inOptions(meaning.module, made.arguments?.[2], following)
    : undefined;
}

/** `Chart` or `cdk8s.Chart` of the package. */
function namesChart(module: Module, expression: ts.Expression, { modules }: Following): boolean {
  const [name, owner] = ts.isPropertyAccessExpression(expression)
    ? [expression.name.text, expression.expression]
    : [undefined, expression];
  const meaning = ts.isIdentifier(owner) ? meaningOf(module, owner, modules) : undefined;
  return (
    meaning !== undefined &&
    "specifier" in meaning &&
    meaning.specifier === "cdk8s" &&
    (name ?? meaning.name) === "Chart"
  );
}

function isChart(module: Module, node: ts.ClassLikeDeclaration, following: Following): boolean {
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  return base !== undefined && namesChart(module, base.expression, following);
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
