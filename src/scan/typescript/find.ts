import { ts } from "ts-morph";
import type { CodeFile, CodeModel } from "../../core/code.ts";
import type { ConsumerRow } from "../../core/consumer.ts";
import { at, deref, type MapNode, pairOf, type ScalarNode, textAt } from "../../core/tree.ts";
import { hasVariable } from "../../core/variables.ts";
import { CONSUMERS } from "../../flux/consumers.ts";
import { isFluxGroup } from "../../flux/groups.ts";
import { expressionOf, isComputed } from "../program-references.ts";
import { declaredKind } from "./classes.ts";
import { declaredValue } from "./constants.ts";
import { evaluate, type Following } from "./evaluate.ts";
import { codeFile } from "./imports.ts";
import { withLaterChanges } from "./later-changes.ts";
import { modelOf } from "./models.ts";
import type { Module } from "./module.ts";
import { withOwnNamespace } from "./own-namespace.ts";
import { named } from "./resources.ts";
import { siteOf } from "./site.ts";
import { eachNode, isSpread, unwrap, wrapped } from "./syntax.ts";

/** The Flux objects of a file, in the order of the text, each with what edits need to know of it. */
export function findObjects(module: Module, following: Following): MapNode[] {
  const found: MapNode[] = [];
  let file: CodeFile | undefined;
  const take = (node: ts.Expression, map: MapNode, model: CodeModel | undefined): void => {
    file ??= codeFile(module);
    const { code } = map;
    if (code?.form !== "object") return;
    const whole = withOwnNamespace(module, node, withLaterChanges(module, node, map));
    const around = siteOf(module, node, model?.style === "kubernetes-models");
    // A constructor has one `super()`, which is neither repeated nor taken out.
    const isSuper = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
    const site = isSuper ? { ...around, kind: "inside" as const } : around;
    found.push({ ...whole, code: { ...code, unit: { file, model, site } } });
  };
  eachNode(module.file, (node) => {
    // What stands in a generated class is how it makes objects of others.
    if (ts.isClassDeclaration(node) && declaredKind(node)) return "pass";
    const made =
      ts.isNewExpression(node) || ts.isCallExpression(node) ? modelOf(module, node, following) : undefined;
    if (made) {
      take(node as ts.Expression, made.node, made.model);
      return "pass";
    }
    if (!ts.isObjectLiteralExpression(node) || !mayBeFlux(module, node, following) || isPart(module, node))
      return undefined;
    const read = named(module, node, evaluate(module, node, following), following);
    const map = read.type === "map" ? assumed(read) : read;
    if (map.type !== "map" || !isFluxObject(map)) return undefined;
    take(node, map, undefined);
    return "pass";
  });
  return found;
}

/**
 * Whether the `apiVersion` of a literal is one of Flux, without reading the rest of it: most literals of a program
 * are none, and one in another must not be read as often as they nest.
 */
function mayBeFlux(module: Module, node: ts.ObjectLiteralExpression, following: Following): boolean {
  return node.properties.some((one) => {
    if (ts.isSpreadAssignment(one)) {
      const spread = unwrap(one.expression);
      if (ts.isObjectLiteralExpression(spread)) return mayBeFlux(module, spread, following);
      const value = declaredValue(module, spread, following);
      return value !== undefined && isFluxVersion(textAt(value, ["apiVersion"]));
    }
    const { name } = one;
    if (!name) return false;
    const key = ts.isComputedPropertyName(name)
      ? textAt(evaluate(module, name.expression, following))
      : name.text;
    if (key !== "apiVersion") return false;
    const given = ts.isPropertyAssignment(one)
      ? one.initializer
      : ts.isShorthandPropertyAssignment(one)
        ? one.name
        : undefined;
    const value = given && evaluate(module, given, following);
    return value !== undefined && (isFluxVersion(textAt(value)) || isComputed(value));
  });
}

function isFluxVersion(apiVersion: string | undefined): boolean {
  const slash = apiVersion?.indexOf("/") ?? -1;
  return apiVersion !== undefined && slash !== -1 && isFluxGroup(apiVersion.slice(0, slash));
}

/**
 * An object whose API group nobody can read, and whose kind and fields are those of a row of the consumer table, counts
 * as one of Flux: what it refers to stays, because a source that goes by mistake breaks a cluster.
 */
function assumed(map: MapNode): MapNode {
  const version = pairOf(map, "apiVersion");
  const kind = textAt(map, ["kind"]);
  if (version?.value?.type !== "scalar" || !isComputed(version.value)) return map;
  const written = String(version.value.value);
  // A slash inside of an expression ends no group.
  const [group = ""] = written.replace(/\$\{[^}]*\}/g, "${}").split("/");
  const row = CONSUMERS.find((one) => one.kind === kind && isFluxGroup(one.group) && reads(map, one));
  if (!row || !hasVariable(group)) return map;
  const value: ScalarNode = {
    ...version.value,
    value: `${row.group}/${written}`,
    code: { form: "computed", text: expressionOf(version.value), assumed: true },
  };
  return { ...map, items: map.items.map((pair) => (pair === version ? { ...pair, value } : pair)) };
}

/** True where an object has the field of a row, or may have it in what the program computes. */
function reads(map: MapNode, { path, follows }: ConsumerRow): boolean {
  const steps = path.includes("*") ? path.slice(0, path.indexOf("*")) : path;
  return !follows && (at(map, ["spec"])?.code?.form === "computed" || at(map, steps) !== undefined);
}

/** `{apiVersion, kind}` alone is how clients ask for objects, and no object. */
function isFluxObject(map: MapNode): boolean {
  if (!isFluxVersion(textAt(map, ["apiVersion"])) || textAt(map, ["kind"]) === undefined) return false;
  return ["metadata", "spec"].some((key) => {
    const value = deref(pairOf(map, key)?.value);
    return value?.type === "map" || value?.code?.form === "computed";
  });
}

/** A constant that is only spread into others is a part of them. */
function isPart(module: Module, node: ts.ObjectLiteralExpression): boolean {
  const declaration = wrapped(node).parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  const symbol = module.symbolOf(declaration.name);
  const uses = symbol ? module.usesOf(symbol, declaration.name) : [];
  return uses.length > 0 && uses.every((use) => isSpread(use));
}
