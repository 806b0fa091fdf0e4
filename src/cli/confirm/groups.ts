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
 * Groups migrations by cluster, since people migrate one cluster after the other; in a fleet of a single one by what
 * decided them, such as a registry or an entry of the configuration.
 * @param all migrations of the plan in which nothing is declined
 */
export function groupsOf(all: readonly Migration[]): Groups {
  const byCluster = new Set(all.map((one) => one.source.scope)).size > 1;
  const of = ({ source, target }: Migration): Group => {
    const label = byCluster ? `cluster ${clustersText([source.scope])}` : target.decision.reason;
    return { key: label, label };
  };
  const order = [...new Set(all.map((one) => of(one).key))];
  return {
    of,
    rank: (migration) => {
      const at = order.indexOf(of(migration).key);
      return at === -1 ? order.length : at;
    },
  };
}
