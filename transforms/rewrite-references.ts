import type { Reference } from "../src/core/graph.ts";
import type { Manifest } from "../src/core/manifest.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Change, MoveIntent, Target } from "../src/core/plan.ts";
import { isRefused, type Refusal } from "../src/core/refusal.ts";
import type { TransformContext, TransformResult } from "../src/core/transform.ts";
import { applyOps } from "../src/edit/apply-ops.ts";

/** How one reference is rewritten: the operations on its manifest, and what a reviewer reads about them. */
export interface Rewrite {
  rule: string;
  type: MoveIntent["type"];
  ops: FieldOp[];
  why: string;
}

/**
 * Rewrites the references of a manifest that have somewhere to go. Each rewrite is tried on the real text, so that
 * laying it out cannot fail later; what cannot be done is refused with its reason.
 * @param rewrite gets the reference, its target and the text of the file; a refusal says why it must stay
 */
export function rewriteReferences(
  manifest: Manifest,
  context: TransformContext,
  rewrite: (reference: Reference, target: Target, text: string) => Rewrite | Refusal | { kept: string },
): TransformResult {
  const { file } = manifest.document;
  const text = context.text(file);
  const changes: Change[] = [];
  const refused: NonNullable<TransformResult["refused"]> = [];
  const kept: NonNullable<TransformResult["kept"]> = [];
  for (const reference of context.references) {
    const target = context.destination(reference);
    if ("stays" in target) continue;
    const found =
      text === undefined ? { refused: "the file could not be read again" } : rewrite(reference, target, text);
    if ("kept" in found) {
      kept.push({ reference, reason: found.kept });
      continue;
    }
    const tried = isRefused(found) ? found : applyOps(text ?? "", manifest.node, found.ops);
    if (isRefused(found) || isRefused(tried)) {
      refused.push({ reference, reason: isRefused(tried) ? tried.refused : "it could not be edited" });
      continue;
    }
    const { rule, type, ops, why } = found;
    changes.push({ rule, file, intent: { type, reference, target, ops }, why });
  }
  return { changes, refused, kept };
}
