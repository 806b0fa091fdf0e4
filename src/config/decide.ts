import type { ArtifactTree } from "../core/artifact-tree.ts";
import type { Decision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import { feedsOnlyCharts, type Unit } from "../core/units.ts";
import { followedRef } from "../flux/translate-ref.ts";
import { rootRivals } from "./artifact-rivals.ts";
import { collisionsOf, type Decided } from "./collisions.ts";
import { decideCharts } from "./decide-charts.ts";
import { decideSource } from "./decide-source.ts";
import { isDone } from "./done.ts";
import { normalizeGitUrl, repositoryKey } from "./git-url.ts";
import { matchesSource } from "./match.ts";
import { underFlag } from "./merge-flags.ts";
import { rivalEntries } from "./rivals.ts";
import type { Config, ConfigProblem, Selector, SourceEntry } from "./types.ts";
import { didYouMean, originText, quote } from "./wording.ts";

/** Decisions for every source and chart, and what is wrong with the entries that should have made them. */
export interface Decisions {
  byUnit: Map<Unit, Decision>;
  /** Entries that decide nothing. */
  warnings: ConfigProblem[];
  /** Two decisions for one source: nothing may be written then. */
  errors: ConfigProblem[];
}

/**
 * Decides each source from flags and git2oci.yaml; what nobody decided stays `undecided`, with what it needs.
 * `originUrl` is the repository's own remote; it names the artifact of a root's source that has no url here.
 */
export function decideSources(
  graph: Graph,
  config: Config,
  originUrl: string | undefined,
  tree?: ArtifactTree,
): Decisions {
  const result: Decisions = { byUnit: new Map(), warnings: [], errors: [] };
  const matches = new Map<SourceEntry, SourceNode[]>(
    config.sources.map((entry) => [
      entry,
      graph.sources.filter((source) => matchesSource(entry.selector, source)),
    ]),
  );
  const chosen = new Map<SourceNode, SourceEntry>();
  const merged = new Map<SourceNode, SourceEntry>();
  for (const source of graph.sources) {
    const [first, ...others] = config.sources.filter((one) => matches.get(one)?.includes(source));
    if (first) chosen.set(source, first);
    // A flag says where the artifact is; what the file demands besides, such as a signature, stays in force.
    const demands =
      first && "flag" in first.origin ? others.find((one) => !("flag" in one.origin)) : undefined;
    if (first && demands) merged.set(source, underFlag(first, demands, config.registry?.url));
  }
  result.errors.push(...rivalEntries(config.sources, matches));
  const tooWide = new Map<SourceEntry, string>();
  for (const [entry, matched] of matches) {
    if (matched.length === 0 && !isDone(entry, graph, config))
      result.warnings.push({
        origin: entry.origin,
        message: `${entry.selector.text} matches no Git source of this tree${meant(entry.selector, graph.sources)}`,
      });
    const decided = matched.filter((source) => chosen.get(source) === entry);
    const problem =
      entry.action === "migrate"
        ? (contradiction(entry, decided) ?? movedToo(entry, decided, graph, config))
        : undefined;
    if (problem === undefined) continue;
    tooWide.set(entry, problem);
    result.warnings.push({
      origin: entry.origin,
      message: `${entry.selector.text} decides nothing: ${problem}`,
    });
  }
  const decided: Decided[] = [];
  const own = originUrl === undefined ? undefined : normalizeGitUrl(originUrl);
  for (const source of graph.sources) {
    const entry = chosen.get(source);
    const problem = entry && tooWide.get(entry);
    const decision: Decision =
      entry && problem !== undefined
        ? {
            action: "undecided",
            reason: `undecided: ${originText(entry.origin)} decides nothing: ${problem}`,
          }
        : decideSource(source, merged.get(source) ?? entry, graph, config, originUrl, tree);
    result.byUnit.set(source, decision);
    if (decision.action !== "migrate") continue;
    const isRoot = source.roots.length > 0 && source.url === undefined;
    const repository = source.repository ?? (isRoot ? own : undefined);
    decided.push({ source, decision, entry: merged.get(source) ?? entry, repository });
  }
  for (const [source, reason] of collisionsOf(decided))
    result.byUnit.set(source, { action: "undecided", reason });
  for (const [source, decision] of rootRivals(decided)) result.byUnit.set(source, decision);
  const charts = decideCharts(graph, config, (source) => {
    const entry = chosen.get(source);
    const isContradicted = entry !== undefined && tooWide.has(entry);
    return { decision: result.byUnit.get(source), entry: merged.get(source) ?? entry, isContradicted };
  });
  for (const [chart, decision] of charts.decisions) result.byUnit.set(chart, decision);
  result.warnings.push(...charts.warnings);
  for (const source of graph.sources)
    if (isCharts(source, result.byUnit))
      result.byUnit.set(source, { action: "keep", reason: "only its charts are used, and each is decided" });
  return result;
}

/** The source that a mistyped name most likely means: one of that name in another namespace, or the nearest name. */
function meant(selector: Selector, sources: readonly SourceNode[]): string {
  if (selector.by !== "name") return "";
  const id = (one: { namespace: string | undefined; name: string }) =>
    one.namespace === undefined ? one.name : `${one.namespace}/${one.name}`;
  const ids = [
    ...new Set(sources.map((one) => id({ ...one, namespace: selector.namespace && one.namespace }))),
  ];
  // Then it is the cluster that does not fit.
  if (ids.includes(id(selector))) return "";
  const namesake = sources.find((one) => one.name === selector.name);
  return namesake ? ` (did you mean ${quote(id(namesake))}?)` : didYouMean(id(selector), ids);
}

/** True for a source that nobody decided, and nobody needs to: it feeds nothing but charts with decisions of their own. */
function isCharts(source: SourceNode, decisions: Decisions["byUnit"]): boolean {
  const own = decisions.get(source);
  return (
    own?.action === "undecided" &&
    feedsOnlyCharts(source) &&
    source.charts.every((chart) => decisions.get(chart)?.action !== "undecided")
  );
}

/**
 * Why an entry decides nothing although it matches one source now: another entry names one that it matched before that
 * moved. A second run with the same flags must not decide what the first one left open.
 */
function movedToo(
  entry: SourceEntry,
  sources: readonly SourceNode[],
  graph: Graph,
  config: Config,
): string | undefined {
  const { selector, url } = entry;
  const [source] = sources;
  if (source === undefined || url === undefined || selector.by !== "name") return undefined;
  // What an earlier entry of `sources` names it would have decided, so that this one never matched too much for it.
  const later = config.sources.slice(config.sources.indexOf(entry) + 1);
  const gone = [...config.charts, ...later].find(({ selector: other }) => {
    if (other.by !== "name" || other.namespace === undefined || /[*?]/.test(other.text)) return false;
    const named = { name: other.name, namespace: other.namespace, scope: source.scope, url: undefined };
    return matchesSource(selector, named) && !graph.sources.some((one) => matchesSource(other, one));
  });
  return (
    gone &&
    `it matches ${source.id.replace(/^GitRepository\//, "")}, and would match ${gone.selector.text} too, which another entry names and which is no Git source any more; write one entry each`
  );
}

/** Why one target cannot serve all the sources that an entry matches, with the narrower entries to write. */
function contradiction(entry: SourceEntry, sources: readonly SourceNode[]): string | undefined {
  if (entry.url === undefined || sources.length < 2) return undefined;
  const list = (text: (source: SourceNode) => string | undefined) =>
    sources
      .map((source) => `${source.id.replace(/^GitRepository\//, "")} (${text(source) ?? "no url here"})`)
      .join(", ");
  const urls = new Set(
    sources.flatMap((source) => (source.url === undefined ? [] : (repositoryKey(source.url) ?? source.url))),
  );
  if (urls.size > 1)
    return `it matches sources of different repositories; write one entry each: ${list((source) => source.url)}`;
  if (entry.ref === undefined) return undefined;
  const refs = new Set(
    sources.flatMap((source) => (source.declarations.length === 0 ? [] : followedRef(source.ref ?? {}))),
  );
  if (refs.size > 1)
    return `its ref would replace different Git refs; write one entry each: ${list((source) => JSON.stringify(source.ref ?? {}))}`;
  return undefined;
}
