import { textIn } from "../../build/node.ts";
import type { LintFix } from "../../core/lint.ts";
import { describe, type Manifest } from "../../core/manifest.ts";
import type { ReleaseFault } from "../../core/neighbours.ts";
import { GROUP } from "../../flux/groups.ts";
import { buildsOf, placeOfValue } from "../builds.ts";
import { identityOf, type LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * An OCIRepository where only the kinds of a chart's source are taken: `chart.spec.sourceRef` of a HelmRelease, and
 * `sourceRef` of a HelmChart (flux-facts 3 and 3.1). The fix is the repair of migrate, where it makes one.
 */
export const invalidChartSourceRef: LintRule = {
  id: "invalid-chart-source-ref",
  find: (context) => [
    ...context.graph.faults
      .filter(({ fault }) => fault === "oci-in-chart")
      .map((one) => ofRelease(one, context)),
    ...context.objects.manifests
      .filter(({ group, kind }) => group === GROUP.source && kind === "HelmChart")
      .flatMap((manifest) => ofHelmChart(manifest, context)),
  ],
};

function ofRelease({ manifest, location, name, namespace }: ReleaseFault, context: LintContext): Found {
  const fix = repairOf(manifest, context);
  const target = [`kind: OCIRepository`, `name: ${name}`, ...(namespace ? [`namespace: ${namespace}`] : [])];
  return {
    message: `${describe(manifest)} takes its chart from an OCIRepository in chart.spec.sourceRef, which no version of Flux accepts; write spec.chartRef instead of spec.chart`,
    help: ["spec:", "  chartRef:", ...target.map((line) => `    ${line}`)].join("\n"),
    location,
    object: identityOf(manifest, context.graph),
    ...(fix && { fix }),
  };
}

/** What migrate does about the same object, so that the two cannot disagree. */
function repairOf(manifest: Manifest, { plan }: LintContext): LintFix | undefined {
  const change = plan.repairs.find(
    ({ intent }) => intent.type === "repair" && intent.manifest === manifest && intent.ops.length > 0,
  );
  if (!change) return undefined;
  const { file, index } = manifest.document;
  const id = `invalid-chart-source-ref ${file}#${index}.${manifest.item ?? ""}`;
  return { id, why: "write chartRef in place of chart, as migrate does", changes: [change] };
}

function ofHelmChart(manifest: Manifest, context: LintContext): Found[] {
  const kind = ["spec", "sourceRef", "kind"];
  const one = buildsOf(context)
    .of(manifest)
    .find(({ object }) => textIn(object.built.node, kind) === "OCIRepository");
  if (!one) return [];
  return [
    {
      message: `${describe(manifest)} takes its chart from an OCIRepository, which no version of Flux accepts; delete it, and name the OCIRepository in spec.chartRef of the HelmReleases that use it`,
      location: placeOfValue(one, kind),
      object: identityOf(manifest, context.graph),
    },
  ];
}
