import { type Graph, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { leavesGit, type Outcome } from "../core/plan.ts";
import { isChart, type Unit } from "../core/units.ts";
import { isLeft } from "./includes.ts";

/** Why a migration is no more than `review`; undefined for one that is safe. */
export function reservationOf(
  unit: Unit,
  graph: Graph,
  outcomes: ReadonlyMap<Reference, Outcome>,
): string | undefined {
  if (isChart(unit)) return undefined;
  if (isLeft(unit, outcomes)) return `${left(unit)}; its consumers may live in another repository`;
  const root = mayBeRoot(unit, graph, outcomes);
  return (
    root &&
    `no root was found in this repository, and ${describe(root.manifest)} (${root.location.file}:${root.location.line}), which reads the repository itself, may be one; a root stays on Git: it is how the next change arrives`
  );
}

function left({ references }: SourceNode): string {
  if (references.length === 0) return "nothing in this tree refers to it";
  return references.every((one) => one.row.follows)
    ? "nothing in this tree reads it"
    : "only a source that goes includes it";
}

/** In a tree without a root, a Kustomization of this repository that somebody applies by hand may be the root. */
function mayBeRoot(
  source: SourceNode,
  { roots, contexts }: Graph,
  outcomes: ReadonlyMap<Reference, Outcome>,
): Reference | undefined {
  if (roots.length > 0 || source.owner !== "own") return undefined;
  const byHand = (file: string) =>
    (contexts.get(file) ?? []).some(({ scope, via }) => scope === UNKNOWN && via === undefined);
  return source.references.find(
    (one) =>
      one.row.id === "kustomization-source-ref" && leavesGit(outcomes.get(one)) && byHand(one.location.file),
  );
}
