import { ts } from "ts-morph";
import { type MapNode, textAt, type YamlNode } from "../../core/tree.ts";
import { apiObjectAround, withDefaults } from "./defaults.ts";
import { pathMeaning } from "./enums.ts";
import type { Following } from "./evaluate.ts";
import type { Module } from "./module.ts";
import { unwrap, wrapped } from "./syntax.ts";

/** The class of Pulumi that makes a Kubernetes object of a literal; its first argument is the resource's name. */
export const CUSTOM_RESOURCE = /(?:^|\.)CustomResource$/;

/** The object that a resource was made of, for what reads it: `repo.metadata.name`, `repo.kind`. */
export function resourceOf(
  module: Module,
  node: ts.NewExpression | ts.CallExpression,
  following: Following,
): MapNode | undefined {
  const literal = node.arguments?.map(unwrap).find(ts.isObjectLiteralExpression);
  if (!literal || !ts.isNewExpression(node)) return undefined;
  if (!isCustomResource(module, node, following) && !apiObjectAround(module, literal, following))
    return undefined;
  const map = named(module, literal, following.evaluate(module, literal), following);
  return map.type === "map" && textAt(map, ["apiVersion"]) !== undefined ? map : undefined;
}

/** An object with what its resource or construct gives it; the same object where nothing does. */
export function named(
  module: Module,
  literal: ts.Expression,
  object: YamlNode,
  following: Following,
): YamlNode {
  if (object.type !== "map") return object;
  const construct = apiObjectAround(module, literal, following);
  if (construct) return withDefaults(module, construct, object, true, following);
  const inner = wrapped(literal);
  const { parent } = inner;
  return ts.isNewExpression(parent) &&
    parent.arguments?.[1] === inner &&
    isCustomResource(module, parent, following)
    ? withDefaults(module, parent, object, false, following)
    : object;
}

function isCustomResource(module: Module, { expression }: ts.NewExpression, { modules }: Following): boolean {
  if (CUSTOM_RESOURCE.test(expression.getText(module.file))) return true;
  const meaning = pathMeaning(module, expression, modules);
  return meaning !== undefined && "specifier" in meaning && CUSTOM_RESOURCE.test(meaning.name ?? "");
}
