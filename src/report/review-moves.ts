import { UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { type Fate, isMove, leavesGit, type Plan } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { isChart } from "../core/units.ts";
import { refText } from "./pretty.ts";
import { artifactText, clusterName, shown } from "./review-text.ts";

/** One source or chart that moves; the same in several clusters is one. */
export interface Move {
  ids: string[];
  name: string;
  /** The Git url and ref. */
  from: string;
  /** Kind, namespace and name of the new object. */
  object: string;
  /** The artifact and its ref. */
  artifact: string;
  clusters: string[];
  /** What becomes of the Git sources, in a word or two. */
  git: string[];
  /** How many references move with it. */
  references: number;
  reasons: string[];
}

/** What becomes of a Git source, for somebody who has not read what our words mean. */
const STATES: Readonly<Record<Fate["state"], string>> = {
  replaced: "the Git source goes",
  beside: "the Git source stays beside it",
  declared: "it is declared in this tree",
  elsewhere: "it is not declared in this tree",
  kept: "nothing is declared",
};

/** The same in the cell of a table. */
const GIT: Readonly<Record<Fate["state"], string>> = {
  replaced: "goes",
  beside: "stays",
  declared: "stays",
  elsewhere: "is not declared here",
  kept: "stays",
};

/** The migrations, those that differ only in the cluster together. */
export function movesOf(plan: Plan): Move[] {
  const rows = plan.migrations.map(({ id, unit, source, target, changes, reservation }) => {
    const references = changes.flatMap(({ intent }) =>
      isMove(intent) && leavesGit(plan.outcomes.get(intent.reference)) ? [intent.reference] : [],
    );
    const path = isChart(unit) ? `, chart ${unit.path || "."}` : "";
    const fate = plan.fates.get(unit);
    return {
      id: shown(id),
      name: shown(`${source.namespace}/${source.name}${path}`),
      from: shown(`${source.url ?? "url unknown"} ${refText(source.ref ?? {})}`.trim()),
      object: shown(`${target.kind} ${target.namespace}/${target.name}`),
      artifact: shown(artifactText(target.decision)),
      clusters: [source.scope, ...references.flatMap((one) => one.scopes)],
      references,
      git: fate ? GIT[fate.state] : "stays",
      reasons: [
        ...(reservation === undefined ? [] : [`review: ${reservation}`]),
        ...(fate ? [`${STATES[fate.state]}: ${fate.reason}`] : []),
        ...target.decision.notes,
      ].map(shown),
    };
  });
  const groups = groupBy(rows, (row) => JSON.stringify([row.name, row.from, row.object, row.artifact]));
  return [...groups.values()].map((group) => {
    const { name, from, object, artifact } = group[0]!;
    const scopes = new Set(group.flatMap((row) => row.clusters));
    // What a root reaches says more than that nothing is known of another reader.
    if (scopes.size > 1) scopes.delete(UNKNOWN);
    return {
      ids: group.map((row) => row.id),
      name,
      from,
      object,
      artifact,
      clusters: [...scopes].map(clusterName).sort(compare),
      git: [...new Set(group.map((row) => row.git))],
      // A line of a shared base moves with the source of each of its clusters.
      references: new Set(group.flatMap((row) => row.references)).size,
      reasons: [...new Set(group.flatMap((row) => row.reasons))],
    };
  });
}
