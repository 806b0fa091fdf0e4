import type { Graph, Reference, SourceNode } from "./graph.ts";

/** A chart directory of one Git source, with the releases that install it: what becomes one OCIRepository. */
export interface ChartNode {
  /** The source's id, `#` and the path: `GitRepository/flux-system/charts#stable/web`. */
  id: string;
  source: SourceNode;
  /** Directory in the repository, `` for its root, without `./` and final slash; as written where it is none. */
  path: string;
  /** The `sourceRef` of each HelmRelease that installs it. */
  releases: Reference[];
  /** What the directory says, where the source is this tree. */
  facts: ChartFacts | undefined;
}

/** What a chart directory of this tree says. */
export interface ChartFacts {
  /** Chart.yaml, as a path of this tree. */
  file: string;
  /** Why it could not be read; nothing else is known then. */
  problem: string | undefined;
  name: string | undefined;
  version: string | undefined;
  /** Names of the dependencies that `charts/` does not hold. */
  unvendored: readonly string[];
  /** Where templates put `.Chart.Version` and a digest in it matters, or may; none where any text can stand. */
  versionPlaces: readonly VersionPlace[];
  /** True if no values.yaml of the chart holds an expression, which a template of values could carry out. */
  hasPlainValues: boolean;
}

/**
 * What a version with a digest does: a text that is refused there (`label`, `key`, `name`, `image`), a field that
 * cannot change (`selector`, `claim`, `immutable`), something nobody can tell here, or pods that start anew.
 */
export type VersionUse =
  | "label"
  | "key"
  | "name"
  | "image"
  | "selector"
  | "claim"
  | "immutable"
  | "unproven"
  | "restart";

/** A place of a template that holds the version of its chart. */
export interface VersionPlace {
  file: string;
  line: number;
  /** Keys from the top of the object, joined by dots; `` for a place of no object. */
  path: string;
  use: VersionUse;
  /** The version stands there only if values that are templates name it. */
  ofValues: boolean;
  /** Why it cannot be told, if there is more to say. */
  why: string | undefined;
}

/** What migrates for itself and gets an OCIRepository of its own: a source's manifests, or one of its charts. */
export type Unit = SourceNode | ChartNode;

/** True for a chart, as opposed to the manifests of a source. */
export function isChart(unit: Unit): unit is ChartNode {
  return "releases" in unit;
}

/** Everything of a graph that migrates for itself: each source, followed by its charts. */
export function unitsOf({ sources }: Pick<Graph, "sources">): Unit[] {
  return sources.flatMap((source) => [source, ...source.charts]);
}

/** The Git source that a unit comes from. */
export function sourceOf(unit: Unit): SourceNode {
  return isChart(unit) ? unit.source : unit;
}

/** The id of a unit without its cluster, for what lists the clusters beside it. */
export function shortId(unit: Unit): string {
  const { namespace, name } = sourceOf(unit);
  return `GitRepository/${namespace}/${name}${isChart(unit) ? `#${unit.path}` : ""}`;
}

/** True where HelmReleases, and nothing else, take something from a source. */
export function feedsOnlyCharts(source: SourceNode): boolean {
  const { charts, roots, references } = source;
  return charts.length > 0 && roots.length === 0 && references.every(({ row }) => row.rewrite === "chart");
}

/** The chart of each release, by source; made once a source, because some have thousands. */
const charts = new WeakMap<SourceNode, Map<Reference, ChartNode>>();

/** What a reference to a source is about: one of its charts for a HelmRelease, else its manifests. */
export function unitOf(source: SourceNode, reference: Reference): Unit {
  if (reference.row.rewrite !== "chart") return source;
  let index = charts.get(source);
  if (!index) {
    index = new Map(source.charts.flatMap((chart) => chart.releases.map((one) => [one, chart] as const)));
    charts.set(source, index);
  }
  return index.get(reference) ?? source;
}
