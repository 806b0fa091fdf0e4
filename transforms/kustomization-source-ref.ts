import type { Reference } from "../src/core/graph.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Target } from "../src/core/plan.ts";
import { isRefused } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { textAt } from "../src/core/tree.ts";
import { applyOps } from "../src/edit/apply-ops.ts";
import { GROUP } from "../src/flux/groups.ts";

/** `spec.sourceRef` of a Flux Kustomization: one word changes, `kind`. */
export const kustomizationSourceRef: Transform = {
  name: "kustomization-source-ref",
  description: "Repoints spec.sourceRef of a Flux Kustomization from GitRepository to OCIRepository",
  rows: ["kustomization-source-ref"],
  applies: (manifest) => manifest.group === GROUP.kustomize && manifest.kind === "Kustomization",
  run(manifest, context) {
    const text = context.text(manifest.document.file);
    const changes = [];
    const refused = [];
    for (const reference of context.references) {
      const target = context.destination(reference);
      if ("stays" in target) continue;
      const ops = repointOps(reference, target);
      const tried =
        text === undefined
          ? { refused: "the file could not be read again" }
          : applyOps(text, manifest.node, ops);
      if (isRefused(tried)) refused.push({ reference, reason: tried.refused });
      else
        changes.push({
          rule: this.name,
          file: manifest.document.file,
          intent: { type: "repoint" as const, reference, target, ops },
          why: `${manifest.kind} ${manifest.name ?? "?"} reads OCIRepository ${target.namespace}/${target.name} instead of GitRepository`,
        });
    }
    return { changes, refused };
  },
};

/** The word `kind`; the name where it changes; a stale `apiVersion`, which the controller ignores and readers trust. */
function repointOps(reference: Reference, target: Target): FieldOp[] {
  const ops: FieldOp[] = [{ op: "set", path: ["spec", "sourceRef", "kind"], value: target.kind }];
  const { name } = target;
  if (name !== textAt(reference.node, ["name"]))
    ops.push({ op: "set", path: ["spec", "sourceRef", "name"], value: name });
  if (textAt(reference.node, ["apiVersion"]) !== undefined)
    ops.push({ op: "set", path: ["spec", "sourceRef", "apiVersion"], value: target.apiVersion });
  return ops;
}
