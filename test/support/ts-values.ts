import { ts } from "ts-morph";
import type { MapNode, YamlNode } from "../../src/core/tree.ts";
import { evaluate, type Following } from "../../src/scan/typescript/evaluate.ts";
import { MAX_VALUES } from "../../src/scan/typescript/limits.ts";
import { Module } from "../../src/scan/typescript/module.ts";
import { Modules } from "../../src/scan/typescript/modules.ts";

/** A tree of programs: path → text. */
export type Programs = Readonly<Record<string, string>>;

/** Reads the initializer of `const it`, or the argument of `it()`, of a program; `others` are files it may import. */
export function readValue(text: string, others: Programs = {}, path = "app/main.ts"): YamlNode {
  const module = new Module(path, text);
  return evaluate(module, expressionOf(module), followingOf({ ...others, [path]: text }));
}

/** As `readValue`, for an object literal. */
export function mapOf(text: string): MapNode {
  const value = readValue(text);
  if (value.type !== "map") throw new Error(`no object: ${text}`);
  return value;
}

/** What following names of a tree needs. */
export function followingOf(files: Programs): Following {
  const following: Following = {
    modules: new Modules((path) => files[path]),
    known: new WeakMap(),
    open: new Set(),
    depth: 0,
    left: MAX_VALUES,
    evaluate: (module, node) => evaluate(module, node, following),
    instance: () => undefined,
  };
  return following;
}

/** The expression that a test is about. */
export function expressionOf(module: Module): ts.Expression {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === "it") found ??= node.initializer;
    if (ts.isCallExpression(node) && node.expression.getText() === "it") found ??= node.arguments[0];
    ts.forEachChild(node, visit);
  };
  visit(module.file);
  if (!found) throw new Error(`no value of "it": ${module.text}`);
  return found;
}

/** A value as plain data; what is computed as its text in `${…}`. */
export function plainOf(node: YamlNode | undefined): unknown {
  if (node === undefined || node.type === "alias") return undefined;
  if (node.type === "scalar") return node.value;
  if (node.type === "seq") return node.items.map(plainOf);
  return Object.fromEntries(node.items.map(({ key, value }) => [key.value, plainOf(value)]));
}
