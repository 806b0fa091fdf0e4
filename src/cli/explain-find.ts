import { didYouMean, nearest, quote } from "../config/wording.ts";
import { type Graph, type Reference, scopeText, UNKNOWN } from "../core/graph.ts";
import { type Unit, unitsOf } from "../core/units.ts";
import type { BuildReport } from "../report/build/model.ts";
import { namesOfBuilt } from "../report/explain-object.ts";
import { UsageError } from "./exit.ts";

type BuiltCluster = BuildReport["clusters"][number];

/** What of a tree a word means: every source, chart, reference and object of a cluster that is called so. */
export interface Found {
  units: Unit[];
  references: Reference[];
  objects: { object: BuiltCluster["objects"][number]; cluster: BuiltCluster }[];
}

/**
 * @param clusters what each cluster of the tree gets
 * @throws UsageError with the nearest names, if nothing is called so
 */
export function findInTree(
  what: string,
  graph: Graph,
  clusters: readonly BuiltCluster[],
  shown: string,
): Found {
  const units = unitsOf(graph).filter((unit) => namesOfUnit(unit).includes(what));
  const references = graph.references.filter((one) => namesOfObject(one, graph).includes(what));
  const built = clusters.flatMap((cluster) => cluster.objects.map((object) => ({ object, cluster })));
  const objects = built.filter(({ object }) => namesOfBuilt(object).includes(what));
  if (units.length > 0 || references.length > 0 || objects.length > 0) return { units, references, objects };
  const all = [
    ...unitsOf(graph).flatMap(namesOfUnit),
    ...graph.references.flatMap((one) => namesOfObject(one, graph)),
    ...built.flatMap(({ object }) => namesOfBuilt(object)),
  ];
  const noRule = what.includes("/") ? "" : `${quote(what)} is no rule (git2oci explain lists them), and `;
  throw new UsageError(
    `${noRule}${shown} has no Git source, and no Flux object of a cluster, called ${quote(what)}${near(what, [...new Set(all)])}; git2oci scan lists the sources`,
  );
}

/** The forms that scan, `--only` and `--map` know: with and without kind, namespace and cluster. */
function namesOfUnit(unit: Unit): string[] {
  if (!("declarations" in unit)) return [unit.id];
  const { id, name, namespace, scope } = unit;
  const short = [name, `${namespace}/${name}`, `GitRepository/${namespace}/${name}`];
  const at = `@${scope === UNKNOWN ? UNKNOWN : scopeText(scope)}`;
  return [id, ...short, ...short.map((one) => one + at)];
}

/** `Kind/namespace/name` for each namespace that the object has, written or given on the way, and `Kind/name`. */
function namesOfObject({ manifest }: Reference, { contexts }: Graph): string[] {
  const { kind, name = UNKNOWN, namespace, document } = manifest;
  const given = (contexts.get(document.file) ?? []).flatMap((one) => one.namespace ?? []);
  return [`${kind}/${name}`, ...[namespace ?? UNKNOWN, ...given].map((one) => `${kind}/${one}/${name}`)];
}

/** The most names that a person reads. */
const MOST = 3;

function near(what: string, names: readonly string[]): string {
  const whole = didYouMean(what, names);
  if (whole !== "") return whole;
  const partsOf = (name: string) => name.split("/");
  const lastOf = (name: string) => partsOf(name).at(-1) ?? name;
  const last = nearest(lastOf(what), names.map(lastOf));
  // The same name of the same kind in another namespace is the likeliest slip.
  const alike = (name: string) =>
    (partsOf(name).length === partsOf(what).length ? 2 : 0) + (partsOf(name)[0] === partsOf(what)[0] ? 1 : 0);
  const same = names.filter((name) => name.includes("/") && lastOf(name) === last);
  const best = Math.max(...same.map(alike));
  const shown = same.filter((name) => alike(name) === best).slice(0, MOST);
  return shown.length === 0 ? "" : ` (nearest: ${shown.map(quote).join(", ")})`;
}
