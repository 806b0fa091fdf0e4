import type { Reference } from "../src/core/graph.ts";
import { UNKNOWN } from "../src/core/graph.ts";
import type { FieldOp, PlainRecord } from "../src/core/ops.ts";
import type { Change, Target } from "../src/core/plan.ts";
import { isRefused } from "../src/core/refusal.ts";
import type { Transform, TransformContext, TransformResult } from "../src/core/transform.ts";
import { textAt } from "../src/core/tree.ts";
import { applyOps } from "../src/edit/apply-ops.ts";
import { GROUP } from "../src/flux/groups.ts";

/** `spec.chart` of a HelmRelease becomes `spec.chartRef`: an OCIRepository holds one chart, and no field of it (3.1). */
export const helmReleaseChart: Transform = {
  name: "helmrelease-chart",
  description: "Replaces spec.chart of a HelmRelease by spec.chartRef to the OCIRepository of that chart",
  rows: ["helmrelease-chart"],
  applies: (manifest) => manifest.group === GROUP.helm && manifest.kind === "HelmRelease",
  run(manifest, context) {
    const text = context.text(manifest.document.file);
    const changes: Change[] = [];
    const refused: NonNullable<TransformResult["refused"]> = [];
    for (const reference of context.references) {
      const target = context.destination(reference);
      if ("stays" in target) continue;
      const ops = releaseOps(reference, target, context);
      const tried =
        text === undefined
          ? { refused: "the file could not be read again" }
          : applyOps(text, manifest.node, ops);
      if (isRefused(tried)) refused.push({ reference, reason: tried.refused });
      else
        changes.push({
          rule: this.name,
          file: manifest.document.file,
          intent: { type: "restructure", reference, target, ops },
          why: `HelmRelease ${manifest.name ?? "?"} takes its chart from OCIRepository ${target.namespace}/${target.name}; a Helm upgrade will run`,
        });
    }
    return { changes, refused };
  },
};

/** First API version with `chartRef` that every Flux since 2.3 serves. */
const VERSION = `${GROUP.helm}/v2`;

function releaseOps(reference: Reference, target: Target, context: TransformContext): FieldOp[] {
  const { manifest, node } = reference;
  const value: PlainRecord = { kind: target.kind, name: target.name };
  const own = context.namespaceOf(manifest);
  // Where the tree does not tell the release's namespace, the reference says what it said.
  const elsewhere = own === UNKNOWN ? textAt(node, ["namespace"]) !== undefined : own !== target.namespace;
  if (elsewhere && target.namespace !== UNKNOWN) value.namespace = target.namespace;
  const ops: FieldOp[] = [{ op: "replace", path: ["spec", "chart"], to: "chartRef", value }];
  const gone = target.minors.some((minor) => minor >= V2BETA2_GONE);
  if (manifest.version === "v2beta1" || (manifest.version === "v2beta2" && gone))
    ops.push({ op: "set", path: ["apiVersion"], value: VERSION });
  return ops;
}

/** Flux 2.8 serves HelmRelease v2 alone (flux-facts 1). */
const V2BETA2_GONE = 8;
