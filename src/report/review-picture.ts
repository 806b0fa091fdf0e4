import { type Graph, type Reference, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { dirname } from "../core/paths.ts";
import type { Plan } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { isChart, type Unit, unitOf } from "../core/units.ts";
import { count } from "./pretty.ts";
import { artifactText, clusterName, shown } from "./review-text.ts";
import { listOf, type Tally } from "./tally.ts";

/** Sources and who reads them, grouped until a person can look at it. */
export interface Picture {
  sources: PictureSource[];
  readers: PictureReaders[];
  edges: PictureEdge[];
  /** Sources that are left out, because nobody could read a picture of all. */
  leftOut: number;
}

/** A source of the picture. */
export interface PictureSource {
  name: string;
  /** Where it goes; undefined where all of it stays on Git. */
  artifact: string | undefined;
}

/** Objects of one folder that reach the same clusters. */
export interface PictureReaders {
  /** `cluster clusters/prod`, `3 clusters`. */
  cluster: string;
  /** `3 Kustomizations, 1 HelmRelease`. */
  what: string;
  folder: string;
}

/** How many references lead from readers to a source; indices into the lists. */
export interface PictureEdge {
  source: number;
  readers: number;
  moves: number;
  /** Those that get a copy for OCIRepository beside them. */
  beside: number;
  stays: number;
}

/** More boxes than these on one side are no picture any more. */
const MOST_SOURCES = 24;
const MOST_READERS = 24;

/** One reference to one source, with what the picture says of it. */
interface Read {
  source: string;
  artifact: string | undefined;
  cluster: string;
  folder: string;
  kind: string;
  goes: keyof Tally;
  reference: Reference;
}

/** The picture of a plan: sources with most readers first, readers by cluster and by as much folder as fits. */
export function picture(graph: Graph, plan: Plan): Picture {
  const moving = new Set(plan.migrations.map((one) => one.unit));
  const all = graph.references.flatMap((reference) => readsOf(reference, plan, moving));
  const bySource = [...groupBy(all, (one) => JSON.stringify([one.source, one.artifact ?? null]))].sort(
    ([a, left], [b, right]) =>
      Number(right[0]?.artifact !== undefined) - Number(left[0]?.artifact !== undefined) ||
      right.length - left.length ||
      compare(a, b),
  );
  const drawn = bySource.slice(0, MOST_SOURCES);
  const reads = drawn.flatMap(([, list]) => list);
  const readers = new Map([...grouped(reads)].sort(([a], [b]) => compare(a, b)));
  const keys = [...readers.keys()];
  const indexOf = new Map([...readers].flatMap(([key, list]) => list.map((one) => [one, keys.indexOf(key)])));
  const edges = drawn.flatMap(([, list], source) =>
    [...groupBy(list, (one) => indexOf.get(one) ?? 0)].map(([to, some]) => {
      const number = (outcome: Read["goes"]) => some.filter((one) => one.goes === outcome).length;
      return {
        ...{ source, readers: to },
        ...{ moves: number("moving"), beside: number("beside"), stays: number("staying") },
      };
    }),
  );
  return {
    sources: drawn.map(([, [one]]) => ({ name: one!.source, artifact: one!.artifact })),
    readers: [...readers].map(([key, list]) => {
      const [cluster = "", folder = ""] = JSON.parse(key) as string[];
      return { cluster, folder, what: kindsOf(list) };
    }),
    edges,
    leftOut: bySource.length - drawn.length,
  };
}

function readsOf(reference: Reference, plan: Plan, moving: ReadonlySet<Unit>): Read[] {
  const goes = listOf(plan.outcomes.get(reference));
  // One object of a base that several clusters share has one source in each of them: drawn once.
  const seen = new Set<string>();
  return reference.sources.flatMap((source) => {
    const unit = unitOf(source, reference);
    const decision = moving.has(unit) ? plan.decisions.get(unit) : undefined;
    const artifact = decision?.action === "migrate" ? shown(artifactText(decision)) : undefined;
    const name = shown(
      `${source.namespace}/${source.name}${isChart(unit) ? `, chart ${unit.path || "."}` : ""}`,
    );
    const key = `${name}\n${artifact}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      {
        source: name,
        artifact,
        cluster: clustersText(reference.scopes),
        folder: shown(dirname(reference.location.file)),
        kind: reference.manifest.kind,
        goes,
        reference,
      },
    ];
  });
}

function clustersText(scopes: readonly string[]): string {
  const names = scopes
    .filter((one) => one !== UNKNOWN)
    .map(clusterName)
    .sort(compare);
  if (names.length === 0) return clusterName(UNKNOWN);
  if (names.length > 2) return `${names.length} clusters`;
  return `${names.length === 1 ? "cluster" : "clusters"} ${names.join(" and ")}`;
}

/** Readers by cluster and folder: whole folders where that is readable, else ever shorter ones, at last none. */
function grouped(reads: readonly Read[]): Map<string, Read[]> {
  for (let depth = 4; depth > 0; depth--) {
    const groups = groupBy(reads, ({ cluster, folder }) =>
      JSON.stringify([cluster, folder.split("/").slice(0, depth).join("/")]),
    );
    if (groups.size <= MOST_READERS) return groups;
  }
  const clusters = groupBy(reads, ({ cluster }) => JSON.stringify([cluster, ""]));
  if (clusters.size <= MOST_READERS) return clusters;
  return groupBy(reads, () => JSON.stringify([`${clusters.size} groups of clusters`, ""]));
}

/** The objects by kind, the most frequent first; an object with several references counts once. */
function kindsOf(reads: readonly Read[]): string {
  const objects = [...new Map(reads.map((one) => [one.reference.manifest, one])).values()];
  return [...groupBy(objects, (one) => one.kind)]
    .sort(([a, left], [b, right]) => right.length - left.length || compare(a, b))
    .map(([kind, list]) => count(list.length, shown(kind)))
    .join(", ");
}
