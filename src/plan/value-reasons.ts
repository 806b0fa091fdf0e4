import type { SourceNode } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { accessFields, PRUNE_DISABLED } from "../core/oci-object.ts";
import type { Target } from "../core/plan.ts";
import { reRootIgnore } from "../core/re-root-ignore.ts";
import { textAt } from "../core/tree.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { intervalOrigin, pushedBy } from "./interval.ts";

/** Why each value of a new object is what it is, if its Git source had none or another; url and ref are told apart. */
export function valueReasons(unit: Unit, target: Omit<Target, "reasons">): string[] {
  const source = sourceOf(unit);
  const { decision, interval, kind, place } = target;
  if (place.at === "existing") return [];
  const asked = interval === undefined ? [] : [`interval ${interval}: ${whyInterval(unit, interval)}`];
  if (kind === "HelmRepository") return asked;
  const [key, value] = PRUNE_DISABLED;
  const isRoot = !isChart(unit) && source.roots.length > 0;
  return [
    ...asked,
    ...(isRoot
      ? [
          `annotation ${key}: ${value}: it keeps the object if another owner, such as a FluxInstance, takes the root over`,
        ]
      : []),
    ...Object.keys(accessFields(decision)).map((field) => {
      const host = decision.url.split("/")[2];
      return field === "verify"
        ? "verify: the signature that was decided"
        : `${field}: decided, to read ${host}`;
    }),
    ...(decision.chart === undefined ? [] : ["layerSelector: the artifact is a Helm chart, taken as it is"]),
    ...ignoreReason(source, target),
  ];
}

function whyInterval(unit: Unit, interval: string): string {
  const source = sourceOf(unit);
  const { value, from } = intervalOrigin(unit);
  const [receiver] = pushedBy(source);
  return value === interval || !receiver
    ? from
    : `${describe(receiver.manifest)} pushes the Git source and not the artifact, so ${value} would be too long`;
}

function ignoreReason(
  { declarations }: SourceNode,
  { decision: { artifact, chart } }: Omit<Target, "reasons">,
) {
  if (!artifact || chart !== undefined) return [];
  const written = textAt(declarations[0]?.spec, ["ignore"]);
  const { text } = reRootIgnore(written, artifact.path, artifact.ignoredAbove);
  return text === undefined || text === written
    ? []
    : [`ignore: its patterns start at ${artifact.path}, the root of the artifact`];
}
