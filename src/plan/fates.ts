import type { Decision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import type { Fate, Target } from "../core/plan.ts";
import type { Targets } from "./targets.ts";

/** What becomes of each source, with the reason that a report shows. */
export function fatesOf(
  graph: Graph,
  decisions: ReadonlyMap<SourceNode, Decision>,
  targets: Targets,
  active: ReadonlyMap<SourceNode, Target>,
  keeps: ReadonlyMap<SourceNode, string | undefined>,
): Map<SourceNode, Fate> {
  const fateOf = (source: SourceNode): Fate => {
    const decision = decisions.get(source);
    if (decision?.action !== "migrate") return { state: "kept", reason: decision?.reason ?? "undecided" };
    const target = targets.get(source);
    if (target && "none" in target) return { state: "kept", reason: target.none };
    const used = active.get(source);
    if (!used) return { state: "kept", reason: "no reference to it moves, so nothing is declared" };
    if (used.place.at === "elsewhere")
      return { state: "elsewhere", reason: "another repository or the bootstrap declares it" };
    if (used.place.at !== "beside") return { state: "declared", reason: decision.reason };
    const kept = keeps.get(source);
    return kept === undefined
      ? { state: "replaced", reason: decision.reason }
      : { state: "beside", reason: kept };
  };
  return new Map(graph.sources.map((source) => [source, fateOf(source)]));
}
