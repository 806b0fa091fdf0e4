import { type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { compare } from "../core/text.ts";

/** Something to do about an object of a cluster. */
export interface Step {
  /** The step in words; what it is given names the clusters, as ` (clusters/a, clusters/b)`, or is empty. */
  text: (clusters: string) => string;
  source: Pick<SourceNode, "scope">;
}

/** One line for each object, with its clusters: a base that twenty clusters share is one object to a person. */
export function linesOf(steps: Iterable<Step>): string[] {
  const groups = groupBy(steps, ({ text }) => text(""));
  return [...groups.values()].flatMap((list) => {
    const scopes = list.flatMap(({ source: { scope } }) => (scope === UNKNOWN ? [] : [scopeText(scope)]));
    const known = [...new Set(scopes)].sort(compare);
    return list.slice(0, 1).map(({ text }) => text(known.length === 0 ? "" : ` (${known.join(", ")})`));
  });
}
