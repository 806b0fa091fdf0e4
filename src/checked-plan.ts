import { checkResult } from "./check.ts";
import type { FileChange, Plan } from "./core/plan.ts";
import { type Unit, unitsOf } from "./core/units.ts";
import { NO_PROGRESS, type Progress } from "./io/progress.ts";
import { type Analysis, changesOf } from "./run.ts";

/** A plan whose result was read again before anything is written. */
export interface CheckedPlan {
  plan: Plan;
  files: FileChange[];
  /** Faults of ours, each a line; what they would break stays on Git. */
  bugs: readonly string[];
}

/**
 * Checks what a plan would write. What the check finds is a bug of ours: it is kept on Git, and the rest is planned
 * anew, so that one fault does not stop a fleet.
 * @param planWithout plans with these units kept on Git, each with the reason
 * @throws Error if a problem remains although nothing moves
 */
export function checkedPlan(
  analysis: Analysis,
  planWithout: (declined: ReadonlyMap<Unit, string>) => Plan,
  progress: Progress = NO_PROGRESS,
): CheckedPlan {
  const bugs: string[] = [];
  const declined = new Map<Unit, string>();
  for (;;) {
    const plan = planWithout(declined);
    progress.phase("laying out the change");
    const files = changesOf(plan, analysis);
    const problems = checkResult(analysis, plan, files, progress);
    if (problems.length === 0) return { plan, files, bugs };
    const moving = plan.migrations.map(({ unit }) => unit);
    if (moving.length === 0)
      throw new Error(`the plan would break the fleet, nothing was written: ${problems[0]?.text}`);
    for (const { text, units } of problems) {
      bugs.push(text);
      // What cannot be told apart stays as a whole.
      const blamed = units.filter((unit) => moving.includes(unit));
      for (const unit of blamed.length > 0 ? blamed : moving)
        declined.set(unit, `a bug in git2oci would break it: ${text}`);
    }
  }
}

/** Everything that a plan leaves on Git, with its reason, so that another plan moves no more than it. */
export function notMoving({ migrations, fates }: Plan, { graph }: Analysis): Map<Unit, string> {
  const moving = new Set(migrations.map(({ unit }) => unit));
  return new Map(
    unitsOf(graph).flatMap((unit) =>
      moving.has(unit) ? [] : [[unit, fates.get(unit)?.reason ?? "not accepted"] as const],
    ),
  );
}
