import { getIn, isNull } from "../../build/node.ts";
import { describe, type Manifest } from "../../core/manifest.ts";
import { at, deref, pairOf, textAt } from "../../core/tree.ts";
import { GROUP } from "../../flux/groups.ts";
import { type InCluster, isBlurred } from "../../graph/built-manifests.ts";
import { buildsOf } from "../builds.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

/** A HelmRelease has exactly one of chart and chartRef (helm-controller api/v2/helmrelease_types.go, CEL rule). */
export const chartAndChartRef: LintRule = {
  id: "chart-and-chart-ref",
  find: (context) =>
    context.objects.manifests
      .filter(({ group, kind }) => group === GROUP.helm && kind === "HelmRelease")
      .flatMap((manifest) => found(manifest, context)),
};

function found(manifest: Manifest, context: LintContext): Found[] {
  const spec = deref(at(manifest.node, ["spec"]));
  const ways = buildsOf(context).of(manifest);
  if (spec?.type !== "map" || ways.length === 0 || ways.some(isBlurred)) return [];
  const object = identityOf(manifest, context.graph);
  const chart = ways.every((one) => has(one, "chart"));
  const chartRef = ways.every((one) => has(one, "chartRef"));
  if (chart && chartRef) {
    const own = pairOf(spec, "chartRef")?.key;
    const other = pairOf(spec, "chart")?.key;
    return [
      {
        message: `${describe(manifest)} has both chart and chartRef, and the API takes exactly one; remove the one that is not meant`,
        location: placeIn(manifest, own),
        object,
        ...(other && { related: [{ message: "chart is here", location: placeIn(manifest, other) }] }),
      },
    ];
  }
  const hasNone = ways.every((one) => !has(one, "chart") && !has(one, "chartRef"));
  if (!hasNone || isPartial(manifest, ways, context)) return [];
  return [
    {
      message: `${describe(manifest)} has neither chart nor chartRef, and the API takes exactly one; write the one that is meant`,
      location: placeIn(manifest, pairOf(manifest.node, "spec")?.key),
      object,
    },
  ];
}

function has({ object }: InCluster, field: string): boolean {
  return !isNull(getIn(object.built.node, ["spec", field]));
}

/**
 * True if something else may write the chart: a program, or another file with the object that this one is laid over.
 * What a root applies is built with all that is laid over it.
 */
function isPartial(
  { name, document, node }: Manifest,
  ways: readonly InCluster[],
  context: LintContext,
): boolean {
  if (document.code || textAt(node, ["spec", "interval"]) === undefined) return true;
  if (ways.every(({ sources }) => sources.cluster.path !== undefined)) return false;
  return buildsOf(context).all.some(
    ({ object, ...other }) =>
      other.manifest.node !== node &&
      object.id.kind === "HelmRelease" &&
      other.manifest.name === name &&
      (has({ object, ...other }, "chart") || has({ object, ...other }, "chartRef")),
  );
}
