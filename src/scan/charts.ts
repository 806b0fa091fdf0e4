import { hideCredentials } from "../core/credentials.ts";
import type { Reference, SourceNode } from "../core/graph.ts";
import { UNKNOWN } from "../core/graph.ts";
import { compare } from "../core/text.ts";
import { textAt } from "../core/tree.ts";
import type { ChartFacts, ChartNode } from "../core/units.ts";
import { hasVariable } from "../core/variables.ts";

/** Row of a HelmRelease's chart from a source. */
const CHART_ROW = "helmrelease-chart";

/** Reads the chart in a directory of this tree; undefined where there is nothing to read. */
export type ReadChart = (directory: string) => ChartFacts | undefined;

/**
 * Gives each source the charts that HelmReleases take from it. The charts of a source that is this tree are read.
 * @param isThisTree whether the files of a source are those of this tree
 */
export function attachCharts(
  sources: readonly SourceNode[],
  isThisTree: (source: SourceNode) => boolean,
  read: ReadChart,
): void {
  // Clusters share charts, and a chart can have hundreds of templates.
  const known = new Map<string, ChartFacts | undefined>();
  const readOnce = (path: string) => {
    if (!known.has(path)) known.set(path, read(path));
    return known.get(path);
  };
  for (const source of sources) {
    const byPath = new Map<string, ChartNode>();
    for (const reference of source.references) {
      if (reference.row.id !== CHART_ROW) continue;
      const path = chartPath(reference);
      let chart = byPath.get(path);
      if (!chart) {
        const facts = isThisTree(source) && !isOpen(path) ? readOnce(path) : undefined;
        chart = { id: `${source.id}#${path === "" ? "." : path}`, source, path, releases: [], facts };
        byPath.set(path, chart);
      }
      chart.releases.push(reference);
    }
    source.charts = [...byPath.values()].sort((a, b) => compare(a.path, b.path));
  }
}

/**
 * The chart's directory as one spelling. source-controller joins it with the root of the source so that `..` and a
 * leading slash cannot leave it: `../web` and `/web` are `web`.
 */
function chartPath({ manifest }: Reference): string {
  const written = textAt(manifest.node, ["spec", "chart", "spec", "chart"]);
  if (written === undefined) return UNKNOWN;
  const parts: string[] = [];
  // No directory, but its id is shown all the same.
  const path = written.includes("://") ? hideCredentials(written) : written;
  for (const part of path.split("/"))
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  return parts.join("/");
}

/** True for a path that names no directory: a variable, a packaged chart, none at all. */
function isOpen(path: string): boolean {
  return path === UNKNOWN || hasVariable(path) || path.endsWith(".tgz");
}
