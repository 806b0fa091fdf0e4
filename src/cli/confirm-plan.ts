import type { Plan } from "../core/plan.ts";
import type { Unit } from "../core/units.ts";
import type { Terminal } from "../io/terminal.ts";
import { paint, visible } from "../report/colour.ts";
import type { Analysis } from "../run.ts";
import { UsageError } from "./exit.ts";

/** How to ask. */
export interface Asking {
  /** Units that are not asked about, each with the reason. */
  declined: ReadonlyMap<Unit, string>;
  repairs: boolean;
  terminal: Terminal;
  say(text: string): void;
  /** Line by line instead of with single keys. */
  byLine: boolean;
  /** Goes on with the answers of an interrupted session. */
  resume: boolean;
  /** What `--only` names; answers count for the same sources only. */
  only: readonly string[];
}

/** What a person decided. */
export interface Confirmed {
  plan: Plan;
  /** The tree, decided with the edits too. */
  analysis: Analysis;
  /** Forgets the answers; call it once they are written. */
  finish(): void;
}

/**
 * Asks for each migration; every answer is a decision, and the next question comes from a new plan. Answers are kept
 * as they are given, so that an interrupted session can be resumed.
 * @throws Interrupted on Ctrl-C, UsageError where there is nothing to resume, or not on this tree
 */
export async function confirmPlan(analysis: Analysis, asking: Asking): Promise<Confirmed | "quit"> {
  const [{ converse }, { savedSession }, { filesRead }] = await Promise.all([
    import("./confirm/conversation.ts"),
    import("./confirm/saved-session.ts"),
    import("./files-read.ts"),
  ]);
  const { say, terminal } = asking;
  const saved = savedSession({
    root: analysis.scanned.root,
    settings: { config: analysis.config, only: asking.only },
    read: filesRead(analysis.scanned),
  });
  const earlier = saved?.load();
  if (asking.resume && earlier === undefined)
    throw new UsageError("there is no interrupted session of this repository; run migrate without --resume");
  if (asking.resume && earlier && "refused" in earlier)
    throw new UsageError(`the session cannot go on, ${earlier.refused}; run migrate without --resume`);
  const steps = earlier && !("refused" in earlier) ? earlier : [];
  if (asking.resume) say(`going on after ${steps.length} answer${steps.length === 1 ? "" : "s"}`);
  else if (earlier)
    say("an interrupted session is forgotten with the first answer; --resume would go on with it");

  let told = false;
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
          const problem = saved?.save(now);
          kept = saved !== undefined && problem === undefined;
          if (problem !== undefined && !told) say(`warning: answers cannot be kept for --resume: ${problem}`);
          told ||= problem !== undefined;
        },
      },
      ui,
    );
    if (ending === "quit") {
      saved?.remove();
      return "quit";
    }
    const { editedConfig } = await import("./confirm/edit.ts");
    const edits = editedConfig(ending.steps);
    if (edits !== "")
      terminal.writeErr(`\nTo decide so in every run, write into git2oci.yaml:\n\n${visible(edits)}\n`);
    return { plan: ending.state.plan, analysis: ending.analysis, finish: () => saved?.remove() };
  } catch (error) {
    if (kept && error instanceof Error && error.name === "Interrupted")
      say("your answers are kept: migrate --resume goes on with them");
    throw error;
  } finally {
    ui.close();
  }
}

/** Single keys where the terminal can draw, else lines. */
async function openUi(terminal: Terminal, byLine: boolean) {
  const streams = { input: process.stdin, output: process.stderr, paint: paint(terminal.colorErr) };
  if (byLine || process.env.TERM === "dumb") return (await import("./confirm/line-ui.ts")).lineUi(streams);
  return (await import("./confirm/key-ui.ts")).keyUi(streams);
}
