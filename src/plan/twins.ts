import { type Graph, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Place, Target } from "../core/plan.ts";
import { newObject } from "./declare.ts";

type Found = ReadonlyMap<SourceNode, Target | { none: string }>;

/** Which sources one and the same text declares. */
type Sharers = (source: SourceNode) => readonly SourceNode[];

/** Clusters that get what is written at a place. */
export function scopesOf(place: Place, source: SourceNode, sharers: Sharers): string[] {
  if (place.at === "beside") return sharers(source).map((one) => one.scope);
  return place.at === "file" ? [source.scope, ...place.scopes] : [source.scope];
}

/** Two sources of one cluster cannot become one OCIRepository. */
export function twins(targets: Found): Map<SourceNode, string> {
  const byName = new Map<string, SourceNode[]>();
  for (const [source, target] of targets)
    if (!("none" in target)) pushTo(byName, keyOf(target, source.scope), source);
  const refused = new Map<SourceNode, string>();
  for (const sources of byName.values())
    for (const source of sources) {
      const twin = sources.find((other) => other !== source);
      const target = targets.get(source);
      if (twin && target && !("none" in target))
        refused.set(source, `${twin.id} would get the same name ${target.namespace}/${target.name}`);
    }
  return refused;
}

/**
 * A file that other clusters apply too gives them an object that they did not ask for. That is no harm, unless they
 * have one of that name: kustomize then fails, or the two fight.
 */
export function overlaps(targets: Found, graph: Graph, sharers: Sharers): Map<SourceNode, string> {
  const written = new Map<string, { by: string; text: string }[]>();
  for (const { manifest, scope, namespace, name } of graph.existing) {
    const { file, line } = manifest.document;
    pushTo(written, keyOf({ namespace, name }, scope), {
      by: `${file}:${line} declares it`,
      text: `${file} ${line}`,
    });
  }
  for (const [source, target] of targets) {
    const file = "none" in target ? undefined : fileOf(target.place);
    if ("none" in target || file === undefined) continue;
    const one = { by: `${source.id} gets one`, text: textOf(source, target) };
    const reached = new Set(scopesOf(target.place, source, sharers));
    for (const scope of reached) pushTo(written, keyOf(target, scope), one);
  }
  const refused = new Map<SourceNode, string>();
  for (const [source, target] of targets) {
    const file = "none" in target ? undefined : fileOf(target.place);
    if ("none" in target || file === undefined) continue;
    const text = textOf(source, target);
    // Two files that nothing applies may belong to two clusters.
    const known = scopesOf(target.place, source, sharers).filter((one) => one !== UNKNOWN);
    for (const scope of known) {
      const twin = written.get(keyOf(target, scope))?.find((one) => one.text !== text);
      if (!twin || refused.has(source)) continue;
      const where = `${file} is applied by ${scopeText(scope)} too`;
      refused.set(
        source,
        `${where}, where there would be two of OCIRepository ${target.namespace}/${target.name}: ${twin.by}`,
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
function textOf(source: SourceNode, target: Target): string {
  const { place } = target;
  if (place.at === "beside") {
    const { document, item } = place.declaration.manifest;
    return JSON.stringify([document.file, document.index, item]);
  }
  return JSON.stringify([place.at === "file" ? place.file : place.at, newObject(source, target)]);
}

function keyOf({ namespace, name }: { namespace: string; name: string }, scope: string): string {
  return JSON.stringify([scope, namespace, name]);
}
