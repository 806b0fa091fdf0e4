import type { Decision } from "../core/decision.ts";
import { refEntry } from "../core/decision.ts";
import { type ChartNode, type Graph, isChart, type Reference, type Unit } from "../core/graph.ts";
import { describe, locate } from "../core/manifest.ts";
import { basename } from "../core/paths.ts";
import type { Finding, Target } from "../core/plan.ts";
import { at, deref, type ScalarNode } from "../core/tree.ts";
import { isOwnValues, valuesFiles } from "./release-blockers.ts";

const CHART = ["spec", "chart", "spec"] as const;

/** What the charts of a plan need a person to know: what blocks one, and what changes in silence with another. */
export function chartFindings(
  graph: Graph,
  active: ReadonlyMap<Unit, Target>,
  decisions: ReadonlyMap<Unit, Decision>,
): Finding[] {
  const findings: Finding[] = [];
  for (const chart of graph.sources.flatMap((source) => source.charts)) {
    const decision = decisions.get(chart);
    const [first] = chart.releases;
    if (first && decision?.action === "undecided" && decision.rule !== undefined)
      findings.push(
        finding(decision.rule, first, `${chart.id}: ${decision.reason.replace(/^undecided: /, "")}`),
      );
  }
  // Clusters that share a base share its releases: each is said once.
  const told = new Set<Reference>();
  for (const [unit, target] of active) {
    if (!isChart(unit)) continue;
    for (const release of unit.releases) {
      if (told.has(release)) continue;
      told.add(release);
      findings.push(
        ...dormantVersion(release, target),
        ...ownValues(release, unit),
        ...updateMarker(release),
      );
    }
    findings.push(...otherName(unit, target));
  }
  return findings;
}

function finding(rule: string, { location }: Reference, message: string): Finding {
  return { rule, severity: "warning", message, location };
}

/** Git ignored `chart.spec.version` (flux-facts 3.1), so what it says was never in force. */
function dormantVersion(release: Reference, { decision }: Target): Finding[] {
  const { manifest } = release;
  const node = scalarAt(release, "version");
  const version = node ? String(node.value) : "*";
  if (!node || version === "*" || refEntry(decision.ref)[1] === version) return [];
  return [
    {
      rule: "dormant-version",
      severity: "note",
      message: `${describe(manifest)}: version ${version} was ignored for a chart from Git and is dropped; the release follows ${refEntry(decision.ref).join(" ")}`,
      location: locate(manifest.document, node),
    },
  ];
}

function scalarAt({ manifest }: Reference, field: string): ScalarNode | undefined {
  const node = deref(at(manifest.node, [...CHART, field]));
  return node?.type === "scalar" && node.value !== null ? node : undefined;
}

/** A package holds values.yaml anyway, so a list of that file alone says nothing and is dropped. */
function ownValues(release: Reference, chart: ChartNode): Finding[] {
  const files = valuesFiles(release.manifest.node);
  if (files.length === 0 || !files.every((file) => isOwnValues(file, chart))) return [];
  const node =
    at(release.manifest.node, [...CHART, "valuesFiles"]) ??
    at(release.manifest.node, [...CHART, "valuesFile"]);
  return [
    {
      rule: "own-values-file",
      severity: "note",
      message: `${describe(release.manifest)}: valuesFiles names only the chart's own values.yaml, which the package holds, so it is dropped; the values stay the same`,
      location: node ? locate(release.manifest.document, node) : release.location,
    },
  ];
}

/** A comment inside `chart` by which a tool updates a field that is gone. */
function updateMarker(release: Reference): Finding[] {
  const { document, node } = release.manifest;
  const chart = at(node, ["spec", "chart"]);
  if (!chart) return [];
  const start = chart.start - document.start;
  const text = document.text.slice(
    start,
    Math.min(lineEnd(document.text, chart.end - document.start), start + 20_000),
  );
  const marker = /#[^\n]{0,200}?(?:renovate:|\$imagepolicy)[^\n]*/.exec(text);
  if (!marker) return [];
  const from = chart.start + marker.index;
  return [
    {
      rule: "update-comment",
      severity: "warning",
      message: `this comment makes a tool update the chart of ${describe(release.manifest)}; it stays above chartRef and finds nothing there, the OCIRepository needs one for its ref: ${marker[0].trim()}`,
      location: locate(document, { start: from, end: from + marker[0].trimEnd().length }),
    },
  ];
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** Another chart name makes Helm uninstall and install again (flux-facts 3.1). */
function otherName({ facts, releases, id }: ChartNode, { decision }: Target): Finding[] {
  const [first] = releases;
  const artifact = basename(decision.url);
  if (!first || facts?.name === undefined || facts.name === artifact) return [];
  return [
    finding(
      "chart-name",
      first,
      `${id}: ${facts.file} calls the chart ${facts.name}, and its artifact is ${artifact}; helm push puts a chart under its own name, and a release whose chart gets another name is uninstalled and installed anew`,
    ),
  ];
}
