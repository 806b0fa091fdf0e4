import type { Migration } from "../../core/plan.ts";
import { clustersText } from "../../report/moving.ts";

/** Questions that `a` and `d` answer together. */
export interface Group {
  key: string;
  /** For people; stands on the screen. */
  label: string;
}

/** The group of a migration, and its place among the others. */
export interface Groups {
  of(migration: Migration): Group;
  rank(migration: Migration): number;
}

/**
 * Groups migrations by cluster, or by what decided them (a registry, an entry of the configuration): whichever makes
 * fewer groups, but more than one, which would be nothing but all.
 * A migration stays in its group whatever an edit changes, or `a` and `d` would mean something else after it.
 * @param all migrations of the plan in which nothing is declined, before any edit
 */
export function groupsOf(all: readonly Migration[]): Groups {
  const clusters = new Set(all.map(CLUSTER)).size;
  const decisions = new Set(all.map(DECISION)).size;
  const by = clusters > 1 && (decisions === 1 || clusters <= decisions) ? CLUSTER : DECISION;
  const order = [...new Set(all.map(by))];
  const known = new Map(all.map((one) => [one.id, by(one)]));
  const keyOf = (migration: Migration) => known.get(migration.id) ?? by(migration);
  return {
    of: (migration) => ({ key: keyOf(migration), label: keyOf(migration) }),
    rank: (migration) => {
      const at = order.indexOf(keyOf(migration));
      return at === -1 ? order.length : at;
    },
  };
}

const CLUSTER = ({ source }: Migration) => `cluster ${clustersText([source.scope])}`;
const DECISION = ({ target }: Migration) => target.decision.reason;
