import { groupBy } from "../../core/group.ts";
import type { Migration } from "../../core/plan.ts";
import { clustersText, type Move, movesOf, placeOf } from "../../report/moving.ts";
import type { Part, SplitBy } from "./steps.ts";

/** What the references of a part have in common. */
const LABELS: Readonly<Record<SplitBy, (move: Move) => string>> = {
  file: ({ intent }) => intent.reference.location.file,
  // One line for several clusters is one part: it cannot say two things.
  cluster: ({ intent }) => `cluster ${clustersText(intent.reference.scopes)}`,
  reference: placeOf,
};

/**
 * The parts of a migration that can be decided alone: each is some of its references. What is not about a reference,
 * the declaration itself, goes with whatever moves.
 * @returns why there is nothing to split, where all of it would be one part
 */
export function partsOf(migration: Migration, by: SplitBy): Part[] | string {
  const moves = movesOf(migration);
  const groups = groupBy(moves, LABELS[by]);
  const [first] = moves;
  if (!first) return "no reference moves with it, so there is nothing to split";
  const { scopes } = first.intent.reference;
  if (groups.size === 1 && by === "cluster" && scopes.length > 1)
    return `one line serves ${clustersText(scopes)}, so it cannot be split`;
  if (groups.size === 1) return `all of it is one part: ${LABELS[by](first)}`;
  return [...groups].map(([label, moves]) => ({
    label,
    references: [...new Set(moves.map((one) => one.intent.reference.id))],
  }));
}

/** What a person has to know about a part that several clusters share; undefined for all others. */
export function sharedNote(part: Part, migration: Migration): string | undefined {
  const ids = new Set(part.references);
  const shared = movesOf(migration).filter(
    ({ intent: { reference } }) => ids.has(reference.id) && reference.scopes.length > 1,
  );
  const [first] = shared;
  if (!first) return undefined;
  const { scopes } = first.intent.reference;
  return `one line serves ${clustersText(scopes)}, so they are decided together`;
}
