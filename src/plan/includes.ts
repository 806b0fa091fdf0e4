import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import type { Outcome, Target } from "../core/plan.ts";
import type { Unit } from "../core/units.ts";
import type { Followers } from "./patch-follow.ts";
import type { Targets } from "./targets.ts";

/** Row of `spec.include`, by which one GitRepository needs another. */
const INCLUDE = "git-repository-include";

/** A draft in which what a retired declaration includes goes with it. */
export interface Settled {
  active: ReadonlyMap<Unit, Target>;
  outcomes: ReadonlyMap<Reference, Outcome>;
  keeps: ReadonlyMap<SourceNode, string | undefined>;
}

/**
 * Finds which Git sources can go where they include each other: an include keeps its source only while the
 * declaration that says so stays, and a patch only while one of its sources stays. Starts with all of them gone and takes back what turns out to stay, so that a
 * chain goes in one run. A source that nothing but such includes needs is then like one without any reference.
 */
export function settleIncludes(
  graph: Graph,
  targets: Targets,
  chosen: ReadonlyMap<Unit, Target>,
  outcomes: ReadonlyMap<Reference, Outcome>,
  following: Followers["following"],
  keepsOf: (active: Settled["active"], outcomes: Settled["outcomes"]) => Settled["keeps"],
): Settled {
  const active = new Map(chosen);
  const owners = ownersOf(graph);
  for (;;) {
    const settled = shrink(active, owners, outcomes, following, keepsOf);
    const left = graph.sources.filter(
      (source) => !active.has(source) && isLeft(source, settled.outcomes) && besideOf(source, targets),
    );
    if (left.length === 0) return settled;
    for (const source of left) {
      const target = besideOf(source, targets);
      if (target) active.set(source, target);
    }
  }
}

/** True for a source without a reader that stays: none at all, includes that go, and what only follows it. */
export function isLeft(source: SourceNode, outcomes: Settled["outcomes"]): boolean {
  return (
    source.roots.length === 0 &&
    source.references.every(
      (one) => one.row.follows || (one.row.id === INCLUDE && outcomes.get(one)?.outcome === "restructure"),
    )
  );
}

function shrink(
  active: Settled["active"],
  owners: ReadonlyMap<Reference, readonly SourceNode[]>,
  outcomes: Settled["outcomes"],
  following: Followers["following"],
  keepsOf: Parameters<typeof settleIncludes>[5],
): Settled {
  let gone = [...owners];
  let follow = [...following];
  for (;;) {
    const now = new Map(outcomes);
    for (const [reference, [owner]] of gone)
      now.set(reference, { outcome: "restructure", reason: `goes with ${owner?.id}` });
    for (const [reference, { outcome }] of follow) now.set(reference, outcome);
    const keeps = keepsOf(active, now);
    const stillFollow = follow.filter(([, { sources }]) =>
      sources.every((source) => isReplaced(source, active, keeps)),
    );
    const still = gone.filter(([reference, sources]) =>
      sources.every((source) => retires(source, reference, active, keeps)),
    );
    if (still.length === gone.length && stillFollow.length === follow.length)
      return { active, outcomes: now, keeps };
    gone = still;
    follow = stillFollow;
  }
}

/** True where the OCIRepository stands in the place of the Git source. */
function isReplaced(source: SourceNode, active: Settled["active"], keeps: Settled["keeps"]): boolean {
  return active.get(source)?.place.at === "beside" && keeps.get(source) === undefined;
}

/** True where the declaration that holds the include is taken out of its file. */
function retires(
  source: SourceNode,
  { manifest }: Reference,
  active: Settled["active"],
  keeps: Settled["keeps"],
): boolean {
  const place = active.get(source)?.place;
  if (!place || keeps.get(source) !== undefined) return false;
  if (place.at === "beside") return place.declaration.manifest.node === manifest.node;
  return place.at === "existing" && source.declarations.filter((one) => one.as === "object").length === 1;
}

/** Includes that stand in declarations of sources, each with these sources, one a cluster. */
function ownersOf(graph: Graph): Map<Reference, readonly SourceNode[]> {
  const owners = new Map<Reference, readonly SourceNode[]>();
  for (const reference of graph.references) {
    if (reference.row.id !== INCLUDE) continue;
    const sources = graph.sources.filter((source) =>
      source.declarations.some((one) => one.as === "object" && one.manifest.node === reference.manifest.node),
    );
    if (sources.length > 0) owners.set(reference, sources);
  }
  return owners;
}

function besideOf(source: SourceNode, targets: Targets): Target | undefined {
  const target = targets.get(source);
  return target && !("none" in target) && target.place.at === "beside" ? target : undefined;
}
