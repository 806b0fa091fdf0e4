import type { ChartKind, ChartWaiver, Decision } from "../core/decision.ts";
import type { Reference } from "../core/graph.ts";
import { reRoot } from "../core/re-root.ts";
import { at, deref, itemsAt, pairOf, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import type { ChartNode } from "../core/units.ts";
import { isOwnValues, valuesFiles } from "../flux/values-files.ts";

const CHART = ["spec", "chart", "spec"] as const;

/** What `chartRef` cannot say of a release's `chart`, and who may accept it by which name. */
interface Check {
  /** Undefined: nobody can waive it, the manifest has to change first. */
  waiver?: ChartWaiver;
  /** Matters for one way of taking the chart only. */
  only?: ChartKind;
  find: (release: YamlNode, chart: ChartNode, version: string) => string | undefined;
}

/** In the order of severity; facts of flux-facts 3.1. */
const CHECKS: readonly Check[] = [
  {
    find: (release) =>
      pairOf(at(release, ["spec"]), "chartRef") &&
      "it has both chart and chartRef, which the API rejects; remove the one that is not meant",
  },
  {
    only: "OCIRepository",
    find: (release, _, version) => {
      if (version === "v2") return undefined;
      const gone = removedFields(release);
      return gone === undefined
        ? undefined
        : `chartRef needs helm.toolkit.fluxcd.io/v2, which has no ${gone.field} any more: ${gone.instead}, then run again`;
    },
  },
  {
    only: "HelmRepository",
    find: (release, { path }) => {
      const outside = valuesFiles(release).filter((file) => reRoot(file, path) === undefined);
      return outside.length === 0
        ? undefined
        : `${outside.join(", ")} of valuesFiles lies outside of the chart, and a package holds only the chart; move it into the chart's folder, or its content into values`;
    },
  },
  {
    waiver: "values-files",
    only: "OCIRepository",
    find: (release, chart) => {
      const files = valuesFiles(release).filter((file) => !isOwnValues(file, chart.path));
      if (files.length === 0) return undefined;
      return `chartRef has no valuesFiles, and ${files.join(", ")} change the values: let the pipeline merge them into values.yaml before helm package (waive: [values-files]); or put them into ConfigMaps and name those first in valuesFrom, where the chart's own values.yaml then counts too and lists are replaced; or keep this chart on Git (action: keep)`;
    },
  },
  {
    waiver: "revision",
    find: (release) =>
      textAt(release, [...CHART, "reconcileStrategy"]) === "Revision"
        ? "reconcileStrategy: Revision upgrades with each Git commit, an OCIRepository with each new digest of its tag: publish the chart with every commit under a tag that moves (waive: [revision])"
        : undefined,
  },
  {
    waiver: "chart-metadata",
    only: "OCIRepository",
    find: (release) =>
      pairsAt(release, ["spec", "chart", "metadata"]).length === 0
        ? undefined
        : "labels and annotations of spec.chart.metadata have no place in chartRef; put what you need on the OCIRepository (waive: [chart-metadata])",
  },
];

/** Why a release cannot follow its chart; undefined where it can. Each reason says what to do. */
export function releaseBlocker(
  { manifest }: Reference,
  chart: ChartNode,
  decision: Decision | undefined,
): string | undefined {
  const { waive = [], chartKind = undefined } = decision?.action === "migrate" ? decision : {};
  for (const { waiver, only, find } of CHECKS) {
    if ((waiver !== undefined && waive.includes(waiver)) || (only ?? chartKind) !== chartKind) continue;
    const found = find(manifest.node, chart, manifest.version);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Fields of HelmRelease v2beta1 that v2 does not have (flux-facts 1). */
function removedFields(release: YamlNode): { field: string; instead: string } | undefined {
  for (const field of ["patchesStrategicMerge", "patchesJson6902"])
    if (
      itemsAt(release, ["spec", "postRenderers"]).some(
        (one) => deref(at(one, ["kustomize", field])) !== undefined,
      )
    )
      return { field: `postRenderers[].kustomize.${field}`, instead: "write them as patches" };
  return undefined;
}
