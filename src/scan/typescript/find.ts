import { ts } from "ts-morph";
import type { CodeFile, CodeModel } from "../../core/code.ts";
import { deref, type MapNode, pairOf, textAt } from "../../core/tree.ts";
import { isFluxGroup } from "../../flux/groups.ts";
import { apiObjectAround, withDefaults } from "./defaults.ts";
import { evaluate, type Following } from "./evaluate.ts";
import { codeFile } from "./imports.ts";
import { modelOf } from "./models.ts";
import type { Module } from "./module.ts";
import { siteOf } from "./site.ts";
import { wrapped } from "./syntax.ts";

/** The Flux objects of a file, in the order of the text, each with what edits need to know of it. */
export function findObjects(module: Module, following: Following): MapNode[] {
  const found: MapNode[] = [];
  let file: CodeFile | undefined;
  const take = (node: ts.Expression, map: MapNode, model: CodeModel | undefined): void => {
    file ??= codeFile(module);
    if (map.code?.form !== "object") return;
    found.push({ ...map, code: { ...map.code, unit: { file, model, site: siteOf(module, node) } } });
  };
  const visit = (node: ts.Node): void => {
    const made =
      ts.isNewExpression(node) || ts.isCallExpression(node) ? modelOf(module, node, following) : undefined;
    if (made) {
      take(node as ts.Expression, made.node, made.model);
      return;
    }
    if (ts.isObjectLiteralExpression(node) && mayBeObject(node) && !isPart(module, node)) {
      const map = evaluate(module, node, following);
      if (map.type === "map" && isFluxObject(map)) {
        const construct = apiObjectAround(module, node, following);
        take(node, construct ? withDefaults(module, construct, map, true, following) : map, undefined);
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(module.file);
  return found;
}

/** Literals that need not be read: without `apiVersion` and without anything that may bring it. */
function mayBeObject(node: ts.ObjectLiteralExpression): boolean {
  return node.properties.some(
    (one) =>
      ts.isSpreadAssignment(one) ||
      (one.name && ts.isIdentifier(one.name) && one.name.text === "apiVersion") ||
      (one.name && ts.isStringLiteralLike(one.name) && one.name.text === "apiVersion"),
  );
}

/** `{apiVersion, kind}` alone is how clients ask for objects, and no object. */
function isFluxObject(map: MapNode): boolean {
  const apiVersion = textAt(map, ["apiVersion"]);
  const slash = apiVersion?.indexOf("/") ?? -1;
  if (apiVersion === undefined || slash === -1 || textAt(map, ["kind"]) === undefined) return false;
  const has = (key: string) => deref(pairOf(map, key)?.value)?.type === "map";
  return isFluxGroup(apiVersion.slice(0, slash)) && (has("metadata") || has("spec"));
}

/** A constant that is only spread into others is a part of them. */
function isPart(module: Module, node: ts.ObjectLiteralExpression): boolean {
  const declaration = wrapped(node).parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  const symbol = module.symbolOf(declaration.name);
  const uses = symbol ? module.usesOf(symbol, declaration.name) : [];
  return uses.length > 0 && uses.every((use) => ts.isSpreadAssignment(wrapped(use).parent));
}
