import { ts } from "ts-morph";
import { CDK8S_MEMBERS } from "../../core/generators.ts";
import type { ScalarNode } from "../../core/tree.ts";
import type { Following } from "./evaluate.ts";
import { cdk8sGroup } from "./generators.ts";
import type { Module } from "./module.ts";
import { exportOf, type Meaning, meaningOf } from "./names.ts";
import { scalar, shown } from "./nodes.ts";

/** A member of an enumeration; undefined where the expression before the dot is none. */
export function enumMember(
  module: Module,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  member: string,
  { modules }: Following,
): ScalarNode | undefined {
  const meaning = pathMeaning(module, node.expression, modules);
  const found = meaning && enumOf(meaning);
  if (!found) return undefined;
  const { members, declared } = found;
  // A member of which nobody knows the value may stand for any.
  const value = members ? members.get(member) : (CDK8S_MEMBERS.get(member) ?? unknown(module, node));
  if (value === undefined) return undefined;
  const name = module.range(ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression);
  const quote = ts.isPropertyAccessExpression(node) ? 0 : 1;
  return scalar(module.range(node), value, {
    form: "enum",
    owner: node.expression.getText(module.file),
    member,
    name: { start: name.start + quote, end: name.end - quote },
    declared,
    members,
  });
}

function unknown(module: Module, node: ts.Node): string {
  return `\${${shown(node.getText(module.file))}}`;
}

interface Enumeration {
  declared: string;
  /** Undefined where the declaration is not in the tree. */
  members: ReadonlyMap<string, string> | undefined;
}

function enumOf(meaning: Meaning): Enumeration | undefined {
  if ("node" in meaning)
    return ts.isEnumDeclaration(meaning.node)
      ? { declared: meaning.node.name.text, members: membersOf(meaning.node) }
      : undefined;
  if (!("specifier" in meaning) || cdk8sGroup(meaning.specifier) === undefined) return undefined;
  // Enumerations are called after the field of the spec; everything else that a generated module exports is not.
  const declared = meaning.name?.split(".").at(-1) ?? "";
  return /.Spec[A-Z]/.test(declared) ? { declared, members: undefined } : undefined;
}

/** Members by their declaration: a generated enumeration may have thousands, and as many uses. */
const membersByDeclaration = new WeakMap<ts.EnumDeclaration, ReadonlyMap<string, string>>();

function membersOf(node: ts.EnumDeclaration): ReadonlyMap<string, string> {
  const members = membersByDeclaration.get(node) ?? readMembers(node);
  membersByDeclaration.set(node, members);
  return members;
}

function readMembers(node: ts.EnumDeclaration): Map<string, string> {
  return new Map(
    node.members.flatMap((one) =>
      one.initializer && ts.isStringLiteralLike(one.initializer) && !ts.isComputedPropertyName(one.name)
        ? [[one.name.text, one.initializer.text] as const]
        : [],
    ),
  );
}

const known = new WeakMap<Module, ReadonlyMap<string, ReadonlyMap<string, string>>>();

/** The enumerations that a module declares, with the values of their members; generated modules have hundreds. */
export function enumsOf(module: Module): ReadonlyMap<string, ReadonlyMap<string, string>> {
  let found = known.get(module);
  if (!found) {
    found = new Map(
      module.file.statements
        .filter(ts.isEnumDeclaration)
        .map((node) => [node.name.text, membersOf(node)] as const),
    );
    known.set(module, found);
  }
  return found;
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
