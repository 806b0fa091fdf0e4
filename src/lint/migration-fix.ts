import type { Reference, SourceNode } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { LintFix } from "../core/lint.ts";
import type { Plan } from "../core/plan.ts";
import { sourceOf } from "../core/units.ts";

/** Fixes of a plan by source; made once a plan, because some have thousands of references. */
const known = new WeakMap<Plan, ReadonlyMap<SourceNode, LintFix>>();

/**
 * What migrates a source as a whole, charts included.
 * @param safe a plan that holds nothing but what may be applied without asking
 */
export function migrationFix(source: SourceNode, safe: Plan): { fix?: LintFix } {
  let fixes = known.get(safe);
  if (!fixes) {
    fixes = fixesOf(safe);
    known.set(safe, fixes);
  }
  const fix = fixes.get(source);
  return fix ? { fix } : {};
}

/** What moves a reference, and everything that has to move with it. */
export function moveFix({ sources }: Reference, safe: Plan): { fix?: LintFix } {
  const [only, ...others] = sources;
  return only && others.length === 0 ? migrationFix(only, safe) : {};
}

/** A line that several sources share moves with all of them at once, so it is left to `migrate`. */
function fixesOf({ migrations }: Plan): Map<SourceNode, LintFix> {
  const bySource = groupBy(migrations, ({ unit }) => sourceOf(unit));
  const alone = [...bySource].filter(([source]) =>
    source.references.every((one) => one.sources.length === 1),
  );
  return new Map(
    alone.map(([source, list]) => [
      source,
      {
        id: source.id,
        why: `move ${source.id} to OCI, with everything that can follow`,
        changes: list.flatMap(({ changes }) => changes),
      },
    ]),
  );
}
