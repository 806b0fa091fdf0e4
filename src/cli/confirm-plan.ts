import type { SourceNode } from "../core/graph.ts";
import type { Plan } from "../core/plan.ts";
import type { Terminal } from "../io/terminal.ts";
import { paint } from "../report/colour.ts";
import { prettyMigration } from "../report/pretty-migrate.ts";
import { type Analysis, plan } from "../run.ts";
import { filesOf } from "./with-modes.ts";

/**
 * Asks for each migration; every answer is a decision, and the next question comes from a new plan.
 * @returns the plan that follows from all answers, or `quit`
 * @throws Interrupted on Ctrl-C
 */
export async function confirmPlan(
  analysis: Analysis,
  declinedBefore: ReadonlyMap<SourceNode, string>,
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
      if (decided.get(source.id) === false) declined.set(source, "declined");
    return plan(analysis, declined);
  };
  const outcome = await askAll(
    (decided) => {
      const left = planWith(decided).migrations.filter((one) => !decided.has(one.source.id));
      const [next] = left;
      return (
        next && {
          id: next.source.id,
          title: `Migrate ${next.source.id}? (${left.length} left)`,
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
