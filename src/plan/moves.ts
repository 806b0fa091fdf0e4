import type { Reference } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { type Change, type Finding, isMove, type Outcome, type Target } from "../core/plan.ts";
import type { Transform } from "../core/transform.ts";
import type { Stay } from "./destination.ts";

/** What the consumers' transforms decided: where each reference goes, and by which change. */
export interface Moves {
  outcomes: Map<Reference, Outcome>;
  changes: Change[];
  findings: Finding[];
}

/** Lets each transform look at the manifests that hold its references; what none rewrites stays, with the reason. */
export function moveReferences(
  destinations: ReadonlyMap<Reference, Target | Stay>,
  transforms: readonly Transform[],
  text: (file: string) => string | undefined,
  namespaceOf: (manifest: Manifest) => string,
): Moves {
  const moves: Moves = { outcomes: new Map(), changes: [], findings: [] };
  const byManifest = new Map<Manifest["node"], { manifest: Manifest; references: Reference[] }>();
  for (const [reference, to] of destinations) {
    const stays = "stays" in to ? to : { stays: "no rewrite handles it yet", outcome: "manual" as const };
    moves.outcomes.set(reference, { outcome: stays.outcome, reason: stays.stays });
    const { manifest } = reference;
    const entry = byManifest.get(manifest.node);
    if (entry) entry.references.push(reference);
    else byManifest.set(manifest.node, { manifest, references: [reference] });
  }
  for (const { manifest, references } of byManifest.values())
    for (const transform of transforms) {
      const mine = references.filter((one) => transform.rows.includes(one.row.id));
      if (mine.length === 0 || !transform.applies(manifest)) continue;
      const {
        changes = [],
        refused = [],
        findings = [],
      } = transform.run(manifest, {
        references: mine,
        sources: [],
        destination: (reference) => destinations.get(reference) ?? { stays: "it is not part of the plan" },
        targetOf: () => undefined,
        keepsGit: () => undefined,
        namespaceOf,
        text,
      });
      for (const { reference, reason } of refused)
        moves.outcomes.set(reference, { outcome: "manual", reason });
      for (const change of changes)
        if (isMove(change.intent))
          moves.outcomes.set(change.intent.reference, { outcome: change.intent.type, reason: change.why });
      pushAll(moves.changes, changes);
      pushAll(moves.findings, findings);
    }
  return moves;
}
