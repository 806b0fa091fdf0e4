import type { Decision } from "../core/decision.ts";
import { refEntry } from "../core/decision.ts";
import type { Graph, Reference } from "../core/graph.ts";
import { describe, locate } from "../core/manifest.ts";
import { basename } from "../core/paths.ts";
import { type Finding, leavesGit, type Outcome, type Target } from "../core/plan.ts";
import { at, deref, pairOf, type ScalarNode, type YamlNode } from "../core/tree.ts";
import { type ChartNode, isChart, type Unit } from "../core/units.ts";
import { mergedValues, valuesFiles } from "../flux/values-files.ts";

const CHART = ["spec", "chart", "spec"] as const;

/** What the charts of a plan need a person to know: what blocks one, and what changes in silence with another. */
export function chartFindings(
  graph: Graph,
  active: ReadonlyMap<Unit, Target>,
  decisions: ReadonlyMap<Unit, Decision>,
  outcomes: ReadonlyMap<Reference, Outcome>,
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
      if (told.has(release) || !leavesGit(outcomes.get(release))) continue;
      told.add(release);
      findings.push(...dormantVersion(release, target), ...idleVerify(release, target));
      // With a HelmRepository chart.spec stays, and all that is in it.
      if (target.kind === "HelmRepository") {
        findings.push(inMaintenance(release, target));
        continue;
      }
      findings.push(...droppedValues(release, unit), ...updateMarkers(release));
    }
    findings.push(...otherName(unit, target));
  }
  return findings;
}

function finding(rule: string, { location }: Reference, message: string): Finding {
  return { rule, severity: "warning", message, location };
}

/** The oci type of HelmRepository gets no new features: somebody may choose it for the version alone, and know. */
function inMaintenance({ manifest, location }: Reference, { decision }: Target): Finding {
  return {
    rule: "helm-repository-maintenance",
    severity: "note",
    message: `${describe(manifest)} moves to a HelmRepository of type oci (${decision.url}), as chartKind says; upstream keeps that type in maintenance, and recommends chartRef to an OCIRepository`,
    location,
  };
}

/** A check of the chart's signature that a chart from Git never had; somebody may believe in it. */
function idleVerify(release: Reference, { decision, kind }: Target): Finding[] {
  const node = at(release.manifest.node, [...CHART, "verify"]);
  if (!node || decision.verify || kind === "HelmRepository") return [];
  return [
    {
      rule: "dormant-verify",
      severity: "warning",
      message: `${describe(release.manifest)}: verify did nothing for a chart from Git and is dropped; give verify: for the chart's artifact in git2oci.yaml`,
      location: locate(release.manifest.document, node),
    },
  ];
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

/** A package holds values.yaml anyway, so a list of that file alone says nothing; any other has to be merged into it. */
function droppedValues({ manifest, location }: Reference, chart: ChartNode): Finding[] {
  const files = valuesFiles(manifest.node);
  if (files.length === 0) return [];
  const fields = ["valuesFiles", "valuesFile"] as const;
  const field = fields.find((one) => at(manifest.node, [...CHART, one])) ?? "valuesFiles";
  const node = at(manifest.node, [...CHART, field]);
  const place = node ? locate(manifest.document, node) : location;
  const merged = mergedValues(manifest.node, chart.path);
  if (merged !== "")
    return [
      {
        rule: "merged-values-files",
        severity: "warning",
        message: `${describe(manifest)}: ${field} is dropped, and the package has to hold ${merged} as its values.yaml, merged in this order`,
        location: place,
      },
    ];
  return [
    {
      rule: "own-values-file",
      severity: "note",
      message: `${describe(manifest)}: ${field} names only the chart's own values.yaml, which the package holds, so it is dropped; the values stay the same`,
      location: place,
    },
  ];
}

/** Comments inside `chart` by which a tool updates a field that is gone. */
function updateMarkers({ manifest }: Reference): Finding[] {
  const { document, node } = manifest;
  const pair = pairOf(at(node, ["spec"]), "chart");
  if (!pair?.value) return [];
  const { value } = pair;
  const from = pair.key.end - document.start;
  const last = document.text.indexOf("\n", value.end - document.start);
  const lines = document.text.slice(from, last === -1 ? document.text.length : last);
  return [...lines.matchAll(/#[^\r\n]*/g)].flatMap((match): Finding[] => {
    const start = pair.key.end + match.index;
    const text = match[0].trimEnd();
    if (!/renovate:|\$imagepolicy/.test(text) || isInScalar(value, start)) return [];
    return [
      {
        rule: "update-comment",
        severity: "warning",
        message: `this comment makes a tool update the chart of ${describe(manifest)}; it stays above chartRef and finds nothing there, the OCIRepository needs one for its ref: ${text}`,
        location: locate(document, { start, end: start + text.length }),
      },
    ];
  });
}

/** Whether a place of the text belongs to a value, so that a `#` there begins no comment. */
function isInScalar(node: YamlNode | undefined, offset: number): boolean {
  if (!node || node.start > offset || node.type === "alias") return false;
  if (node.type === "scalar") return offset < node.end;
  if (node.type === "seq") return node.items.some((item) => isInScalar(item, offset));
  return node.items.some(({ key, value }) => isInScalar(key, offset) || isInScalar(value, offset));
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
