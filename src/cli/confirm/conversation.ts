/** The dialogue: shows a question, takes a command, and asks what follows from it. */
import { visible } from "../../report/colour.ts";
import { type Analysis, changesOf } from "../../run.ts";
import { ACTIONS, type Action } from "./act.ts";
import type { Basis } from "./decided.ts";
import { questionPage, writePage } from "./pages.ts";
import type { State } from "./questions.ts";
import { totalLine } from "./screens.ts";
import type { Step } from "./steps.ts";
import { currentOf, type Talk, talkAfter } from "./talk.ts";
import type { Page, Ui } from "./ui.ts";

/** How a session ended: with a plan and the tree it is about (edits decide it anew), or with nothing. */
export type Ending = { state: State; analysis: Analysis; steps: readonly Step[] } | "quit";

/** What the dialogue is told. */
export interface Session {
  basis: Basis;
  /** Steps of an interrupted session, to go on after. */
  steps: readonly Step[];
  /** Keeps the steps whenever they change. */
  keep(steps: readonly Step[]): void;
}

/**
 * Asks until nothing is open, and then once whether to write. Open questions that were passed over come again; none
 * counts as a no.
 * @throws Interrupted on Ctrl-C
 */
export async function converse({ basis, steps, keep }: Session, ui: Ui): Promise<Ending> {
  const talk = await startOf(basis, steps);
  for (;;) {
    const question = currentOf(talk);
    const page = question ? questionPage(question, talk) : lastPage(talk);
    talk.notice = undefined;
    const command = page ? await ui.ask(page) : "yes";
    if (command === "quit") return "quit";
    if (!question && command === "yes") {
      if (talk.state.questions.length > 0) ui.tell(totalLine(talk.state, talk.analysis));
      return { state: talk.state, analysis: talk.analysis, steps: talk.steps };
    }
    const kept = talk.steps;
    const about = question ?? talk.state.questions.at(-1);
    if (about && isAction(command)) await ACTIONS[command](talk, about, ui);
    if (talk.steps !== kept) keep(talk.steps);
  }
}

/** What is asked once nothing is open; undefined if there is nothing to write. */
function lastPage(talk: Talk): Page | undefined {
  const files = changesOf(talk.state.plan, talk.analysis).map((one) => one.path);
  return files.length === 0 ? undefined : writePage(talk, files);
}

async function startOf(basis: Basis, steps: readonly Step[]): Promise<Talk> {
  const talk = await talkAfter(basis, steps);
  if (typeof talk !== "string") return talk;
  // Only a file that somebody changed holds an edit that nobody could have made.
  const fresh = await talkAfter(basis, []);
  if (typeof fresh === "string") throw new Error(fresh);
  return { ...fresh, notice: visible(`The answers of then cannot be used: ${talk}`) };
}

function isAction(command: string): command is Action {
  return command in ACTIONS;
}
