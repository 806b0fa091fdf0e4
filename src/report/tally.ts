import type { Graph, Reference } from "../core/graph.ts";
import { leavesGit, needsGit, type Outcome, type Plan } from "../core/plan.ts";
import { count } from "./pretty.ts";

/** What a plan does with the references of a tree. Each is in one list: every report counts with these. */
export interface Tally {
  /** Nothing of them names a Git source afterwards. */
  moving: Reference[];
  /** They keep what they say about Git sources, and get a copy for OCIRepository beside it: they need no source. */
  beside: Reference[];
  /** They work only as long as their Git source is there. */
  staying: Reference[];
}

/** In which list a reference is. */
export function listOf(outcome: Outcome | undefined): keyof Tally {
  if (leavesGit(outcome)) return "moving";
  return needsGit(outcome) ? "staying" : "beside";
}

/** Sorts the references of a tree by what becomes of them. */
export function tallyOf(
  { references }: Pick<Graph, "references">,
  { outcomes }: Pick<Plan, "outcomes">,
): Tally {
  const tally: Tally = { moving: [], beside: [], staying: [] };
  for (const one of references) tally[listOf(outcomes.get(one))].push(one);
  return tally;
}

/** `2 references get a copy for OCIRepository beside them`; undefined for none. */
export function besideText(number: number): string | undefined {
  if (number === 0) return undefined;
  const [gets, them] = number === 1 ? ["gets", "it"] : ["get", "them"];
  return `${count(number, "reference")} ${gets} a copy for OCIRepository beside ${them}`;
}

/**
 * `Patches among them change the source of 180 other objects`; undefined for none. One line of a diff may be all that
 * there is to see of them.
 */
export function patchedText(references: readonly Reference[]): string | undefined {
  const objects = new Set(
    references.flatMap(({ written }) => written?.readers.map(({ node }) => node) ?? []),
  );
  return objects.size === 0
    ? undefined
    : `Patches among them change the source of ${count(objects.size, "other object")}`;
}

/** `2 references stay on Git`; undefined for none. */
export function stayingText(number: number): string | undefined {
  return number === 0 ? undefined : `${count(number, "reference")} ${number === 1 ? "stays" : "stay"} on Git`;
}
