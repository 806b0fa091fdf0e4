import type { FieldOp, PlainRecord } from "../core/ops.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { MapNode } from "../core/tree.ts";
import type { EditResult } from "./types.ts";

/** Repeats the statement or list item of an object behind it, rewritten. */
export function copyCode(_text: string, _object: MapNode, _ops: readonly FieldOp[]): EditResult {
  return refuse("a copy beside it cannot be made in a program; write the OCIRepository by hand");
}

/** Removes the statement or list item of an object. */
export function removeCode(_text: string, _object: MapNode): EditResult {
  return refuse("it is part of a program; take it out by hand");
}

/** Writes objects behind one of a program, or in its place where it goes. */
export function followCode(
  _text: string,
  _object: MapNode,
  _objects: readonly PlainRecord[],
  _goes: boolean,
): Refusal | EditResult {
  return refuse("objects of charts cannot be written into a program; name a place with --declare-in");
}
