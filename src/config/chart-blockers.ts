import type { ChartKind, ChartWaiver, MigrateDecision } from "../core/decision.ts";
import type { ChartNode } from "../core/units.ts";
import { versionBlock } from "../core/version-places.ts";

/** Why a chart stays undecided although it has a target, and the rule that says so. */
export interface ChartBlock {
  rule: string;
  reason: string;
}

/** What a chart as a whole would lose or lack as an artifact; undefined where nothing does (flux-facts 3.1). */
export function chartBlocker(chart: ChartNode, decision: MigrateDecision): ChartBlock | undefined {
  for (const { rule, waiver, find, only } of CHECKS) {
    if (decision.waive.includes(waiver) || (only ?? decision.chartKind) !== decision.chartKind) continue;
    const found = find(chart);
    if (found !== undefined)
      return { rule, reason: `${found}, then waive: [${waiver}] with a reason in its entry` };
  }
  return undefined;
}

const CHECKS: readonly {
  rule: string;
  waiver: ChartWaiver;
  find: (chart: ChartNode) => string | undefined;
  /** Matters for one way of taking the chart only. */
  only?: ChartKind;
}[] = [
  {
    rule: "chart-dependencies",
    waiver: "dependencies",
    find: ({ facts }) =>
      facts === undefined || facts.unvendored.length === 0
        ? undefined
        : `${facts.file} depends on ${facts.unvendored.join(", ")}, which Flux fetched for a chart from Git and does not for an artifact: run helm dependency build before helm package`,
  },
  {
    rule: "chart-version-label",
    waiver: "version-label",
    only: "OCIRepository",
    find: versionBlock,
  },
];
