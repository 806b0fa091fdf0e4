import type { Cluster, ClusterObject } from "../build/cluster.ts";
import { dataOf, get, getIn } from "../build/node.ts";
import type { Graph } from "../core/graph.ts";
import { UNKNOWN } from "../core/graph.ts";
import type { Location } from "../core/manifest.ts";
import type { Elsewhere, Plan } from "../core/plan.ts";
import { sourceOf, type Unit, unitsOf } from "../core/units.ts";
import { readSpec, type Subject } from "./subject.ts";

/** What subjects are found in. */
export interface Found {
  graph: Graph;
  plan: Plan;
  /** What each cluster has. */
  clusters: readonly Cluster[];
  /** What each cluster has once the plan is carried out. */
  after: readonly Cluster[];
  /** Where an object is written. */
  placeOf: (object: ClusterObject) => Location | undefined;
  /** A reason without secrets. */
  words: (reason: string) => string;
}

const GROUP = "source.toolkit.fluxcd.io";

/** Each OCIRepository of the clusters, and each that the plan declares; what is equal in several clusters is one. */
export function findSubjects(found: Found): Subject[] {
  const now = found.clusters.flatMap((cluster) => subjectsOf(cluster, found, false));
  const known = new Set(now.map(idOf));
  const later = found.after.flatMap((cluster) => subjectsOf(cluster, found, true));
  const planned = [...later, ...elsewhere(found)].filter((one) => !known.has(idOf(one)));
  return merged([...now, ...planned]);
}

function idOf({ namespace, name, clusters }: Subject): string {
  return JSON.stringify([clusters, namespace, name]);
}

function subjectsOf(cluster: Cluster, found: Found, planned: boolean): Subject[] {
  const scope = cluster.path ?? UNKNOWN;
  return cluster.objects.flatMap((object): Subject[] => {
    const { id, built, delivery } = object;
    if (id.kind !== "OCIRepository" || id.group !== GROUP) return [];
    const spec = get(built.node, "spec");
    const written = found.placeOf(object);
    const location = planned ? (sourcePlace(found, id.name, id.namespace, scope) ?? written) : written;
    if (location === undefined) return [];
    const doubts = built.gaps.filter((gap) => gap.effect === "changes" && gap !== delivery.doubt);
    return [
      {
        name: id.name,
        namespace: id.namespace === "" ? "default" : id.namespace,
        clusters: [cluster.key],
        planned,
        location,
        minor: knownMinor(found.graph, scope),
        doubts: [...new Set(doubts.map(({ reason }) => found.words(reason)))],
        spec: readSpec(spec === undefined ? undefined : dataOf(spec)),
      },
    ];
  });
}

/** The Git source whose migration declares an OCIRepository. */
function sourcePlace({ plan }: Found, name: string, namespace: string, scope: string): Location | undefined {
  const migrations = plan.migrations.filter(
    ({ target }) => target.name === name && target.namespace === (namespace === "" ? "default" : namespace),
  );
  const mine = migrations.find(({ source }) => source.scope === scope) ?? migrations[0];
  return mine && placeOfUnit(mine.unit);
}

function placeOfUnit(unit: Unit): Location | undefined {
  const { declarations, references } = sourceOf(unit);
  return (declarations[0] ?? references[0])?.location;
}

/** What another repository, or a person, has to declare. */
function elsewhere({ plan, graph }: Found): Subject[] {
  const units = new Map(unitsOf(graph).map((unit) => [unit.id, unit]));
  const all: readonly Elsewhere[] = [...plan.elsewhere, ...plan.unplaced];
  return all.flatMap(({ id, name, namespace, scope, manifest }): Subject[] => {
    const unit = units.get(id);
    const location = unit && placeOfUnit(unit);
    if (manifest.kind !== "OCIRepository" || location === undefined) return [];
    const minor = knownMinor(graph, scope);
    return [
      {
        name,
        namespace,
        clusters: [scope],
        planned: true,
        location,
        minor,
        doubts: [],
        spec: readSpec(manifest.spec),
      },
    ];
  });
}

/** Unlike a check of fields this takes no version that is only assumed: an older Flux does not see some signatures. */
function knownMinor({ flux }: Graph, scope: string): number | undefined {
  const told = flux.get(scope) ?? flux.get(UNKNOWN);
  return told?.assumed ? undefined : told?.minor;
}

/** The older one, unknown if one of them is. */
function older(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.min(one, other);
}

function merged(subjects: readonly Subject[]): Subject[] {
  const byKey = new Map<string, Subject>();
  for (const one of subjects) {
    const { name, namespace, spec, planned, doubts } = one;
    const key = JSON.stringify([namespace, name, planned, spec, doubts]);
    const known = byKey.get(key);
    if (!known) byKey.set(key, one);
    else {
      known.clusters = [...new Set([...known.clusters, ...one.clusters])];
      known.minor = older(known.minor, one.minor);
    }
  }
  return [...byKey.values()];
}

/** The path of the file of an object's name, for a place. */
export function originOf({ built: { node } }: ClusterObject) {
  return getIn(node, ["metadata", "name"])?.origin ?? node.origin;
}
