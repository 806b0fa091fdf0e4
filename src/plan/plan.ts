import type { Decision } from "../core/decision.ts";
import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Change, Fate, Finding, Migration, Outcome, Plan, Target } from "../core/plan.ts";
import type { Transform, TransformContext } from "../core/transform.ts";
import { beforeMerging } from "./before.ts";
import { declareElsewhere, newObject } from "./declare.ts";
import { destinationOf } from "./destination.ts";
import { planFindings } from "./findings.ts";
import type { Tree } from "./place.ts";
import { keepsGit } from "./retire.ts";
import { findTargets, sharers } from "./targets.ts";

/** What a plan is made from. The same input gives the same plan. */
export interface PlanInput {
  graph: Graph;
  decisions: ReadonlyMap<SourceNode, Decision>;
  transforms: readonly Transform[];
  tree: Tree;
}

/**
 * Plans the migration as a pure value. Declining something is another decision and another plan, never a
 * filtered one, so whatever is accepted, every reference of the result resolves.
 */
export function makePlan(input: PlanInput): Plan {
  const { graph, decisions, tree } = input;
  const targets = findTargets(graph, decisions, tree);
  const outcomes = new Map<Reference, Outcome>();
  const destinations = new Map(
    graph.references.map((one) => [one, destinationOf(one, decisions, targets, tree)]),
  );
  for (const [reference, to] of destinations)
    outcomes.set(
      reference,
      "stays" in to
        ? { outcome: to.outcome, reason: to.stays }
        : { outcome: "manual", reason: "no rewrite handles it yet" },
    );
  const byManifest = new Map<Manifest["node"], Reference[]>();
  for (const one of graph.references) {
    const list = byManifest.get(one.manifest.node);
    if (list) list.push(one);
    else byManifest.set(one.manifest.node, [one]);
  }
  const context = (manifest: Manifest): TransformContext => ({
    references: byManifest.get(manifest.node) ?? [],
    sources: [],
    destination: (reference) => destinations.get(reference) ?? { stays: "unknown reference" },
    targetOf: () => undefined,
    keepsGit: () => undefined,
    text: (file) => tree.text(file),
  });
  const changes: Change[] = [];
  const findings: Finding[] = [];
  for (const manifest of distinct(graph.references.map((one) => one.manifest)))
    for (const transform of input.transforms) {
      const rows = byManifest.get(manifest.node)?.filter((one) => transform.rows.includes(one.row.id)) ?? [];
      if (rows.length === 0 || !transform.applies(manifest)) continue;
      const result = transform.run(manifest, { ...context(manifest), references: rows });
      for (const { reference, reason } of result.refused ?? [])
        outcomes.set(reference, { outcome: "manual", reason });
      for (const change of result.changes ?? [])
        if (change.intent.type === "repoint")
          outcomes.set(change.intent.reference, { outcome: "repoint", reason: change.why });
      changes.push(...(result.changes ?? []));
      findings.push(...(result.findings ?? []));
    }
  const moved = new Map<SourceNode, Change[]>();
  for (const change of changes)
    if (change.intent.type === "repoint")
      for (const source of change.intent.reference.sources)
        moved.set(source, [...(moved.get(source) ?? []), change]);
  const active = new Map<SourceNode, Target>();
  for (const source of graph.sources) {
    const target = targets.get(source);
    if (!target || "none" in target) continue;
    const unreferenced = source.references.length === 0 && source.declarations.length > 0;
    if (moved.has(source) || (unreferenced && target.place.at === "beside" && source.roots.length === 0))
      active.set(source, target);
  }
  const keeps = new Map(
    [...active.keys()].map((source) => [source, keepsGit(source, graph, outcomes, active, tree)]),
  );
  for (const source of active.keys())
    for (const sharer of sharers(graph, source)) {
      const reason =
        keeps.get(sharer) ??
        (active.has(sharer) ? undefined : `${sharer.id} is declared by the same text and stays`);
      if (reason !== undefined && keeps.get(source) === undefined) keeps.set(source, reason);
    }
  const migrations: Migration[] = [];
  for (const [source, target] of active) {
    const own: Change[] = [];
    const { place } = target;
    if (place.at === "beside") {
      const { manifest } = place.declaration;
      for (const transform of input.transforms) {
        if (transform.rows.length > 0 || !transform.applies(manifest)) continue;
        const result = transform.run(manifest, {
          ...context(manifest),
          sources: [source],
          targetOf: (one) => active.get(one),
          keepsGit: (one) => keeps.get(one),
        });
        own.push(...(result.changes ?? []));
        findings.push(...(result.findings ?? []));
      }
    } else own.push(...declareElsewhere(source, target, keeps.get(source)));
    migrations.push(migrationOf(source, target, [...own, ...(moved.get(source) ?? [])]));
  }
  const fates = fatesOf(graph, decisions, targets, active, keeps);
  const partial = { decisions, migrations, outcomes, fates };
  return {
    ...partial,
    findings: [...findings, ...planFindings(graph, partial, active)],
    before: beforeMerging(graph, partial, active),
    elsewhere: migrations.flatMap(({ source, target }) =>
      target.place.at === "elsewhere"
        ? [
            {
              id: source.id,
              name: target.name,
              namespace: target.namespace,
              scope: source.scope,
              manifest: newObject(source, target),
            },
          ]
        : [],
    ),
  };
}

function migrationOf(source: SourceNode, target: Target, changes: Change[]): Migration {
  const reservation =
    source.references.length === 0
      ? "nothing in this tree refers to it; its consumers may live in another repository"
      : undefined;
  return {
    source,
    target,
    changes,
    applicability: reservation === undefined ? "safe" : "review",
    reservation,
  };
}

function fatesOf(
  graph: Graph,
  decisions: ReadonlyMap<SourceNode, Decision>,
  targets: ReturnType<typeof findTargets>,
  active: ReadonlyMap<SourceNode, Target>,
  keeps: ReadonlyMap<SourceNode, string | undefined>,
): Map<SourceNode, Fate> {
  return new Map(
    graph.sources.map((source): [SourceNode, Fate] => {
      const decision = decisions.get(source);
      if (!decision || decision.action !== "migrate")
        return [source, { state: "kept", reason: decision?.reason ?? "undecided" }];
      const target = targets.get(source);
      if (target && "none" in target) return [source, { state: "kept", reason: target.none }];
      const used = active.get(source);
      if (!used)
        return [source, { state: "kept", reason: "no reference to it moves, so nothing is declared" }];
      if (used.place.at === "elsewhere")
        return [source, { state: "elsewhere", reason: "another repository or the bootstrap declares it" }];
      if (used.place.at !== "beside") return [source, { state: "declared", reason: decision.reason }];
      const kept = keeps.get(source);
      return [
        source,
        kept === undefined
          ? { state: "replaced", reason: decision.reason }
          : { state: "beside", reason: kept },
      ];
    }),
  );
}

function distinct(manifests: readonly Manifest[]): Manifest[] {
  const seen = new Map(manifests.map((manifest) => [manifest.node, manifest]));
  return [...seen.values()];
}
