import type { Decision } from "../core/decision.ts";
import { type Graph, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { fillName } from "../core/names.ts";
import { basename } from "../core/paths.ts";
import type { ChartNode } from "../core/units.ts";
import { hasVariable } from "../core/variables.ts";

/**
 * Names the OCIRepositories of charts: `<chart>-chart`, on a clash `<source>-<chart>-chart`, then with one folder
 * after the other in front of the chart. All that clash get the longer name, in every cluster alike, whether they move
 * or not, so that a name depends on what exists under it and never on an order, or on what somebody declines today.
 */
export function nameCharts(graph: Graph, decisions: ReadonlyMap<unknown, Decision>): Map<ChartNode, string> {
  const charts = graph.sources.flatMap((source) => source.charts);
  const template = [...decisions.values()].find((one) => one.action === "migrate")?.nameTemplate ?? "{name}";
  const choices = new Map(charts.map((chart) => [chart, choicesFor(chart, decisions.get(chart), template)]));
  const level = new Map(charts.map((chart) => [chart, 0]));
  const nameOf = (chart: ChartNode) => choices.get(chart)?.[level.get(chart) ?? 0] ?? "";
  const taken = takenNames(graph);
  for (;;) {
    let moved = false;
    for (const same of groupBy(charts, nameOf).values()) {
      const isShared = sharedNames(same);
      for (const chart of same) {
        const isTaken = taken(chart, nameOf(chart), decisions.get(chart));
        const next = (level.get(chart) ?? 0) + 1;
        if ((!isShared(chart) && !isTaken) || next >= (choices.get(chart)?.length ?? 0)) continue;
        level.set(chart, next);
        moved = true;
      }
    }
    if (!moved) return new Map(charts.map((chart) => [chart, nameOf(chart)]));
  }
}

/** Tells which charts of one name meet another one in their namespace; an unknown namespace may be any. */
function sharedNames(same: readonly ChartNode[]): (chart: ChartNode) => boolean {
  const contents = new Map<string, Set<string>>();
  const all = new Set<string>();
  for (const { source, path } of same) {
    const content = `${source.name}#${path}`;
    contents.set(source.namespace, (contents.get(source.namespace) ?? new Set()).add(content));
    all.add(content);
  }
  const unknown = contents.get(UNKNOWN) ?? new Set();
  const counts = new Map(
    [...contents].map(([namespace, own]) => [
      namespace,
      namespace === UNKNOWN ? all.size : new Set([...own, ...unknown]).size,
    ]),
  );
  return ({ source }) => (counts.get(source.namespace) ?? 0) > 1;
}

/** A name of Kubernetes has 253 characters at most, so no more folders than that fit in one with their dashes. */
const MAX_FOLDERS = 126;

/** The names that a chart may get, the shortest first. */
function choicesFor(
  { source, path, facts }: ChartNode,
  decision: Decision | undefined,
  template: string,
): string[] {
  // One HelmRepository holds all charts of a source, and no other kind may be called like a Git source already.
  if (decision?.action === "migrate" && decision.chartKind === "HelmRepository")
    return [fillName(template, source.name)];
  const decided = decision?.action === "migrate" ? decision.chart : undefined;
  const isOpen = hasVariable(path) || path.endsWith(".tgz");
  const chart = decided ?? facts?.name ?? (isOpen ? undefined : basename(path));
  if (chart === undefined) return [];
  // A folder further up only makes a name that no object may have; a hostile path has thousands of them.
  const folders = path.split("/").slice(0, -1).slice(-MAX_FOLDERS).reverse();
  const fronts = folders.map((_, i) => folders.slice(0, i + 1).reverse());
  return [[], [source.name], ...fronts.map((front) => [source.name, ...front])].map((parts) =>
    fillName(template, objectName([...parts, chart, "chart"].join("-"))),
  );
}

/** A text as the name of an object: lower case, everything else a dash. A variable stays. */
function objectName(text: string): string {
  return text
    .split(/(\$\{[^}]*\})/)
    .map((part, i) => (i % 2 === 1 ? part : part.toLowerCase().replace(/[^a-z0-9.-]/g, "-")))
    .join("");
}

/** Names that other objects have or will have: sources that may migrate, and OCIRepositories of something else. */
function takenNames(
  graph: Graph,
): (chart: ChartNode, name: string, decision: Decision | undefined) => boolean {
  const sources = new Set(graph.sources.map((source) => `${source.namespace}/${source.name}`));
  const existing = groupBy(graph.existing, (one) => `${one.namespace}/${one.name}`);
  return ({ source }, name, decision) => {
    const key = `${source.namespace}/${name}`;
    const url = decision?.action === "migrate" ? decision.url : undefined;
    return sources.has(key) || (existing.get(key) ?? []).some((one) => one.url !== url);
  };
}
