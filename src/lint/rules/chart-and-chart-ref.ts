import { describe, type Manifest } from "../../core/manifest.ts";
import { at, deref, pairOf, textAt, type YamlNode } from "../../core/tree.ts";
import { GROUP } from "../../flux/groups.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { patchesReaching } from "../patch-texts.ts";
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
  if (spec?.type !== "map") return [];
  const object = identityOf(manifest, context.graph);
  const chart = written(manifest.node, "chart");
  const chartRef = written(manifest.node, "chartRef");
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
  if (chart || chartRef || isPartial(manifest, context)) return [];
  return [
    {
      message: `${describe(manifest)} has neither chart nor chartRef, and the API takes exactly one; write the one that is meant`,
      location: placeIn(manifest, pairOf(manifest.node, "spec")?.key),
      object,
    },
  ];
}

function written(node: YamlNode, field: string): YamlNode | undefined {
  const value = deref(at(node, ["spec", field]));
  return value === undefined || (value.type === "scalar" && value.value === null) ? undefined : value;
}

/**
 * True where something else may write the chart: a patch of this tree, a merge key, a program, or another file with the
 * same object, which this one is laid over.
 */
function isPartial(manifest: Manifest, context: LintContext): boolean {
  const { name, document } = manifest;
  if (document.code || textAt(manifest.node, ["spec", "interval"]) === undefined) return true;
  if (pairOf(at(manifest.node, ["spec"]), "<<")) return true;
  if (patchesReaching(manifest, context).some((text) => text.includes("chart"))) return true;
  return context.objects.manifests.some(
    (other) =>
      other !== manifest &&
      other.kind === "HelmRelease" &&
      other.name === name &&
      (written(other.node, "chart") ?? written(other.node, "chartRef")) !== undefined,
  );
}
