import type { FieldOp } from "../core/ops.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { YamlNode } from "../core/tree.ts";

/** The refusal to change what a program computes, with its expression and its place. */
export function computedRefusal(node: YamlNode): Refusal {
  const text = node.code?.form === "computed" ? node.code.text : "";
  return { ...refuse(`the program computes it (${text})`), at: { start: node.start, end: node.end } };
}

/** A refusal with what to write by hand, where a program computes what an operation would change. */
export function withValue(refusal: Refusal, op: Exclude<FieldOp, { op: "text" }>): Refusal {
  if (!refusal.at) return refusal;
  return { ...refusal, refused: `${refusal.refused}; ${byHand(op)} by hand` };
}

function byHand(op: Exclude<FieldOp, { op: "text" }>): string {
  const field = op.path.join(".");
  if (op.op === "rename") return `write ${op.to}: ${JSON.stringify(op.value)}`;
  if (op.op === "set") return `write ${String(op.path.at(-1))}: ${JSON.stringify(op.value)}`;
  return op.op === "remove" ? `take ${field} out` : `change ${field}`;
}
