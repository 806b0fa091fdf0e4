import { ANY, type Graph, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { type Change, type Finding, isMove, type Outcome, type Target } from "../core/plan.ts";
import type { Transform } from "../core/transform.ts";
import type { Unit } from "../core/units.ts";
import type { Settled } from "./includes.ts";
import { type Asked, type FirstMoves, runTransforms } from "./moves.ts";

/** What is settled once each reference that follows knows what its sources become. */
export interface Followed extends Settled {
  /** The changes, by what moves in the same migration. */
  byUnit: ReadonlyMap<Unit, readonly Change[]>;
  findings: Finding[];
}

/**
 * Lets the references that follow (Alerts, health checks) see what becomes of their sources: an entry is repointed
 * where its Git source goes, and gets one beside it where a Git source that it means is left. They keep no source
 * while that is found out; one whose source gets no OCIRepository after all stays, and then all is settled again.
 */
export function settleFollowers(
  graph: Graph,
  first: FirstMoves,
  transforms: readonly Transform[],
  tree: Pick<Asked, "namespaceOf" | "text">,
  settle: (outcomes: ReadonlyMap<Reference, Outcome>) => Settled,
): Followed {
  const outcomes = new Map(first.outcomes);
  let following = first.followers;
  for (;;) {
    const settled = settle(outcomes);
    const gone = goneSources(graph, settled);
    const open = following.filter((one) => targetOf(one, settled.active) !== undefined);
    const moves = runTransforms(open, transforms, {
      destination: (one) => targetOf(one, settled.active) ?? { stays: WAITS },
      remains: (one) => remains(one, graph, gone),
      ...tree,
    });
    const now = new Map(settled.outcomes);
    for (const one of following) now.set(one, moves.outcomes.get(one) ?? stayOf(one, settled.active));
    const waiting = new Set(open);
    const lost = following.filter((one) => !waiting.has(one));
    if (lost.length === 0)
      return { ...settled, outcomes: now, byUnit: byUnit(moves.changes, settled), findings: moves.findings };
    for (const one of lost) outcomes.set(one, stayOf(one, settled.active));
    following = open;
  }
}

const WAITS = "no reader of its source moves, so there is no OCIRepository to name";

/** A source whose charts alone move has no OCIRepository of its own name, so what names it is for a person. */
function stayOf({ sources, row }: Reference, active: Settled["active"]): Outcome {
  const charts = sources.flatMap((source) => source.charts.flatMap((chart) => active.get(chart)?.name ?? []));
  if (charts.length === 0) return { outcome: "keep", reason: WAITS };
  const names = [...new Set(charts)].sort().join(", ");
  return {
    outcome: "manual",
    reason: `its charts come from OCIRepositories of their own (${names}), so it needs an entry for each. ${row.why}`,
  };
}

/**
 * Where a reference follows: what is to be appended needs one source that moves, what is to be repointed all. One that
 * means every source of a kind means the charts of a source too.
 */
function targetOf({ row, sources, target }: Reference, active: Settled["active"]): Target | undefined {
  const units = target.name === ANY ? sources.flatMap((source) => [source, ...source.charts]) : sources;
  const found = units.flatMap((unit) => active.get(unit) ?? []);
  return row.rewrite === "append" || found.length === sources.length ? found[0] : undefined;
}

/** Each change with every migration that it belongs to. */
function byUnit(changes: readonly Change[], { active }: Settled): Map<Unit, Change[]> {
  const found = new Map<Unit, Change[]>();
  for (const change of changes) {
    if (!isMove(change.intent)) continue;
    for (const source of change.intent.reference.sources) {
      const unit = [source, ...source.charts].find((one) => active.has(one));
      if (unit) pushTo(found, unit, change);
    }
  }
  return found;
}

/** Sources whose only declaration is an object that this migration takes out of its file. */
function goneSources(graph: Graph, { active, keeps }: Settled): ReadonlySet<SourceNode> {
  return new Set(
    graph.sources.filter((source) => {
      const at = active.get(source)?.place.at;
      const objects = source.declarations.filter((one) => one.as === "object");
      const goes = (at === "beside" || at === "existing") && keeps.get(source) === undefined;
      return goes && objects.length === 1 && source.declarations.length === 1;
    }),
  );
}

/**
 * Why a Git source is left, of those that a reference means. One without a name means also sources that this tree
 * does not show, so for it a cluster has left Git only where every source of a known cluster goes.
 */
function remains(
  { target, sources, scopes }: Reference,
  graph: Graph,
  gone: ReadonlySet<SourceNode>,
): string | undefined {
  const left = (source: SourceNode) => (gone.has(source) ? [] : [`${source.id} is left`]);
  if (target.name !== ANY) return sources.flatMap(left)[0];
  if (scopes.includes(UNKNOWN)) return "its cluster may have Git sources that this tree does not show";
  // One of its own cluster is the better reason than one that may be anywhere.
  const own = graph.sources.filter(({ scope }) => scopes.includes(scope));
  const loose = graph.sources.filter(({ scope }) => scope === UNKNOWN);
  return [...own, ...loose].flatMap(left)[0];
}
