import type { Reference } from "../src/core/graph.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Target } from "../src/core/plan.ts";
import { isRefused, type Refusal, refuse } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { TEMPLATE_ROW } from "../src/flux/consumers.ts";
import { rewriteReferences } from "./rewrite-references.ts";

/**
 * The kind of a reference in a template, where it is written plainly: one word, whatever the template is rendered to.
 * Only a run with `--templates` has such references.
 */
export const templateSourceRef: Transform = {
  name: TEMPLATE_ROW,
  description: "Repoints a plainly written sourceRef in a Helm or other template, with --templates only",
  rows: [TEMPLATE_ROW],
  applies: () => true,
  run(manifest, context) {
    return rewriteReferences(manifest, context, (reference, target, text) => {
      const ops = repointOps(reference, target, text);
      if (isRefused(ops)) return ops;
      const why = `the template writes OCIRepository ${target.namespace}/${target.name} instead of GitRepository`;
      return { rule: this.name, type: "repoint", ops, why };
    });
  },
};

/** The one word; the text is compared first, because no parser of ours has read the file. */
function repointOps(reference: Reference, target: Target, text: string): FieldOp[] | Refusal {
  const { range, manifest } = reference;
  const { document } = manifest;
  if (!text.startsWith(document.text, document.start))
    return refuse("the file is not what it was when it was read");
  if (target.name !== reference.target.name)
    return refuse(
      `the OCIRepository has another name, ${target.name}; write kind: ${target.kind} and name: ${target.name} by hand`,
    );
  return [{ op: "text", start: range.start, end: range.end, text: target.kind }];
}
