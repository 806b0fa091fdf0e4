import type { LintFix } from "../core/lint.ts";
import type { Manifest } from "../core/manifest.ts";
import type { FieldOp } from "../core/ops.ts";
import { isRefused } from "../core/refusal.ts";
import { applyOps } from "../edit/apply-ops.ts";
import type { LintContext } from "./context.ts";

/** A fix of one object, where its text allows it; nothing where an edit would be a guess. */
export function repairFix(
  rule: string,
  manifest: Manifest,
  ops: readonly FieldOp[],
  why: string,
  { tree }: Pick<LintContext, "tree">,
): { fix?: LintFix } {
  const { file, index } = manifest.document;
  const text = tree.text(file);
  if (text === undefined || isRefused(applyOps(text, manifest.node, ops))) return {};
  const intent = { type: "repair" as const, manifest, ops: [...ops] };
  const id = `${rule} ${file}#${index}.${manifest.item ?? ""}`;
  return { fix: { id, why, changes: [{ rule, file, intent, why }] } };
}
