import type { Decision, MigrateDecision } from "../core/decision.ts";
import type { SourceNode } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import { consumersOf, type Misfit, misfit } from "./artifact-root.ts";

/** A source with a target. */
interface Rooted {
  source: SourceNode;
  decision: MigrateDecision;
}

const ADVICE = "Give each of them the same artifact.path, or artifacts and Kustomizations of their own";

/**
 * Decisions that are taken back because two of them want different roots of one thing: of the same version of an
 * artifact, or of a Kustomization that several clusters share and that has one `spec.path`.
 */
export function rootRivals(decided: readonly Rooted[]): Map<SourceNode, Decision> {
  const misfits = new Map<SourceNode, Misfit[]>();
  const add = (some: readonly Rooted[], what: string) => {
    const roots = [...new Set(some.map(rootOf))];
    if (roots.length < 2) return;
    for (const { source } of some) {
      const location = source.declarations[0]?.location ?? source.references[0]?.location;
      const message = `${what} cannot have the roots ${roots.join(" and ")}`;
      if (location) misfits.set(source, [...(misfits.get(source) ?? []), { message, location }]);
    }
  };
  const artifacts = groupBy(decided, ({ decision }) => JSON.stringify([decision.url, decision.ref]));
  for (const readers of artifacts.values()) add(readers, `the artifact ${readers[0]?.decision.url}`);
  const byNode = groupBy(
    decided.flatMap((one) => consumersOf(one.source).map((reference) => ({ ...one, reference }))),
    ({ reference }) => reference.manifest.node,
  );
  for (const [first, ...others] of byNode.values())
    if (first) add([first, ...others], `the one spec.path of ${describe(first.reference.manifest)}`);
  return new Map(
    [...misfits].map(([source, list]) => [source, misfit("artifact.path differs", list, ADVICE)]),
  );
}

function rootOf({ decision }: Rooted): string {
  return decision.artifact?.path ?? ".";
}
