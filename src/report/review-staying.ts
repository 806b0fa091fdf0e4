import type { Graph, Reference } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Plan } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { unitsOf } from "../core/units.ts";
import { refText } from "./pretty.ts";
import { shown } from "./review-text.ts";

/** References of which one thing becomes for one reason. */
export interface Staying {
  outcome: string;
  reason: string;
  /** `file:line` of each. */
  places: string[];
}

/** A source or chart of which nothing moves. */
export interface KeptSource {
  id: string;
  /** The Git url and ref. */
  from: string;
  /** True where nobody has decided it yet. */
  undecided: boolean;
  reason: string;
  references: number;
}

/** References by what becomes of them and why; the most frequent reason first. */
export function byReason(references: readonly Reference[], plan: Plan): Staying[] {
  const groups = groupBy(references, (one) => {
    const { outcome = "manual", reason = "" } = plan.outcomes.get(one) ?? {};
    return JSON.stringify([outcome, shown(reason)]);
  });
  return [...groups]
    .map(([key, list]) => {
      const [outcome, reason] = JSON.parse(key) as [string, string];
      return {
        outcome,
        reason,
        places: list.map(({ location }) => shown(`${location.file}:${location.line}`)),
      };
    })
    .sort((a, b) => b.places.length - a.places.length || compare(a.reason, b.reason));
}

/** Sources and charts that nothing takes away from Git; those that nobody decided first. */
export function keptSources(graph: Graph, plan: Plan): KeptSource[] {
  const moving = new Set(plan.migrations.map((one) => one.unit));
  return unitsOf(graph)
    .filter((unit) => !moving.has(unit))
    .map((unit) => {
      const source = "source" in unit ? unit.source : unit;
      const decision = plan.decisions.get(unit);
      const fate = plan.fates.get(unit);
      const reason = decision?.action === "migrate" ? fate?.reason : decision?.reason;
      return {
        id: shown(unit.id),
        from: shown(`${source.url ?? "url unknown"} ${refText(source.ref ?? {})}`.trim()),
        undecided: (decision?.action ?? "undecided") === "undecided",
        reason: shown(reason ?? "nobody has decided it"),
        references: "releases" in unit ? unit.releases.length : unit.references.length,
      };
    })
    .sort((a, b) => Number(b.undecided) - Number(a.undecided) || b.references - a.references);
}
