import type { Graph } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import type { ExistingOci, ReleaseFault } from "../core/neighbours.ts";
import { CHART_MEDIA_TYPE } from "../core/oci-object.ts";
import type { FieldOp, PlainRecord } from "../core/ops.ts";
import { basename } from "../core/paths.ts";
import type { Change, Finding } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import { at, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { applyOps } from "../edit/apply-ops.ts";
import type { Tree } from "./tree.ts";

/** Rule of everything said and done here. */
const RULE = "helmrelease-oci-source";

/** HelmReleases that no cluster takes as they are: what can be mended without a decision, and what to say of all. */
export function planRepairs(graph: Graph, tree: Tree): { repairs: Change[]; findings: Finding[] } {
  const repairs: Change[] = [];
  const findings: Finding[] = [];
  for (const fault of graph.faults) {
    const { repair, message } = FAULTS[fault.fault](fault, tree);
    if (repair && tree.outside(repair.file) === undefined) repairs.push(repair);
    findings.push({ rule: RULE, severity: "warning", message, location: fault.location });
  }
  return { repairs, findings };
}

type Judge = (fault: ReleaseFault, tree: Tree) => { repair?: Change; message: string };

const FAULTS: Readonly<Record<ReleaseFault["fault"], Judge>> = {
  "oci-in-chart": misplaced,
  both: ({ manifest }) => ({
    message: `${describe(manifest)} has both chart and chartRef, and the API takes exactly one; remove the one that is not meant`,
  }),
  missing: ({ manifest, name, namespace }) => ({
    message: `${describe(manifest)} takes its chart from OCIRepository ${namespace ?? manifest.namespace ?? "?"}/${name}, which nothing declares in its cluster here; declare it, unless another repository does`,
  }),
};

/** Fields of `chart.spec` that mean nothing beside an OCIRepository; all others would be lost. */
const IDLE: ReadonlySet<string> = new Set(["chart", "sourceRef", "interval", "version"]);

/** `chart.spec.sourceRef.kind: OCIRepository` was never valid, so the release never ran, and chartRef is what was meant. */
function misplaced(fault: ReleaseFault, tree: Tree): { repair?: Change; message: string } {
  const { manifest, name, namespace, declared, meant } = fault;
  const wrong = `${describe(manifest)} names an OCIRepository in chart.spec.sourceRef, which no version of Flux accepts`;
  const value: PlainRecord = { kind: "OCIRepository", name, ...(namespace !== undefined && { namespace }) };
  const advice = "replace the whole spec.chart by spec.chartRef with kind, name and namespace";
  const more = pairsAt(at(manifest.node, ["spec", "chart", "spec"]))
    .map((pair) => String(pair.key.value))
    .filter((field) => !IDLE.has(field));
  if (more.length > 0)
    return { message: `${wrong}; ${advice}, and decide what becomes of ${more.join(", ")}` };
  if (!declared)
    return {
      message: `${wrong}; ${advice}, and declare the OCIRepository ${name}, which is not in this tree`,
    };
  const other = meant.map((one) => unfit(one, manifest.node)).find((one) => one !== undefined);
  if (other !== undefined) return { message: `${wrong}; ${advice}; not done here: ${other}` };
  const ops: FieldOp[] = [{ op: "replace", path: ["spec", "chart"], to: "chartRef", value }];
  const { file } = manifest.document;
  const text = tree.text(file);
  const tried =
    text === undefined ? { refused: "the file could not be read again" } : applyOps(text, manifest.node, ops);
  if (isRefused(tried)) return { message: `${wrong}; ${advice} (not done here: ${tried.refused})` };
  const message = `${wrong}; chartRef takes its place`;
  return { message, repair: { rule: RULE, file, intent: { type: "repair", manifest, ops }, why: message } };
}

/** Why the OCIRepository is not sure to be the chart that the release means. */
function unfit({ manifest, url }: ExistingOci, release: YamlNode): string | undefined {
  const spec = (path: readonly string[]) => textAt(manifest.node, ["spec", ...path]);
  const wanted = (field: string) => textAt(release, ["spec", "chart", "spec", field]);
  const { file, line } = manifest.document;
  const place = `OCIRepository ${manifest.name ?? "?"} (${file}:${line})`;
  if (spec(["layerSelector", "mediaType"]) !== CHART_MEDIA_TYPE)
    return `${place} has no layerSelector for a chart, so it may hold manifests`;
  const chart = wanted("chart");
  if (chart !== undefined && chart !== basename(url ?? ""))
    return `${place} holds ${basename(url ?? "")}, not ${chart}`;
  const version = wanted("version");
  const follows = [spec(["ref", "semver"]), spec(["ref", "tag"])];
  if (version !== undefined && version !== "*" && !follows.includes(version))
    return `${place} follows ${follows.find((one) => one !== undefined) ?? "no version"}, not ${version}`;
  return undefined;
}
