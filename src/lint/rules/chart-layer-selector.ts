import type { Related } from "../../core/lint.ts";
import { describe } from "../../core/manifest.ts";
import { CHART_MEDIA_TYPE } from "../../core/oci-object.ts";
import type { FieldOp } from "../../core/ops.ts";
import { at, child } from "../../core/tree.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { isOpaque, type OciManifest, ociRepositories, placeOf, plainText } from "../oci.ts";
import { byRepository, type OciConsumer, ociConsumers } from "../oci-consumers.ts";
import { repairFix } from "../repair-fix.ts";
import type { Found, LintRule } from "../rule.ts";

/** Which layer of an artifact is taken, and whether it is unpacked, has to fit who reads it (flux-facts 3.1, 8.9, 8.10). */
export const chartLayerSelector: LintRule = {
  id: "chart-layer-selector",
  find(context) {
    const consumers = byRepository(ociConsumers(context));
    return ociRepositories(context).flatMap((oci) => {
      const readers = consumers.get(oci) ?? [];
      if (oci.open("layerSelector") || isOpaque(oci.spec, ["layerSelector"])) return [];
      return [
        ...forCharts(oci, of(readers, "HelmRelease"), of(readers, "Kustomization"), context),
        ...forManifests(oci, of(readers, "Kustomization"), context),
      ];
    });
  },
};

function of(readers: readonly OciConsumer[], kind: OciConsumer["kind"]): OciConsumer[] {
  return readers.filter((one) => one.kind === kind);
}

/** A chart whose layer is not named, or that Flux unpacks and packs again. */
function forCharts(
  oci: OciManifest,
  releases: readonly OciConsumer[],
  others: readonly OciConsumer[],
  context: LintContext,
): Found[] {
  const [release] = releases;
  const { manifest, spec } = oci;
  const selector = at(spec, ["layerSelector"]);
  const mediaType = plainText(selector, ["mediaType"]);
  const operation = child(selector, "operation");
  // Any other media type is somebody's own, and nobody here knows what it holds.
  if (!release || (selector && mediaType !== CHART_MEDIA_TYPE)) return [];
  if (selector && operation && plainText(operation) !== "extract") return [];
  const what = selector
    ? "unpacks the chart and packs it again, so ignore rules may take files out of it"
    : "names no layer, so Flux takes the first one, which need not be the chart where it has a provenance file";
  // Manifests would no longer be unpacked, and a chart that `flux push` has packed has no such layer.
  const isSafe = selector !== undefined && others.length === 0;
  const why = "take the chart as it was published";
  const fix = isSafe ? repairFix("chart-layer-selector", manifest, COPY, why, context) : {};
  return [
    {
      message: `OCIRepository ${manifest.name ?? "?"} ${what}; ${describe(release.manifest)} reads it as a chart`,
      help: `layerSelector:\n  mediaType: ${CHART_MEDIA_TYPE}\n  operation: copy`,
      location: placeOf(oci, ["layerSelector"]),
      object: identityOf(manifest, context.graph),
      related: related(releases),
      // It works as long as the first layer is the chart.
      ...(!selector && { severity: "warning" as const }),
      ...fix,
    },
  ];
}

const COPY: readonly FieldOp[] = [
  { op: "set", path: ["spec", "layerSelector", "operation"], value: "copy", after: "mediaType" },
];

/** The layer of a chart where manifests are read; or one that nobody unpacks. */
function forManifests(oci: OciManifest, readers: readonly OciConsumer[], context: LintContext): Found[] {
  const [reader] = readers;
  const { manifest, spec } = oci;
  const isChart = plainText(spec, ["layerSelector", "mediaType"]) === CHART_MEDIA_TYPE;
  const isCopied = plainText(spec, ["layerSelector", "operation"]) === "copy";
  if (!reader || (!isChart && !isCopied)) return [];
  const name = manifest.name ?? "?";
  const place = { object: identityOf(manifest, context.graph), related: related(readers) };
  if (isChart)
    return [
      {
        ...place,
        severity: "error",
        message: `OCIRepository ${name} takes the layer of a Helm chart, and ${describe(reader.manifest)} reads it as manifests: an artifact of flux push has no such layer`,
        help: "Remove layerSelector.",
        location: placeOf(oci, ["layerSelector", "mediaType"]),
      },
    ];
  return [
    {
      ...place,
      severity: "warning",
      message: `OCIRepository ${name} takes its layer as it is (operation: copy), so no ignore rule counts for ${describe(reader.manifest)}`,
      help: "Remove operation: copy.",
      location: placeOf(oci, ["layerSelector", "operation"]),
    },
  ];
}

function related(readers: readonly OciConsumer[]): Related[] {
  return readers.map(({ manifest }) => ({
    message: `${describe(manifest)} reads it`,
    location: placeIn(manifest, undefined),
  }));
}
