import type { ts } from "ts-morph";
import type { CodeModel } from "../../core/code.ts";
import type { MapNode } from "../../core/tree.ts";
import type { Following } from "./evaluate.ts";
import type { Module } from "./module.ts";

/** The object that `new Class(…)` makes, where the class stands for one Flux kind; undefined for all others. */
export function modelOf(
  _module: Module,
  _node: ts.NewExpression,
  _following: Following,
): { node: MapNode; model: CodeModel } | undefined {
  return undefined;
}
