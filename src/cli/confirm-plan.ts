import type { Plan } from "../core/plan.ts";
import type { Unit } from "../core/units.ts";
import type { Terminal } from "../io/terminal.ts";
import { visible } from "../report/colour.ts";
import { count } from "../report/pretty.ts";
import type { Analysis } from "../run.ts";
import type { Step } from "./confirm/steps.ts";
import { UsageError } from "./exit.ts";
import type { Say } from "./say.ts";

const KEPT = "your answers are kept: the same command with --resume goes on with them";

/** How to ask. */
export interface Asking {
  /** Units that are not asked about, each with the reason. */
  declined: ReadonlyMap<Unit, string>;
  repairs: boolean;
  terminal: Terminal;
  say: Say;
  /** Line by line instead of with single keys. */
  byLine: boolean;
  /** Goes on with the answers of an interrupted session. */
  resume: boolean;
  /** What `--only` names; answers count for the same sources only. */
  only: readonly string[];
  /** SHA-256 of every file that was read, from before the first question; answers count for these bytes only. */
  read: ReadonlyMap<string, string>;
  /** Of this program; another one may ask other questions. */
  version: string;
}

/** What a person decided. */
export interface Confirmed {
  plan: Plan;
  /** The tree, decided with the edits too. */
  analysis: Analysis;
  /** Forgets the answers of this run; call it once they are written. What another run left stays. */
  finish(): void;
}

/**
 * Asks for each migration; every answer is a decision, and the next question comes from a new plan. Answers are kept
 * as they are given, so that a session that was interrupted or quit can be resumed.
 * @throws Interrupted on Ctrl-C, UsageError where there is nothing to resume, or not on this tree
 */
export async function confirmPlan(analysis: Analysis, asking: Asking): Promise<Confirmed | "quit"> {
  const [{ converse }, { openUi }, { savedSession }] = await Promise.all([
    import("./confirm/conversation.ts"),
    import("./confirm/open-ui.ts"),
    import("./confirm/saved-session.ts"),
  ]);
  const { say, terminal } = asking;
  const saved = savedSession({
    root: analysis.scanned.root,
    settings: { config: analysis.config, only: asking.only },
    read: asking.read,
    version: asking.version,
  });
  const earlier = saved?.load();
  if (asking.resume && earlier === undefined)
    throw new UsageError("there is no unfinished session of this repository; run migrate without --resume");
  if (asking.resume && earlier && "refused" in earlier)
    throw new UsageError(`the session cannot go on, ${earlier.refused}; run migrate without --resume`);
  const steps = earlier && !("refused" in earlier) ? earlier : [];
  if (asking.resume) say(`going on after ${answersIn(steps)}`);
  else if (earlier)
    say(
      "refused" in earlier
        ? `an unfinished session cannot go on, ${earlier.refused}; it is forgotten with the first answer`
        : "an unfinished session is forgotten with the first answer; --resume would go on with it",
    );

  let told = false;
  // Whether the file holds answers of this run, resumed ones among them; any other is not ours to remove.
  let kept = asking.resume && steps.length > 0;
  const ui = await openUi(terminal, asking.byLine);
  try {
    const ending = await converse(
      {
        basis: {
          analysis,
          declined: new Map([...asking.declined].map(([unit, reason]) => [unit.id, reason])),
          repairs: asking.repairs,
        },
        steps: asking.resume ? steps : [],
        keep: (now) => {
          if (now.length === 0 && kept) saved?.remove();
          const problem = now.length === 0 ? undefined : saved?.save(now);
          // A file that could not be replaced still holds the answers before this one.
          if (problem === undefined) kept = saved !== undefined && now.length > 0;
          if (problem !== undefined && !told) say(`warning: answers cannot be kept for --resume: ${problem}`);
          told ||= problem !== undefined;
        },
      },
      ui,
    );
    if (ending === "quit") {
      if (kept) say(KEPT);
      return "quit";
    }
    const { editedConfig } = await import("./confirm/edit.ts");
    const migrating = ending.state.plan.migrations.map(({ id }) => id);
    const edits = editedConfig(ending.steps, migrating);
    if (edits !== "")
      terminal.writeErr(`\nTo decide so in every run, write into git2oci.yaml:\n\n${visible(edits)}\n`);
    return { plan: ending.state.plan, analysis: ending.analysis, finish: () => kept && saved?.remove() };
  } catch (error) {
    if (kept && error instanceof Error && error.name === "Interrupted") say(KEPT);
    throw error;
  } finally {
    ui.close();
  }
}

/** What was done, in words: `2 answers, 1 edit`. */
function answersIn(steps: readonly Step[]): string {
  const edits = steps.filter((one) => one.do === "edit").length;
  const splits = steps.filter((one) => one.do === "split").length;
  return [
    count(steps.length - edits - splits, "answer"),
    ...(edits > 0 ? [count(edits, "edit")] : []),
    ...(splits > 0 ? [count(splits, "split")] : []),
  ].join(", ");
}
