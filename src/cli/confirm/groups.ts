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
 * @param all migrations of the plan in which nothing is declined
 */
export function groupsOf(all: readonly Migration[]): Groups {
  const clusters = new Set(all.map(CLUSTER)).size;
  const decisions = new Set(all.map(DECISION)).size;
  const by = clusters > 1 && (decisions === 1 || clusters <= decisions) ? CLUSTER : DECISION;
  const order = [...new Set(all.map(by))];
  return {
    of: (migration) => ({ key: by(migration), label: by(migration) }),
    rank: (migration) => {
      const at = order.indexOf(by(migration));
      return at === -1 ? order.length : at;
    },
  };
}

const CLUSTER = ({ source }: Migration) => `cluster ${clustersText([source.scope])}`;
const DECISION = ({ target }: Migration) => target.decision.reason;
