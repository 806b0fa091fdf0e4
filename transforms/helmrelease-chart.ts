import { refEntry } from "../src/core/decision.ts";
import type { Reference } from "../src/core/graph.ts";
import { UNKNOWN } from "../src/core/graph.ts";
import { accessFields } from "../src/core/oci-object.ts";
import type { FieldOp, PlainRecord } from "../src/core/ops.ts";
import { basename, normalize } from "../src/core/paths.ts";
import type { Target } from "../src/core/plan.ts";
import { reRoot } from "../src/core/re-root.ts";
import type { Transform, TransformContext } from "../src/core/transform.ts";
import { itemsAt, type PathStep, textAt, type YamlNode } from "../src/core/tree.ts";
import { GROUP } from "../src/flux/groups.ts";
import { rewriteReferences } from "./rewrite-references.ts";

/** `spec.chart` of a HelmRelease becomes `spec.chartRef`: an OCIRepository holds one chart, and no field of it (3.1). */
export const helmReleaseChart: Transform = {
  name: "helmrelease-chart",
  description: "Replaces spec.chart of a HelmRelease by spec.chartRef to the OCIRepository of that chart",
  rows: ["helmrelease-chart"],
  applies: (manifest) => manifest.group === GROUP.helm && manifest.kind === "HelmRelease",
  run(manifest, context) {
    return rewriteReferences(manifest, context, (reference, target) => {
      const isKept = target.kind === "HelmRepository";
      return {
        rule: this.name,
        type: isKept ? "repoint" : "restructure",
        ops: isKept ? keptOps(reference, target) : releaseOps(reference, target, context),
        why: `HelmRelease ${manifest.name ?? "?"} takes its chart from ${target.kind} ${target.namespace}/${target.name}; a Helm upgrade will run`,
      };
    });
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

const CHART = ["spec", "chart", "spec"] as const;

/**
 * `chart.spec` stays and reads a HelmRepository: name and version choose the chart there, and valuesFiles are paths of
 * the chart instead of the repository (flux-facts 3.1, way b).
 */
function keptOps({ manifest, node }: Reference, target: Target): FieldOp[] {
  const { ref, verify } = target.decision;
  const path = normalize(textAt(manifest.node, [...CHART, "chart"])?.replace(/^\/+/, "") ?? "") ?? "";
  const ops: FieldOp[] = [
    { op: "set", path: [...CHART, "sourceRef", "kind"], value: target.kind },
    { op: "set", path: [...CHART, "chart"], value: basename(target.decision.url) },
    { op: "set", path: [...CHART, "version"], value: refEntry(ref)[1], after: "chart" },
  ];
  if (textAt(node, ["name"]) !== target.name)
    ops.push({ op: "set", path: [...CHART, "sourceRef", "name"], value: target.name });
  if (textAt(node, ["apiVersion"]) !== undefined)
    ops.push({ op: "set", path: [...CHART, "sourceRef", "apiVersion"], value: target.apiVersion });
  for (const [i, file] of itemsAt(manifest.node, [...CHART, "valuesFiles"]).entries())
    ops.push(...reRooted(file, path, [...CHART, "valuesFiles", i]));
  if (textAt(manifest.node, [...CHART, "reconcileStrategy"]) === "Revision")
    ops.push({ op: "remove", path: [...CHART, "reconcileStrategy"] });
  const checks = verify && accessFields(target.decision).verify;
  if (checks) ops.push({ op: "set", path: [...CHART, "verify"], value: checks, after: "version" });
  return ops;
}

/** A path of the repository as one of the chart, in the quotes that it has. */
function reRooted(file: YamlNode, path: string, steps: readonly PathStep[]): FieldOp[] {
  const written = textAt(file);
  const known = written === undefined ? undefined : reRoot(written, path);
  if (file.type !== "scalar" || known === undefined || known === written) return [];
  if (file.style === "code") return [{ op: "set", path: steps, value: known }];
  const quote = { single: "'", double: '"' }[file.style as string] ?? "";
  return [{ op: "text", start: file.start, end: file.end, text: quote + known + quote }];
}

/** Flux 2.8 serves HelmRelease v2 alone (flux-facts 1). */
const V2BETA2_GONE = 8;
