import type { Reference } from "../../core/graph.ts";
import type { Migration, Plan } from "../../core/plan.ts";
import { isChart } from "../../core/units.ts";

/**
 * What a migration leaves to a person: references that no edit can change safely. They stay on Git, and their Git
 * source with them, so nothing breaks meanwhile; that is why such a migration is still safe.
 */
export function byHand({ unit, source }: Migration, { outcomes }: Pick<Plan, "outcomes">): Reference[] {
  const references = isChart(unit) ? unit.releases : source.references;
  return references.filter((one) => outcomes.get(one)?.outcome === "manual");
}
