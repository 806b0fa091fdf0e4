import type { Reference, SourceNode } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { type Change, type Finding, isMove, type Outcome, type Target } from "../core/plan.ts";
import { counted, NO_PROGRESS, type Progress } from "../core/progress.ts";
import type { Transform, TransformContext } from "../core/transform.ts";
import type { Stay } from "./destination.ts";

/** What the consumers' transforms decided: where each reference goes, and by which change. */
export interface Moves {
  outcomes: Map<Reference, Outcome>;
  changes: Change[];
  findings: Finding[];
}

/** What readers do, and what is known of those that only follow. */
export interface FirstMoves extends Moves {
  /** References that follow what becomes of their sources; how is known once it is settled which Git sources go. */
  followers: readonly Reference[];
  /** Sources that a follower names without naming an OCIRepository too. */
  waiting: ReadonlySet<SourceNode>;
}

/** What a transform is told about the plan. */
export type Asked = Pick<TransformContext, "destination" | "remains" | "namespaceOf" | "text">;

/**
 * Lets each transform look at the manifests that hold its references; what none rewrites stays, with the reason.
 * References that follow are only tried, in both ways that they may go, so that laying them out cannot fail later.
 */
export function moveReferences(
  destinations: ReadonlyMap<Reference, Target | Stay>,
  transforms: readonly Transform[],
  tree: Pick<Asked, "namespaceOf" | "text">,
  progress: Progress = NO_PROGRESS,
): FirstMoves {
  const first: Moves = { outcomes: new Map(), changes: [], findings: [] };
  const followers: Reference[] = [];
  const readers: Reference[] = [];
  for (const [reference, to] of destinations) {
    const stays = "stays" in to ? to : { stays: "no rewrite handles it yet", outcome: "manual" as const };
    first.outcomes.set(reference, { outcome: stays.outcome, reason: stays.stays });
    (reference.row.follows && !("stays" in to) ? followers : readers).push(reference);
  }
  const asked: Asked = {
    destination: (reference) => destinations.get(reference) ?? { stays: "it is not part of the plan" },
    remains: () => undefined,
    ...tree,
  };
  add(first, runTransforms(readers, transforms, asked, progress));
  const tries = [
    runTransforms(followers, transforms, asked),
    runTransforms(followers, transforms, { ...asked, remains: () => "it may stay" }),
  ];
  const refused = new Map(
    tries.flatMap(({ outcomes }) => [...outcomes].filter(([, { outcome }]) => outcome === "manual")),
  );
  for (const [reference, outcome] of refused) first.outcomes.set(reference, outcome);
  const open = followers.filter((one) => !refused.has(one));
  // What follows keeps no source while it is found out which ones go.
  for (const one of open) first.outcomes.set(one, { outcome: "append", reason: "it follows its source" });
  const changed = new Set(
    tries[1]?.changes.flatMap(({ intent }) => (isMove(intent) ? [intent.reference] : [])),
  );
  const waiting = new Set(open.filter((one) => changed.has(one)).flatMap((one) => one.sources));
  return { ...first, followers: open, waiting };
}

/** Changes and outcomes of the references that the transforms handle; of the others nothing is said. */
export function runTransforms(
  references: readonly Reference[],
  transforms: readonly Transform[],
  asked: Asked,
  progress: Progress = NO_PROGRESS,
): Moves {
  const moves: Moves = { outcomes: new Map(), changes: [], findings: [] };
  const byManifest = new Map<Manifest["node"], { manifest: Manifest; references: Reference[] }>();
  for (const reference of references) {
    const entry = byManifest.get(reference.manifest.node);
    if (entry) entry.references.push(reference);
    else byManifest.set(reference.manifest.node, { manifest: reference.manifest, references: [reference] });
  }
  for (const { manifest, references: inside } of counted(byManifest.values(), progress))
    for (const transform of transforms) {
      const mine = inside.filter((one) => handles(transform, one));
      if (mine.length === 0 || !transform.applies(manifest)) continue;
      const result = transform.run(manifest, {
        ...asked,
        references: mine,
        sources: [],
        targetOf: () => undefined,
        keepsGit: () => undefined,
      });
      const { changes = [], refused = [], kept = [], findings = [] } = result;
      for (const { reference, reason } of refused)
        moves.outcomes.set(reference, { outcome: "manual", reason: withAdvice(reason, reference) });
      for (const { reference, reason } of kept) moves.outcomes.set(reference, { outcome: "keep", reason });
      for (const change of changes)
        if (isMove(change.intent))
          moves.outcomes.set(change.intent.reference, { outcome: change.intent.type, reason: change.why });
      pushAll(moves.changes, changes);
      pushAll(moves.findings, findings);
    }
  return moves;
}

/** A refusal says why; where it does not say what to write, the table does. */
function withAdvice(reason: string, { row }: Reference): string {
  return reason.includes("OCIRepository") ? reason : `${reason}. ${row.why}`;
}

function handles({ rows }: Transform, { row }: Reference): boolean {
  return typeof rows === "function" ? rows(row) : rows.includes(row.id);
}

function add(to: Moves, { outcomes, changes, findings }: Moves): void {
  for (const [reference, outcome] of outcomes) to.outcomes.set(reference, outcome);
  pushAll(to.changes, changes);
  pushAll(to.findings, findings);
}
