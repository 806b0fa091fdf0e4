import type { Decision } from "../core/decision.ts";
import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import {
  type Change,
  type Elsewhere,
  isMove,
  type Migration,
  type Outcome,
  type Plan,
  type Target,
} from "../core/plan.ts";
import type { Transform } from "../core/transform.ts";
import { beforeMerging } from "./before.ts";
import { refusedBeside } from "./beside.ts";
import { declareSources } from "./declarations.ts";
import { newObject } from "./declare.ts";
import { destinationOf } from "./destination.ts";
import { fatesOf } from "./fates.ts";
import { planFindings } from "./findings.ts";
import { isLeft, settleIncludes } from "./includes.ts";
import { moveReferences } from "./moves.ts";
import { keepsGit } from "./retire.ts";
import { findTargets, sharersOf, type Targets } from "./targets.ts";
import type { Tree } from "./tree.ts";

/** What a plan is made from. The same input gives the same plan. */
export interface PlanInput {
  graph: Graph;
  decisions: ReadonlyMap<SourceNode, Decision>;
  transforms: readonly Transform[];
  tree: Tree;
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
    for (const [source, none] of refused) targets.set(source, { none });
  }
}

/** The plan for these targets, and the sources whose files turn out not to hold what it asks for. */
function draft(
  { graph, decisions, transforms, tree }: PlanInput,
  targets: Targets,
): { plan: Plan; refused: Map<SourceNode, string> } {
  const text = (file: string) => tree.text(file);
  const clusters = [...new Set(graph.roots.map((root) => root.scope))];
  const destinations = new Map(
    graph.references.map((one) => [one, destinationOf(one, decisions, targets, tree, clusters, graph.flux)]),
  );
  const moves = moveReferences(destinations, transforms, text);
  const { changes, findings } = moves;
  const moved = bySource(changes);
  const chosen = activeTargets(graph, targets, moved);
  const { active, outcomes, keeps } = settleIncludes(graph, targets, chosen, moves.outcomes, (some, now) =>
    keepReasons(graph, some, now, tree),
  );
  const declared = declareSources(active, keeps, transforms, text);
  const migrations = [...active].map(([source, target]) =>
    migrationOf(
      source,
      target,
      [...(declared.changes.get(source) ?? []), ...(moved.get(source) ?? [])],
      isLeft(source, outcomes),
    ),
  );
  const fates = fatesOf(graph, decisions, targets, active, keeps);
  const plan: Plan = {
    decisions,
    migrations,
    outcomes,
    fates,
    findings: [...findings, ...declared.findings, ...planFindings(graph, { outcomes }, active)],
    before: beforeMerging(graph, { migrations, outcomes, fates }, active),
    elsewhere: migrations.flatMap(({ source, target }) =>
      target.place.at === "elsewhere" ? [declaredBy(source, target)] : [],
    ),
    unplaced: unplacedOf(targets, outcomes),
  };
  return { plan, refused: refusedBeside(declared.changes, keeps, text) };
}

/** The repoint changes of each source; a shared line belongs to every source that it reaches. */
function bySource(changes: readonly Change[]): Map<SourceNode, Change[]> {
  const moved = new Map<SourceNode, Change[]>();
  for (const change of changes) {
    if (!isMove(change.intent)) continue;
    for (const source of change.intent.reference.sources) pushTo(moved, source, change);
  }
  return moved;
}

/** Targets to declare: something moves to them, or nothing refers to the source here and a person may accept it. */
function activeTargets(
  graph: Graph,
  targets: Targets,
  moved: ReadonlyMap<SourceNode, unknown>,
): Map<SourceNode, Target> {
  const active = new Map<SourceNode, Target>();
  for (const source of graph.sources) {
    const target = targets.get(source);
    if (!target || "none" in target) continue;
    const unreferenced = source.references.length === 0 && source.roots.length === 0;
    if (moved.has(source) || (unreferenced && target.place.at === "beside")) active.set(source, target);
  }
  return active;
}

/** Why each Git declaration has to stay; one text that several clusters share stays if one of them needs it. */
function keepReasons(
  graph: Graph,
  active: ReadonlyMap<SourceNode, Target>,
  outcomes: ReadonlyMap<Reference, Outcome>,
  tree: Tree,
): Map<SourceNode, string | undefined> {
  const own = new Map([...active.keys()].map((one) => [one, keepsGit(one, graph, outcomes, active, tree)]));
  const sharers = sharersOf(graph);
  const reasonOf = (one: SourceNode) =>
    active.has(one) ? own.get(one) : `${one.id} is declared by the same text and stays`;
  return new Map(
    [...own].map(([source, reason]) => [
      source,
      reason ??
        sharers(source)
          .map(reasonOf)
          .find((other) => other !== undefined),
    ]),
  );
}

/** @param left true where no reader of the source stays or moves */
function migrationOf(source: SourceNode, target: Target, changes: Change[], left: boolean): Migration {
  const refers =
    source.references.length === 0
      ? "nothing in this tree refers to it"
      : "only a source that goes includes it";
  return {
    source,
    target,
    changes,
    applicability: left ? "review" : "safe",
    reservation: left ? `${refers}; its consumers may live in another repository` : undefined,
  };
}

/** An object that a person has to declare, for a source. */
function declaredBy(source: SourceNode, target: Target): Elsewhere {
  const { name, namespace } = target;
  return { id: source.id, name, namespace, scope: source.scope, manifest: newObject(source, target) };
}

function unplacedOf(targets: Targets, outcomes: ReadonlyMap<Reference, Outcome>): Plan["unplaced"] {
  return [...targets].flatMap(([source, target]) => {
    if (!("none" in target) || !target.wanted) return [];
    const waiting = source.references.some(
      (one) => one.row.rewrite !== undefined && outcomes.get(one)?.outcome === "manual",
    );
    return waiting ? [{ ...declaredBy(source, target.wanted), reason: target.none }] : [];
  });
}
