import type { FieldOp } from "../core/ops.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { pairOf } from "../core/tree.ts";
import type { Changes } from "./code-changes.ts";
import { computedRefusal, withValue } from "./code-computed.ts";
import type { FoundShared } from "./code-paths.ts";
import { type CodeValue, plainOf } from "./code-values.ts";

/** Writes a change inside of what a constant gives where the constant is used. */
export function override(
  changes: Changes,
  { node, shared, holder, key, rest }: FoundShared,
  op: Exclude<FieldOp, { op: "text" }>,
  value: CodeValue,
): Refusal | undefined {
  const inside = [...rest, op.path.at(-1) ?? ""];
  const constant = `the constant ${shared.constant} gives it, and other places use that too; edit by hand`;
  if (inside.some((step) => typeof step === "number") || node.type !== "map") return refuse(constant);
  const old = pairOf(node, String(op.path.at(-1)))?.value;
  if (old?.code?.form === "computed") return withValue(computedRefusal(old), op);
  if (op.op === "set") {
    if (old?.type === "scalar" && old.value === plainOf(value)) return undefined;
    changes.override(holder, key, inside.map(String), value);
    return undefined;
  }
  if (op.op === "remove") {
    if (old) changes.override(holder, key, inside.map(String), undefined);
    return undefined;
  }
  if (op.op === "rename" && node.items.length === 1) {
    if (rest.length === 0)
      return changes.setShared(holder, key, pairOf(holder, key)?.value ?? node, { [op.to]: value });
    changes.override(holder, key, rest.map(String), { [op.to]: value });
    return undefined;
  }
  return refuse(constant);
}
