import { type Graph, scopeText, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Place, Target } from "../core/plan.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { newObject } from "./declare.ts";

type Found = ReadonlyMap<Unit, Target | { none: string }>;

/** Which units one and the same text declares. */
type Sharers = (unit: Unit) => readonly Unit[];

/** Clusters that get what is written at a place. */
export function scopesOf(place: Place, unit: Unit, sharers: Sharers): string[] {
  if (place.at === "beside") return sharers(unit).map((one) => sourceOf(one).scope);
  const { scope } = sourceOf(unit);
  return place.at === "file" ? [scope, ...place.scopes] : [scope];
}

/** Two units of one cluster cannot become one OCIRepository. */
export function twins(targets: Found): Map<Unit, string> {
  const byName = new Map<string, Unit[]>();
  for (const [unit, target] of targets)
    if (!("none" in target)) pushTo(byName, keyOf(target, sourceOf(unit).cluster), unit);
  const refused = new Map<Unit, string>();
  for (const units of byName.values()) {
    const objects = new Map<Unit, unknown>(units.map((unit) => [unit, objectOf(unit, targets.get(unit))]));
    // The first two that differ are enough: each unit differs from one of them.
    const [first] = units;
    const second = units.find((unit) => objects.get(unit) !== (first && objects.get(first)));
    if (!first || !second) continue;
    for (const unit of units) {
      const twin = objects.get(unit) === objects.get(first) ? second : first;
      const target = targets.get(unit);
      if (target && !("none" in target))
        refused.set(unit, `${twin.id} would get the same name ${target.namespace}/${target.name}`);
    }
  }
  return refused;
}

/** What is equal for units that one object may serve: one HelmRepository serves all charts below its url. */
function objectOf(unit: Unit, target: Target | { none: string } | undefined): unknown {
  if (!target || "none" in target || target.kind !== "HelmRepository") return unit;
  return JSON.stringify(newObject(unit, target));
}

/**
 * A file that other clusters apply too gives them an object that they did not ask for. That is no harm, unless they
 * have one of that name: kustomize then fails, or the two fight.
 */
export function overlaps(targets: Found, graph: Graph, sharers: Sharers): Map<Unit, string> {
  const written = new Map<string, { by: string; text: string }[]>();
  for (const { manifest, scope, namespace, name } of graph.existing) {
    const { file, line } = manifest.document;
    pushTo(written, keyOf({ namespace, name }, scope), {
      by: `${file}:${line} declares it`,
      text: `${file} ${line}`,
    });
  }
  for (const [unit, target] of targets) {
    const file = "none" in target ? undefined : fileOf(target.place);
    if ("none" in target || file === undefined) continue;
    const one = { by: `${unit.id} gets one`, text: textOf(unit, target) };
    const reached = new Set(scopesOf(target.place, unit, sharers));
    for (const scope of reached) pushTo(written, keyOf(target, scope), one);
  }
  const refused = new Map<Unit, string>();
  for (const [unit, target] of targets) {
    const file = "none" in target ? undefined : fileOf(target.place);
    if ("none" in target || file === undefined) continue;
    const text = textOf(unit, target);
    // Two files that nothing applies may belong to two clusters.
    const known = scopesOf(target.place, unit, sharers).filter((one) => one !== UNKNOWN);
    for (const scope of known) {
      const twin = written.get(keyOf(target, scope))?.find((one) => one.text !== text);
      if (!twin || refused.has(unit)) continue;
      const where = `${file} is applied by ${scopeText(scope)} too`;
      refused.set(
        unit,
        `${where}, where there would be two of ${target.kind} ${target.namespace}/${target.name}: ${twin.by}`,
      );
    }
  }
  return refused;
}

/** The file that is written to; undefined for what is there or comes from elsewhere. */
function fileOf(place: Place): string | undefined {
  if (place.at === "beside") return place.declaration.manifest.document.file;
  return place.at === "file" ? place.file : undefined;
}

/** What is written for a target, and where: the same for sources that one text serves. */
function textOf(unit: Unit, target: Target): string {
  const { place } = target;
  if (place.at === "beside") {
    const { document, item } = place.declaration.manifest;
    return JSON.stringify([
      document.file,
      document.index,
      item,
      target.kind,
      isChart(unit) && target.kind === "OCIRepository" ? unit.path : undefined,
    ]);
  }
  return JSON.stringify([place.at === "file" ? place.file : place.at, newObject(unit, target)]);
}

function keyOf(
  { kind = "OCIRepository", namespace, name }: { kind?: string; namespace: string; name: string },
  scope: string,
): string {
  return JSON.stringify([scope, kind, namespace, name]);
}
