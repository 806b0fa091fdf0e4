import { ts } from "ts-morph";
import type { ScalarNode } from "../../core/tree.ts";
import type { Following } from "./evaluate.ts";
import type { Module } from "./module.ts";
import { exportOf, type Meaning, meaningOf } from "./names.ts";
import { scalar } from "./nodes.ts";

/** A member of an enumeration; undefined where the expression before the dot is none. */
export function enumMember(
  module: Module,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  member: string,
  { modules }: Following,
): ScalarNode | undefined {
  const meaning = pathMeaning(module, node.expression, modules);
  if (!meaning || !("node" in meaning) || !ts.isEnumDeclaration(meaning.node)) return undefined;
  const members = new Map(
    meaning.node.members.flatMap((one) =>
      one.initializer && ts.isStringLiteralLike(one.initializer) && !ts.isComputedPropertyName(one.name)
        ? [[one.name.text, one.initializer.text] as const]
        : [],
    ),
  );
  const value = members.get(member);
  if (value === undefined) return undefined;
  const name = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
  const owner = node.expression.getText(module.file);
  return scalar(module.range(node), value, {
    form: "enum",
    owner,
    member,
    name: module.range(name),
    members,
  });
}

/** What `a.b.c` stands for, where each step is a module or a namespace. */
export function pathMeaning(
  module: Module,
  node: ts.Expression,
  modules: Following["modules"],
): Meaning | undefined {
  if (ts.isIdentifier(node)) return meaningOf(module, node, modules);
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const owner = pathMeaning(module, node.expression, modules);
  if (!owner) return undefined;
  if ("whole" in owner) return exportOf(owner.whole, node.name.text, modules);
  if ("specifier" in owner)
    return { specifier: owner.specifier, name: [owner.name, node.name.text].filter(Boolean).join(".") };
  return undefined;
}
