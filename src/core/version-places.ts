import type { Reference } from "./graph.ts";
import { at, deref, itemsAt, type YamlNode } from "./tree.ts";
import type { ChartNode, VersionPlace, VersionUse } from "./units.ts";

/** Why the version of an artifact, which Flux gives `+<digest>`, cannot stand at a place, and what to write there. */
const BLOCKS: Readonly<Record<Exclude<VersionUse, "restart">, { why: string; instead: string }>> = {
  label: { why: "no label may hold a +", instead: 'add | replace "+" "_" there' },
  key: {
    why: "the key changes with each digest, and may be refused",
    instead: "leave the version out there",
  },
  name: {
    why: "another name at each digest is another object, and no name may hold a + or a _",
    instead: "leave the version out there",
  },
  image: {
    why: "no image has such a tag",
    instead: "take .Chart.AppVersion or a value there",
  },
  selector: {
    why: "a selector cannot change, or finds nothing until all pods are new",
    instead: "leave the version out there",
  },
  claim: {
    why: "volumeClaimTemplates of a StatefulSet cannot change, so the upgrade fails",
    instead: "leave the version out there",
  },
  immutable: {
    why: "this field cannot change, so the upgrade fails",
    instead: "leave the version out there",
  },
  unproven: {
    why: "nothing here proves that such a text may stand there and may change",
    instead: "leave the version out there",
  },
};

const FIRST: readonly VersionUse[] = [
  "label",
  "claim",
  "selector",
  "immutable",
  "image",
  "name",
  "key",
  "unproven",
];

/** The worst place of a chart that a version with a digest breaks, or may break, and the ways out. */
export function versionBlock(chart: ChartNode): string | undefined {
  const places = placesThatCount(chart).filter(({ use }) => use !== "restart");
  const use = FIRST.find((one) => places.some((place) => place.use === one));
  const place = places.find((one) => one.use === use);
  if (use === undefined || use === "restart" || !place) return undefined;
  const { why, instead } = BLOCKS[use];
  const others = places.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "place" : "places"} like it)`;
  return `${placeText(place)}${more}, and Flux appends +<digest> to the version of an artifact: ${place.why ?? why}. ${capital(instead)}, take the chart from a HelmRepository (chartKind: HelmRepository), or keep it on Git (action: keep); or set the feature gate DisableChartDigestTracking`;
}

/** The places where a version with a digest starts the pods of a chart anew. */
export function restartPlaces(chart: ChartNode): VersionPlace[] {
  return placesThatCount(chart).filter(({ use }) => use === "restart");
}

/** `charts/web/templates/a.yaml:3 puts .Chart.Version into spec.template.metadata.labels`. */
export function placeText({ file, line, path, use, ofValues }: VersionPlace): string {
  const may = use === "unproven" || ofValues;
  const where = path === "" ? "an object" : path;
  return `${file}:${line} ${may ? "may put" : "puts"} .Chart.Version into ${where}`;
}

/** Templates in values name the version only if a value holds an expression. */
function placesThatCount({ facts, releases }: ChartNode): VersionPlace[] {
  if (!facts) return [];
  const isPlain = facts.hasPlainValues && releases.every(hasPlainValues);
  return facts.versionPlaces.filter(({ ofValues }) => !ofValues || !isPlain);
}

function hasPlainValues({ manifest }: Reference): boolean {
  const from = itemsAt(manifest.node, ["spec", "valuesFrom"]);
  return from.length === 0 && !holdsExpression(at(manifest.node, ["spec", "values"]));
}

function holdsExpression(node: YamlNode | undefined): boolean {
  const plain = deref(node);
  if (plain?.type === "scalar") return String(plain.value).includes("{{");
  if (plain?.type === "seq") return plain.items.some(holdsExpression);
  return (
    plain?.type === "map" &&
    plain.items.some(({ key, value }) => holdsExpression(key) || holdsExpression(value))
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
