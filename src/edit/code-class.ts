import type { CodeUnit } from "../core/code.ts";
import type { PlainValue } from "../core/ops.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Changes } from "./code-changes.ts";

/** Makes an object one of another class: its `apiVersion` and `kind` are what the class says. */
export function setClass(
  _changes: Changes,
  _unit: CodeUnit | undefined,
  _key: string,
  _value: PlainValue,
): Refusal | undefined {
  return refuse("its class says it; change the class by hand");
}
