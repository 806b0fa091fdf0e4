import type { Reference } from "../src/core/graph.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Target } from "../src/core/plan.ts";
import { reRoot } from "../src/core/re-root.ts";
import { isRefused, type Refusal, refuse } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { textAt } from "../src/core/tree.ts";
import { GROUP } from "../src/flux/groups.ts";
import { rewriteReferences } from "./rewrite-references.ts";
import { keepsName } from "./source-kind.ts";

/** `spec.sourceRef` of a Flux Kustomization: one word changes, `kind`; `spec.path` too where the artifact has another root. */
export const kustomizationSourceRef: Transform = {
  name: "kustomization-source-ref",
  description: "Repoints spec.sourceRef of a Flux Kustomization from GitRepository to OCIRepository",
  rows: ["kustomization-source-ref"],
  applies: (manifest) => manifest.group === GROUP.kustomize && manifest.kind === "Kustomization",
  run(manifest, context) {
    return rewriteReferences(manifest, context, (reference, target) => {
      const ops = repointOps(reference, target);
      if (isRefused(ops)) return ops;
      const why = `${manifest.kind} ${manifest.name ?? "?"} reads OCIRepository ${target.namespace}/${target.name} instead of GitRepository${follows(reference, target)}`;
      return { rule: this.name, type: "repoint", ops, why };
    });
  },
};

/** The word `kind`; the name where it changes; a stale `apiVersion`, which the controller ignores and readers trust. */
function repointOps(reference: Reference, target: Target): FieldOp[] | Refusal {
  const ops: FieldOp[] = [{ op: "set", path: ["spec", "sourceRef", "kind"], value: target.kind }];
  const { name } = target;
  if (!keepsName(reference, target))
    ops.push({ op: "set", path: ["spec", "sourceRef", "name"], value: name });
  if (textAt(reference.node, ["apiVersion"]) !== undefined)
    ops.push({ op: "set", path: ["spec", "sourceRef", "apiVersion"], value: target.apiVersion });
  const moved = movedPath(reference, target);
  if (!moved) return ops;
  // A decision with such a path is taken back; this is the last line of defence against a path that finds nothing.
  if (moved.to === undefined) return refuse(`spec.path ${moved.from} leads out of the root of the artifact`);
  return [...ops, { op: "set", path: ["spec", "path"], value: moved.to }];
}

/** `spec.path` before and after; undefined where the artifact has the root of the repository. */
function movedPath(
  { manifest }: Reference,
  { decision: { artifact } }: Target,
): { from: string; to: string | undefined } | undefined {
  if (!artifact) return undefined;
  const from = textAt(manifest.node, ["spec", "path"]) ?? "";
  return { from, to: reRoot(from, artifact.path) };
}

function follows(reference: Reference, target: Target): string {
  const moved = movedPath(reference, target);
  return moved ? `, and its path ${moved.from} becomes ${moved.to}` : "";
}
