import type { Reference } from "../src/core/graph.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Slot, WrittenReference } from "../src/core/patch.ts";
import type { Target } from "../src/core/plan.ts";
import { isRefused, type Refusal, refuse } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { textAt } from "../src/core/tree.ts";
import { applyOpsWithin, type OpsWithin } from "../src/edit/apply-ops-within.ts";
import { rewriteReferences } from "./rewrite-references.ts";

/** A patch that writes `spec.sourceRef` into Flux Kustomizations: one word changes for all of them. */
export const patchSourceRef: Transform = {
  name: "patch-source-ref",
  description: "Repoints a sourceRef that a patch writes into Flux Kustomizations",
  rows: ["patch-source-ref"],
  applies: () => true,
  run(manifest, context) {
    return rewriteReferences(manifest, context, (reference, target, text) => {
      const { written } = reference;
      if (!written) return refuse("it stands in a text, so only a person can change it");
      const work = repoint(reference, written, target);
      const tried = isRefused(work) ? work : applyOpsWithin(text, work);
      if (isRefused(tried))
        return refuse(`${tried.refused}; write \`kind: OCIRepository\` in the patch by hand`);
      const ops = tried.edits.map((edit): FieldOp => ({ op: "text", ...edit }));
      const why = `the patch makes ${readersOf(written)} read OCIRepository ${target.namespace}/${target.name} instead of GitRepository`;
      return { rule: this.name, type: "repoint", ops, why };
    });
  },
};

/** The word `kind`; the name where it changes; a stale `apiVersion`. */
function repoint(reference: Reference, written: WrittenReference, target: Target): OpsWithin[] | Refusal {
  const { kind, name, apiVersion } = written;
  const { file } = reference.manifest.document;
  const set = ({ holders, map, key }: Slot, value: string): OpsWithin => ({
    holders,
    object: map,
    ops: [{ op: "set", path: [key], value }],
  });
  const renames = target.name !== reference.target.name;
  if (renames && name?.document.file !== file) return refuse("its name stands in another text");
  const isHere = apiVersion?.document.file === file;
  return [
    set(kind, target.kind),
    ...(renames && name ? [set(name, target.name)] : []),
    ...(isHere && textAt(apiVersion.map, [apiVersion.key]) !== target.apiVersion
      ? [set(apiVersion, target.apiVersion)]
      : []),
  ];
}

function readersOf({ readers: [first, ...others] }: WrittenReference): string {
  return others.length === 0 ? `Kustomization ${first?.name ?? "?"}` : `${others.length + 1} Kustomizations`;
}
