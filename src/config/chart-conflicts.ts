import type { Decision, MigrateDecision } from "../core/decision.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import type { ChartNode } from "../core/units.ts";
import { mergedValues } from "../flux/values-files.ts";
import type { Config } from "./types.ts";

/** Charts that cannot share one artifact as they are decided, each with the reason and the rule that says so. */
export function chartConflicts(
  decisions: ReadonlyMap<ChartNode, Decision>,
  config: Config,
  entryFor: (chart: ChartNode) => string,
): Map<ChartNode, { reason: string; rule: string }> {
  const migrating = [...decisions].flatMap(([chart, decision]) =>
    decision.action === "migrate" ? [{ chart, decision }] : [],
  );
  const found = new Map<ChartNode, { reason: string; rule: string }>();
  for (const [url, same] of groupBy(migrating, (one) => one.decision.url)) {
    const derived = same.filter(() => !config.charts.some((one) => one.url === url));
    for (const { chart } of derived) {
      const other = derived.find((one) => contentOf(one.chart) !== contentOf(chart));
      if (other)
        found.set(chart, {
          rule: "chart-url",
          reason: `${contentOf(chart)} and ${contentOf(other.chart)} would both become ${url}; say where its own artifact is: ${entryFor(chart)}`,
        });
    }
    const divided = mergedDifferently(same);
    if (divided !== undefined)
      for (const { chart } of same)
        if (!found.has(chart)) found.set(chart, { rule: "chart-values", reason: divided });
  }
  return found;
}

/** What a chart's artifact holds: a directory of a repository. */
function contentOf({ source, path }: ChartNode): string {
  return `${source.repository ?? source.id}#${path}`;
}

/** One package has one values.yaml, so the releases that it is for have to merge the same files. */
function mergedDifferently(
  same: readonly { chart: ChartNode; decision: MigrateDecision }[],
): string | undefined {
  // A HelmRepository leaves valuesFiles to each release.
  const merging = same.filter(({ decision }) => decision.chartKind !== "HelmRepository");
  if (!merging.some(({ decision }) => decision.waive.includes("values-files"))) return undefined;
  const releases = merging.flatMap(({ chart }) =>
    chart.releases.map(({ manifest }) => ({ manifest, merged: mergedValues(manifest.node, chart.path) })),
  );
  const [first] = releases;
  const other = releases.find(({ merged }) => merged !== first?.merged);
  if (!first || !other) return undefined;
  const shown = ({ manifest, merged }: typeof first) =>
    `${describe(manifest)} takes ${merged || "values.yaml"}`;
  return `one package has one values.yaml, and ${shown(first)}, ${shown(other)}; give the difference in values or valuesFrom of the releases, or keep the chart on Git (action: keep)`;
}
