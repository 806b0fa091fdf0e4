import type { Plan } from "../core/plan.ts";
import type { Unit } from "../core/units.ts";
import type { Terminal } from "../io/terminal.ts";
import { paint } from "../report/colour.ts";
import { prettyMigration, prettyRepairs } from "../report/pretty-migrate.ts";
import { type Analysis, plan } from "../run.ts";
import { filesOf, repairsOf } from "./with-modes.ts";

/** Id of the question about repairs; no source is called so. */
const REPAIRS = "repairs";

/**
 * Asks for each migration; every answer is a decision, and the next question comes from a new plan.
 * @returns the plan that follows from all answers, or `quit`
 * @throws Interrupted on Ctrl-C
 */
export async function confirmPlan(
  analysis: Analysis,
  declinedBefore: ReadonlyMap<Unit, string>,
  repairs: boolean,
  terminal: Terminal,
): Promise<Plan | "quit"> {
  const [{ askAll }, { terminalAsk }] = await Promise.all([
    import("./confirm.ts"),
    import("./confirm-prompt.ts"),
  ]);
  const colours = paint(terminal.colorErr);
  const planWith = (decided: ReadonlyMap<string, boolean>) => {
    const declined = new Map(declinedBefore);
    for (const source of analysis.graph.sources)
      for (const unit of [source, ...source.charts])
        if (decided.get(unit.id) === false) declined.set(unit, "declined");
    return plan(analysis, declined, repairs && decided.get(REPAIRS) !== false);
  };
  const outcome = await askAll(
    (decided) => {
      const current = planWith(decided);
      const left = current.migrations.filter((one) => !decided.has(one.id));
      const [next] = left;
      if (!next && current.repairs.length > 0 && !decided.has(REPAIRS))
        return {
          id: REPAIRS,
          title: `Repair ${current.repairs.length} HelmRelease${current.repairs.length === 1 ? "" : "s"}?`,
          body: `${prettyRepairs(current.repairs, filesOf(repairsOf(current), analysis), colours)}\n`,
          kind: "safe",
        };
      return (
        next && {
          id: next.id,
          title: `Migrate ${next.id}? (${left.length} left)`,
          body: `${prettyMigration(next, filesOf(next, analysis), colours)}\n`,
          kind: next.applicability,
        }
      );
    },
    terminalAsk({ input: process.stdin, output: process.stderr, paint: colours }),
  );
  if (outcome.quit) return "quit";
  const answers = [...outcome.accepted, ...outcome.declined];
  return planWith(new Map(answers.map((id) => [id, outcome.accepted.includes(id)])));
}
