import { ts } from "ts-morph";
import type { ImportedFrom, NameStep } from "../../core/code.ts";
import { isFluxGroup } from "../../flux/groups.ts";
import { pathMeaning } from "./enums.ts";
import { type ClassKind, kindByPath } from "./generators.ts";
import type { Module } from "./module.ts";
import type { Modules } from "./modules.ts";
import { exportOf, type Meaning } from "./names.ts";
import { unwrap } from "./syntax.ts";

/** A class of Flux, as an expression of a program names it. */
export interface ClassUse {
  is: ClassKind;
  steps: NameStep[];
  from: ImportedFrom | undefined;
  /** The module that declares it, where that is in the tree. */
  home: Module | undefined;
  /** What it is called there. */
  declared: string;
}

/** The class that `a.b.Class` names; undefined where neither its import nor its declaration says that it is of Flux. */
export function classUse(module: Module, expression: ts.Expression, modules: Modules): ClassUse | undefined {
  const steps = stepsOf(module, expression);
  const meaning = steps && pathMeaning(module, expression, modules);
  const is = meaning && kindOf(meaning);
  if (!is || !steps) return undefined;
  const home = "node" in meaning ? meaning.module : undefined;
  const declared =
    "node" in meaning ? meaning.symbol.name : namesIn("name" in meaning ? meaning.name : "").at(-1);
  return { is, steps, from: importedBy(module, expression), home, declared: declared ?? is.kind };
}

/** The kind of object that a declared or imported class stands for. */
export function kindOf(meaning: Meaning): ClassKind | undefined {
  if ("specifier" in meaning) return kindByPath(meaning.specifier, namesIn(meaning.name));
  return "node" in meaning && ts.isClassDeclaration(meaning.node) ? declaredKind(meaning.node) : undefined;
}

function namesIn(name: string | undefined): string[] {
  const names = name?.split(".") ?? [];
  return names[0] === "default" ? names.slice(1) : names;
}

/** What a class declaration says about itself: `static GVK` of cdk8s, `static __pulumiType` of Pulumi. */
export function declaredKind(node: ts.ClassDeclaration): ClassKind | undefined {
  for (const member of node.members) {
    if (!ts.isPropertyDeclaration(member) || !ts.isIdentifier(member.name) || !member.initializer) continue;
    const value = unwrap(member.initializer);
    if (member.name.text === "GVK" && ts.isObjectLiteralExpression(value))
      return kindFrom("cdk8s", textIn(value, "apiVersion"), textIn(value, "kind"));
    if (member.name.text === "__pulumiType" && ts.isStringLiteralLike(value)) {
      const [owner, apiVersion, kind] = value.text.split(":");
      return owner === "kubernetes" ? kindFrom("crd2pulumi", apiVersion, kind) : undefined;
    }
  }
  return undefined;
}

function kindFrom(style: ClassKind["style"], apiVersion = "", kind = ""): ClassKind | undefined {
  const [group = "", version = ""] = apiVersion.split("/");
  return isFluxGroup(group) && version !== "" && kind !== "" ? { style, group, version, kind } : undefined;
}

function textIn(object: ts.ObjectLiteralExpression, key: string): string | undefined {
  const property = object.properties.find(
    (one) => one.name && ts.isIdentifier(one.name) && one.name.text === key,
  );
  return property && ts.isPropertyAssignment(property) && ts.isStringLiteralLike(property.initializer)
    ? property.initializer.text
    : undefined;
}

/** The names of a dotted expression or type; undefined where it is more than that. */
export function stepsOf(module: Module, node: ts.Node): NameStep[] | undefined {
  if (ts.isIdentifier(node)) return [{ ...module.range(node), text: node.text }];
  const [owner, name] = ts.isPropertyAccessExpression(node)
    ? [node.expression, node.name]
    : ts.isQualifiedName(node)
      ? [node.left, node.right]
      : [];
  const before = owner && stepsOf(module, owner);
  return before && name && [...before, { ...module.range(name), text: name.text }];
}

/** What brings the first name of an expression into the file. */
export function importedBy(
  module: Module,
  expression: ts.Expression | ts.EntityName,
): ImportedFrom | undefined {
  let first = expression;
  while (!ts.isIdentifier(first)) {
    if (ts.isPropertyAccessExpression(first)) first = first.expression;
    else if (ts.isQualifiedName(first)) first = first.left;
    else return undefined;
  }
  const [node] = module.symbolOf(first)?.declarations ?? [];
  const declaration = node && ts.findAncestor(node, ts.isImportDeclaration);
  if (!node || !declaration || !ts.isStringLiteralLike(declaration.moduleSpecifier)) return undefined;
  const { text } = declaration.moduleSpecifier;
  if (ts.isImportSpecifier(node)) return { module: text, name: (node.propertyName ?? node.name).text };
  return { module: text, name: ts.isImportClause(node) ? "default" : undefined };
}

/** What names lead to from a module; `missing` where one of them is not exported, undefined where nobody can know. */
export function meaningAt(
  module: Module,
  specifier: string,
  names: readonly string[],
  modules: Modules,
): Meaning | "missing" | undefined {
  let here = modules.resolve(module.path, specifier);
  for (const [i, name] of names.entries()) {
    if (!here) return undefined;
    const meaning = exportOf(here, name, modules);
    if (!meaning) return "missing";
    if ("specifier" in meaning) return undefined;
    if (i === names.length - 1) return meaning;
    here = "whole" in meaning ? meaning.whole : undefined;
  }
  return undefined;
}
