import type { Decision } from "../core/decision.ts";
import { type Graph, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import {
  type Change,
  type Elsewhere,
  isMove,
  type Migration,
  type Outcome,
  type Plan,
  type Target,
} from "../core/plan.ts";
import type { Progress } from "../core/progress.ts";
import type { Transform } from "../core/transform.ts";
import { isChart, sourceOf, type Unit, unitOf, unitsOf } from "../core/units.ts";
import { afterMerging } from "./after.ts";
import { beforeMerging } from "./before.ts";
import { refusedBeside } from "./beside.ts";
import { casualtyFindings } from "./casualty-findings.ts";
import { declareSources } from "./declarations.ts";
import { newObject } from "./declare.ts";
import { destinationOf } from "./destination.ts";
import { fatesOf } from "./fates.ts";
import { planFindings, problemsOf } from "./findings.ts";
import { settleFollowers } from "./followers.ts";
import { settleIncludes } from "./includes.ts";
import { wantedElsewhere } from "./loose.ts";
import { moveReferences } from "./moves.ts";
import { copiesOf } from "./patch-copy.ts";
import { followersOf, withRefusals } from "./patch-follow.ts";
import { programSourceFindings } from "./program-source-findings.ts";
import { publications } from "./publications.ts";
import { planRepairs } from "./repairs.ts";
import { reservationOf } from "./reservations.ts";
import { keepsGit } from "./retire.ts";
import { staleComments } from "./stale-comments.ts";
import { findTargets, sharersOf, type Targets } from "./targets.ts";
import { templateFindings } from "./template-findings.ts";
import type { Tree } from "./tree.ts";

/** What a plan is made from. The same input gives the same plan. */
export interface PlanInput {
  graph: Graph;
  decisions: ReadonlyMap<Unit, Decision>;
  transforms: readonly Transform[];
  tree: Tree;
  /** References that a person keeps on Git, whatever is decided about their sources, each with the reason. */
  declined: ReadonlyMap<Reference, string>;
  /** False leaves what is broken as it is, and says so. */
  repairs: boolean;
  /** Is told of each object that was planned. */
  progress: Progress;
}

/**
 * Plans the migration as a pure value. Declining something is another decision and another plan, never a
 * filtered one, so whatever is accepted, every reference of the result resolves: an OCIRepository is declared
 * exactly where something moves to it, and a Git source is retired only when everything that needs it moves.
 */
export function makePlan(input: PlanInput): Plan {
  const targets = new Map(findTargets(input.graph, input.decisions, input.tree, input.transforms));
  for (;;) {
    const { plan, refused } = draft(input, targets);
    if (refused.size === 0) return plan;
    // Whether a Git source stays is known only now, so its file could not be tried before. Each round drops targets.
    for (const [unit, none] of refused) targets.set(unit, { none });
  }
}

/** The plan for these targets, and the sources whose files turn out not to hold what it asks for. */
function draft(
  { graph, decisions, transforms, tree, ...input }: PlanInput,
  targets: Targets,
): { plan: Plan; refused: Map<Unit, string> } {
  const text = (file: string) => tree.text(file);
  input.progress.phase(`planning ${graph.references.length} references`);
  const clusters = [...new Set(graph.roots.map((root) => root.scope))];
  const destinations = new Map(
    graph.references.map((one) => {
      const declined = input.declined.get(one);
      const to =
        declined === undefined
          ? destinationOf(one, decisions, targets, tree, clusters, graph.flux)
          : { stays: declined, outcome: "keep" as const };
      return [one, to];
    }),
  );
  const asked = { namespaceOf: (one: Manifest) => namespaceOf(one, graph), text };
  const moves = moveReferences(destinations, transforms, asked, input.progress);
  const { changes, findings } = moves;
  const moved = byUnit(changes);
  const chosen = activeTargets(graph, targets, moved, moves.waiting);
  const { following, refused } = followersOf(graph, targets, text, input.declined);
  const first = { ...moves, outcomes: withRefusals(moves.outcomes, refused) };
  const settled = settleFollowers(graph, first, transforms, asked, (known) =>
    settleIncludes(graph, targets, chosen, known, following, (some, now) =>
      keepReasons(graph, some, now, tree),
    ),
  );
  const { active, keeps } = settled;
  const outcomes = new Map(settled.outcomes);
  for (const [unit, some] of settled.byUnit) for (const one of some) pushTo(moved, unit, one);
  for (const [reference, { outcome, changes }] of following)
    if (outcomes.get(reference) === outcome)
      for (const source of reference.sources) for (const one of changes) pushTo(moved, source, one);
  for (const [reference, { outcome, changes }] of copiesOf(graph, targets, active, outcomes, refused, tree)) {
    outcomes.set(reference, outcome);
    for (const source of reference.sources) for (const one of changes) pushTo(moved, source, one);
  }
  const declared = declareSources(active, keeps, sharersOf(graph), transforms, text);
  const migrations = [...active].map(([unit, target]) =>
    migrationOf(
      unit,
      target,
      [...(declared.changes.get(unit) ?? []), ...(moved.get(unit) ?? [])],
      reservationOf(unit, graph, outcomes),
    ),
  );
  const wanted = wantedElsewhere(graph, outcomes);
  const faults = planRepairs(graph, tree);
  const fates = fatesOf(graph, decisions, targets, active, keeps);
  const told = [
    ...findings,
    ...faults.findings,
    ...settled.findings,
    ...declared.findings,
    ...problemsOf(decisions),
    ...planFindings(graph, { outcomes }, active, decisions),
    ...staleComments(active, fates, outcomes),
    ...programSourceFindings(graph, targets, outcomes),
    ...casualtyFindings(graph, decisions, active),
    ...templateFindings(graph, outcomes, active),
  ];
  const publish = publications(graph, active, outcomes);
  const parts = { migrations, outcomes, fates, findings: told, publish };
  const plan: Plan = {
    decisions,
    migrations,
    repairs: input.repairs ? faults.repairs : [],
    outcomes,
    declined: input.declined,
    fates,
    findings: told,
    publish,
    before: beforeMerging(graph, parts, active),
    after: afterMerging(graph, parts),
    elsewhere: migrations.flatMap(({ unit, target }) => {
      const here = target.place.at === "elsewhere" ? [declaredBy(unit, target)] : [];
      return wanted.has(unit) ? [...here, { ...declaredBy(unit, target), scope: UNKNOWN }] : here;
    }),
    unplaced: unplacedOf(targets, outcomes),
  };
  return { plan, refused: refusedBeside(declared.changes, keeps, text) };
}

/** The namespace of an object on every cluster that it reaches. */
function namespaceOf({ document, namespace }: Manifest, { contexts }: Graph): string {
  const applied = (contexts.get(document.file) ?? []).map((one) => one.namespace ?? namespace ?? UNKNOWN);
  const [first = namespace ?? UNKNOWN, ...others] = new Set(applied);
  return others.length === 0 ? first : UNKNOWN;
}

/** The changes of references of each unit; a shared line belongs to every source that it reaches. */
function byUnit(changes: readonly Change[]): Map<Unit, Change[]> {
  const moved = new Map<Unit, Change[]>();
  for (const change of changes) {
    if (!isMove(change.intent)) continue;
    const { reference } = change.intent;
    for (const source of reference.sources) pushTo(moved, unitOf(source, reference), change);
  }
  return moved;
}

/** Targets to declare: something moves to them, or nothing refers to the source here and a person may accept it. */
function activeTargets(
  graph: Graph,
  targets: Targets,
  moved: ReadonlyMap<Unit, unknown>,
  waiting: ReadonlySet<Unit>,
): Map<Unit, Target> {
  const active = new Map<Unit, Target>();
  for (const unit of unitsOf(graph)) {
    const target = targets.get(unit);
    if (!target || "none" in target) continue;
    const unreferenced = !isChart(unit) && unit.references.length === 0 && unit.roots.length === 0;
    const known = target.place.at === "existing" && waiting.has(unit);
    if (moved.has(unit) || known || (unreferenced && target.place.at === "beside")) active.set(unit, target);
  }
  return active;
}

/** Why each Git declaration has to stay; one text that several clusters share stays if one of them needs it. */
function keepReasons(
  graph: Graph,
  active: ReadonlyMap<Unit, Target>,
  outcomes: ReadonlyMap<Reference, Outcome>,
  tree: Tree,
): Map<SourceNode, string | undefined> {
  const sources = new Set([...active.keys()].map(sourceOf));
  const own = new Map([...sources].map((one) => [one, keepsGit(one, graph, outcomes, active, tree)]));
  const sharers = sharersOf(graph);
  const reasonOf = (one: SourceNode) =>
    sources.has(one) ? own.get(one) : `${one.id} is declared by the same text and stays`;
  return new Map(
    [...own].map(([source, reason]) => [
      source,
      reason ??
        sharers(source)
          .map((one) => reasonOf(sourceOf(one)))
          .find((other) => other !== undefined),
    ]),
  );
}

function migrationOf(
  unit: Unit,
  target: Target,
  changes: Change[],
  reservation: string | undefined,
): Migration {
  const applicability = reservation === undefined ? "safe" : "review";
  return { id: unit.id, unit, source: sourceOf(unit), target, changes, applicability, reservation };
}

/** An object that a person has to declare, for a source or a chart. */
function declaredBy(unit: Unit, target: Target): Elsewhere {
  const { name, namespace } = target;
  return {
    id: unit.id,
    name,
    namespace,
    scope: sourceOf(unit).scope,
    manifest: newObject(unit, target),
    reasons: target.reasons,
  };
}

function unplacedOf(targets: Targets, outcomes: ReadonlyMap<Reference, Outcome>): Plan["unplaced"] {
  return [...targets].flatMap(([unit, target]) => {
    if (!("none" in target) || !target.wanted) return [];
    const readers = isChart(unit) ? unit.releases : unit.references;
    const waiting = readers.some(
      (one) =>
        one.row.rewrite === (isChart(unit) ? "chart" : "kind") && outcomes.get(one)?.outcome === "manual",
    );
    return waiting ? [{ ...declaredBy(unit, target.wanted), reason: target.none }] : [];
  });
}
