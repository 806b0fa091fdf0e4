import { ts } from "ts-morph";
import { deref, type MapNode, pairOf } from "../../core/tree.ts";
import { isComputed } from "../program-references.ts";
import type { Module } from "./module.ts";
import { unwrap } from "./syntax.ts";

/**
 * Marks a namespace that the program computes with the place that gives it: `ns` of one function is not `ns` of
 * another, so two objects are in one namespace only where both take it from the same place.
 * @param node the literal or the expression that makes the object
 */
export function withOwnNamespace(module: Module, node: ts.Node, map: MapNode): MapNode {
  const metadata = deref(pairOf(map, "metadata")?.value);
  const written = metadata?.type === "map" ? pairOf(metadata, "namespace") : undefined;
  const value = written?.value;
  if (metadata?.type !== "map" || value?.type !== "scalar" || !isComputed(value)) return map;
  // Of letters that a decision may name: a source is chosen by this text.
  const text = `${String(value.value).slice(2, -1)}~${placeOf(module, node)}`.replace(/[\s=:@/]+/g, "~");
  const marked = { ...value, value: `\${${text}}` };
  const items = metadata.items.map((pair) => (pair === written ? { ...pair, value: marked } : pair));
  return {
    ...map,
    items: map.items.map((pair) =>
      deref(pair.value) === metadata ? { ...pair, value: { ...metadata, items } } : pair,
    ),
  };
}

/** Where the name that gives the namespace is declared, else the function around the object. */
function placeOf(module: Module, node: ts.Node): string {
  const expression = namespaceIn(node);
  let root = expression && unwrap(expression);
  while (root && (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)))
    root = unwrap(root.expression);
  const declared = root && ts.isIdentifier(root) ? module.symbolOf(root)?.declarations?.[0] : undefined;
  const around = root?.kind === ts.SyntaxKind.ThisKeyword ? ts.isClassLike : ts.isFunctionLike;
  const place = declared ?? ts.findAncestor(node, around) ?? module.file;
  if (ts.isImportSpecifier(place) || ts.isImportClause(place) || ts.isNamespaceImport(place)) {
    const statement = ts.findAncestor(place, ts.isImportDeclaration);
    if (statement && ts.isStringLiteralLike(statement.moduleSpecifier)) return statement.moduleSpecifier.text;
  }
  const { line } = module.file.getLineAndCharacterOfPosition(place.getStart(module.file));
  return `${module.path}:${line + 1}`;
}

/** The expression of `metadata.namespace`, where it is written in the object itself. */
function namespaceIn(node: ts.Node): ts.Expression | undefined {
  const literals =
    ts.isNewExpression(node) || ts.isCallExpression(node) ? [...(node.arguments ?? [])].map(unwrap) : [node];
  const metadata = literals.flatMap((one) => fieldOf(one, "metadata") ?? [])[0];
  return metadata && fieldOf(unwrap(metadata), "namespace");
}

function fieldOf(node: ts.Node, name: string): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const found = node.properties.findLast(
    (one) => one.name && ts.isIdentifier(one.name) && one.name.text === name,
  );
  if (found && ts.isPropertyAssignment(found)) return found.initializer;
  return found && ts.isShorthandPropertyAssignment(found) ? found.name : undefined;
}
