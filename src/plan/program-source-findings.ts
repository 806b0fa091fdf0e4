import type { Graph, Reference } from "../core/graph.ts";
import type { Finding, Outcome } from "../core/plan.ts";
import type { Targets } from "./targets.ts";

/**
 * Sources of programs that were to move and cannot, where no reference says so: programs compute names and values, so
 * a source often has no reference that anybody could find, and would be left without a word.
 */
export function programSourceFindings(
  graph: Graph,
  targets: Targets,
  outcomes: ReadonlyMap<Reference, Outcome>,
): Finding[] {
  return graph.sources.flatMap((source): Finding[] => {
    const target = targets.get(source);
    const declaration = source.declarations.find(({ manifest }) => manifest.document.code);
    if (!declaration || !target || !("none" in target)) return [];
    if (source.references.some((one) => outcomes.get(one)?.reason.includes(target.none))) return [];
    const { location } = declaration;
    const message = `${source.id} stays on Git: ${target.none}`;
    return [{ rule: "git-repository", severity: "warning", message, location }];
  });
}
