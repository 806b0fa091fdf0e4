import { accessOf, type Decision, type MigrateDecision } from "../core/decision.ts";
import { type Graph, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { basename } from "../core/paths.ts";
import { type ChartNode, feedsOnlyCharts } from "../core/units.ts";
import { hasVariable } from "../core/variables.ts";
import { formatMinor, minorIn } from "../flux/flux-version.ts";
import { refNote } from "../flux/ref-changes.ts";
import { accessAt, unsaidAccess } from "./access.ts";
import { blockersOf } from "./blockers.ts";
import { chartBlocker } from "./chart-blockers.ts";
import { chartConflicts } from "./chart-conflicts.ts";
import { chartRef } from "./chart-ref.ts";
import { gitRefOf, placeOf } from "./decide-source.ts";
import { helmRepositoryProblem } from "./helm-repository.ts";
import { matchesSource } from "./match.ts";
import { isRepositoryPath } from "./oci-reference.ts";
import type { ChartEntry, Config, ConfigProblem, SourceEntry } from "./types.ts";
import { registryOf, variableProblem } from "./variable-values.ts";
import { originText, quote } from "./wording.ts";

/** First Flux minor whose HelmRelease has `chartRef` (flux-facts 1). */
const CHART_REF_SINCE = 3;

/** What was decided about a source: charts follow it where nothing says otherwise. */
export interface SourceDecision {
  decision: Decision | undefined;
  entry: SourceEntry | undefined;
  /** True if its entry decides nothing because it matches too much. */
  isContradicted: boolean;
}

/** Decides every chart by its entry under `charts`, `chartDefaults`, and the decision of its source. */
export function decideCharts(
  graph: Graph,
  config: Config,
  bySource: (source: SourceNode) => SourceDecision,
): { decisions: Map<ChartNode, Decision>; warnings: ConfigProblem[] } {
  const decisions = new Map<ChartNode, Decision>();
  const used = new Set<ChartEntry>();
  for (const source of graph.sources)
    for (const chart of source.charts) {
      const entry = config.charts.find(
        (one) => one.chart === chart.path && matchesSource(one.selector, source),
      );
      if (entry) used.add(entry);
      decisions.set(chart, decideChart(chart, entry, bySource(source), graph, config));
    }
  for (const [chart, { reason, rule }] of chartConflicts(decisions, config, entryFor))
    decisions.set(chart, undecided(reason, rule));
  const warnings = config.charts
    .filter((entry) => !used.has(entry) && !isDone(entry, graph))
    .map(({ origin, selector, chart }) => ({
      origin,
      message: `${selector.text} has no chart ${chart === "" ? "." : chart} that a HelmRelease of this tree installs`,
    }));
  return { decisions, warnings };
}

function undecided(reason: string, rule?: string): Decision {
  return { action: "undecided", reason: `undecided: ${reason}`, ...(rule !== undefined && { rule }) };
}

function decideChart(
  chart: ChartNode,
  entry: ChartEntry | undefined,
  { decision, entry: sourceEntry, isContradicted }: SourceDecision,
  graph: Graph,
  config: Config,
): Decision {
  const { source } = chart;
  if (entry?.action === "keep")
    return { action: "keep", reason: entry.reason ?? `kept by ${originText(entry.origin)}` };
  // A chart that moved alone would take its source away, and the entry would match one source less in a second run.
  if (!entry && decision && (decision.action === "keep" || isContradicted)) return decision;
  const minor = minorIn(graph.flux, source.scope);
  const name = chartName(chart, entry);
  const url = name === undefined ? undefined : urlOf(chart, name, entry, decision, config, graph);
  if (name === undefined || url === undefined) {
    const { reason, rule } = needs(chart, name);
    const isWanted = entry || decision?.action === "migrate" || (config.registry && isOurs(source));
    return undecided(reason, isWanted ? rule : undefined);
  }
  const chartKind = sourceEntry?.chartKind ?? "OCIRepository";
  if (minor < CHART_REF_SINCE && chartKind === "OCIRepository")
    return undecided(
      `HelmRelease has chartRef since Flux ${formatMinor(CHART_REF_SINCE)}, and ${source.scope === UNKNOWN ? "its cluster" : scopeText(source.scope)} has Flux ${formatMinor(minor)}; raise Flux first, or give its source chartKind: HelmRepository`,
      "chart-ref-version",
    );
  // Where a source feeds only charts, the ref that a person gave it is theirs.
  const given =
    feedsOnlyCharts(source) && sourceEntry?.ref?.semver !== undefined ? sourceEntry.ref : undefined;
  const ref = chartRef(chart, entry, config, decision, minor, given);
  if ("undecided" in ref) return undecided(`${ref.undecided} (${entryFor(chart)})`, ref.rule);
  const from = inherited(url, decision);
  const result: MigrateDecision = {
    action: "migrate",
    url,
    ref: ref.ref,
    access: accessAt(
      registryOf(url, source),
      [entry ?? {}, config.chartDefaults, from].map(accessOf),
      config,
    ),
    verify: entry?.verify ?? config.chartDefaults.verify ?? from.verify,
    waive: [...(sourceEntry?.waive ?? []), ...(entry?.waive ?? [])],
    root: "keep",
    declareIn: placeOf(source, sourceEntry, config),
    nameTemplate: config.name,
    notes: [ref.note ?? refNote(gitRefOf(source), ref.ref)].filter((note) => note !== undefined),
    chart: name,
    chartKind,
    reason: `${reasonOf(entry, decision, config)}; a Helm upgrade will run`,
  };
  const problem = variableProblem(chart, source, result, true);
  if (problem) return problem;
  const unfit = chartKind === "HelmRepository" ? helmRepositoryProblem(result) : undefined;
  if (unfit !== undefined) return undecided(`${unfit} (${entryFor(chart)})`, "helm-repository");
  const blocked = chartBlocker(chart, result);
  if (blocked) return undecided(`${blocked.reason} (${entryFor(chart)})`, blocked.rule);
  const unsaid = unsaidAccess(source, registryOf(url, source), result.access, entryFor(chart));
  if (unsaid !== undefined) return undecided(unsaid);
  const lost = blockersOf(source, result, sourceEntry, graph);
  return lost === undefined ? result : { action: "undecided", reason: lost };
}

/** Names that folders of a single chart have; the chart itself is called otherwise. */
const NO_NAMES: ReadonlySet<string> = new Set(["", ".", "chart", "charts", "helm", UNKNOWN]);

/** Name of the chart: its own, where it is read, else its folder's, else that of the artifact that a person named. */
function chartName({ path, facts }: ChartNode, entry: ChartEntry | undefined): string | undefined {
  if (facts?.name !== undefined) return facts.name;
  const artifact = entry?.url === undefined ? undefined : basename(entry.url);
  const folder = basename(path);
  const isOpen = NO_NAMES.has(folder) || hasVariable(path) || path.endsWith(".tgz") || facts?.problem;
  return isOpen ? artifact : folder;
}

/** `<entry's url>`, else `<registry>/charts/<chart>`, else `<url of the source>/<chart>` where it feeds only charts. */
function urlOf(
  { source }: ChartNode,
  name: string,
  entry: ChartEntry | undefined,
  decision: Decision | undefined,
  config: Config,
  { existing }: Graph,
): string | undefined {
  if (entry?.url !== undefined) return entry.url;
  if (!isRepositoryPath(name)) return undefined;
  if (config.registry && (entry || isOurs(source))) return `${config.registry.url}/charts/${name}`;
  if (decision?.action !== "migrate" || !feedsOnlyCharts(source)) return undefined;
  // Whether Kustomizations have moved to that very url cannot be seen where somebody else declares it.
  if (decision.declareIn?.elsewhere) return undefined;
  // Where an OCIRepository reads that very url, Kustomizations did so before they moved: it holds manifests.
  const isArtifact = existing.some((one) => one.url === decision.url);
  return isArtifact ? undefined : `${decision.url}/${name}`;
}

function isOurs({ owner }: SourceNode): boolean {
  return owner === "own" || owner === "same-owner";
}

/** How the cluster signs in for the source counts for its charts too, as far as they lie in the same registry. */
function inherited(url: string, decision: Decision | undefined): Partial<ChartEntry> {
  if (decision?.action !== "migrate" || url.split("/")[2] !== decision.url.split("/")[2]) return {};
  return { ...decision.access, ...(decision.verify && { verify: decision.verify }) };
}

function reasonOf(entry: ChartEntry | undefined, decision: Decision | undefined, config: Config): string {
  if (entry) return `decided by ${originText(entry.origin)}`;
  return decision?.action === "migrate" ? decision.reason : `decided by registry ${config.registry?.url}`;
}

/** What is missing before a chart can move; with the rule of the finding where it is more than a decision. */
function needs(chart: ChartNode, name: string | undefined): { reason: string; rule?: string } {
  const { facts, path } = chart;
  const say = `say where its artifact is: ${entryFor(chart)}`;
  if (facts?.problem !== undefined)
    return { reason: `${facts.file}: ${facts.problem}; mend it, or ${say}`, rule: "chart-yaml" };
  if (path.endsWith(".tgz"))
    return { reason: `it is a chart packed in Git; push it with helm push, and ${say}`, rule: "chart-path" };
  if (hasVariable(path))
    return {
      reason: `its path holds a variable and may mean several charts; write it out, or ${say}`,
      rule: "chart-path",
    };
  if (name === undefined) return { reason: `its path does not tell what the chart is called; ${say}` };
  if (!isRepositoryPath(name))
    return {
      reason: `no registry takes ${quote(name)} in a url: lower-case letters and digits, joined by single dots, one or two underscores, or dashes; give the chart another name, or ${say}`,
      rule: "chart-name",
    };
  return { reason: `nobody has said where the chart ${name} lies as an artifact: ${entryFor(chart)}` };
}

/** The entry to write in git2oci.yaml for a chart. */
function entryFor({ source, path }: ChartNode): string {
  const namespace = source.namespace === UNKNOWN ? "" : `${source.namespace}/`;
  return `charts: [{ source: ${namespace}${source.name}, chart: ${path === "" ? "." : path}, url: oci://…, ref: { semver: … } }]`;
}

/** True where the entry's work is done: its artifact is declared already. */
function isDone(entry: ChartEntry, graph: Graph): boolean {
  if (entry.action === "keep") return false;
  const name = basename(entry.chart);
  return graph.existing.some(({ url }) =>
    entry.url === undefined ? url !== undefined && basename(url) === name : url === entry.url,
  );
}
