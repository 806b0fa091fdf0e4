/** The dialogue of `init`: one question a group of sources, in the grammar of `migrate`. */
import { type Choice, idOf, type Proposal, type SourceGroup } from "../config/propose.ts";
import { visible } from "../report/colour.ts";
import { count } from "../report/pretty.ts";
import { prose } from "../report/styled.ts";
import type { Ui } from "./confirm/ui.ts";
import { choiceText, filePage, groupOf, type InitCommand, initPage } from "./init-pages.ts";
import { artifactOf, officialOf, reasonOf } from "./init-texts.ts";

/** A group with what is proposed for it. */
export interface Asked {
  group: SourceGroup;
  proposal: Proposal;
}

/** Answers by question; undefined where it is open. */
type Answers = readonly (Choice | undefined)[];

/** A dialogue under way; it can go on after all is answered, because the last answer can be taken back. */
export interface Talk {
  readonly all: readonly Asked[];
  answers: Answers;
  /** The question that is looked at. */
  at: number;
  /** What undo goes back to, the last answer last. */
  past: { answers: Answers; at: number }[];
  notice: string | undefined;
}

type Action = Exclude<InitCommand, "quit" | "help" | "why">;

const LEFT_OPEN: Choice = { action: "open", why: "left open in git2oci init" };

type Act = (talk: Talk, asked: Asked, ui: Ui) => void | Promise<void>;

/** One function a command. */
const ACTIONS: Readonly<Record<Action, Act>> = {
  yes: (talk, { proposal }, ui) => answer(talk, ui, isThis, () => proposal.choice),
  no: typed(reasonOf, isThis),
  "rest-yes": (talk, _, ui) => answer(talk, ui, isOfGroup, (one) => one.proposal.choice),
  "rest-no": typed(reasonOf, isOfGroup),
  all: (talk, _, ui) => answer(talk, ui, isLeft, (one) => one.proposal.choice),
  edit: typed(artifactOf, isThis),
  official: typed(officialOf, isThis),
  open: (talk, _, ui) => answer(talk, ui, isThis, () => LEFT_OPEN),
  next: (talk) => go(talk, 1, true),
  previous: (talk) => go(talk, -1, true),
  "next-any": (talk) => go(talk, 1, false),
  "previous-any": (talk) => go(talk, -1, false),
  undo,
};

/** A dialogue before its first question. */
export function startTalk(all: readonly Asked[]): Talk {
  return { all, answers: all.map(() => undefined), at: 0, past: [], notice: undefined };
}

/**
 * Asks until nothing is open.
 * @returns the choices, one a group; `quit` where nothing shall be written
 * @throws Interrupted on Ctrl-C
 */
export async function askGroups(talk: Talk, ui: Ui): Promise<Choice[] | "quit"> {
  const { all } = talk;
  while (talk.answers.includes(undefined)) {
    const page = initPage(all, talk.at, talk.answers, talk.notice);
    talk.notice = undefined;
    const command = await ui.ask(page);
    if (command === "quit") return "quit";
    if (isAction(command)) await ACTIONS[command](talk, all[talk.at]!, ui);
  }
  return talk.answers.filter((one) => one !== undefined);
}

function isAction(command: string): command is Action {
  return command in ACTIONS;
}

/** Which questions an answer is about, beside the one that is looked at. */
type Scope = (talk: Talk, index: number) => boolean;

function isThis(): boolean {
  return false;
}

function isLeft({ answers }: Talk, index: number): boolean {
  return answers[index] === undefined;
}

function isOfGroup(talk: Talk, index: number): boolean {
  return isLeft(talk, index) && groupOf(talk.all[index]!) === groupOf(talk.all[talk.at]!);
}

/** An answer with a text to type; nothing happens where the person goes back. */
function typed(ask: (asked: Asked, ui: Ui) => Promise<Choice | undefined>, scope: Scope): Act {
  return async (talk, asked, ui) => {
    const choice = await ask(asked, ui);
    if (choice) answer(talk, ui, scope, () => choice);
  };
}

/** Takes an answer, tells it, and goes to the next open question. */
function answer(talk: Talk, ui: Ui, scope: Scope, choiceOf: (asked: Asked) => Choice): void {
  const { all, answers, at } = talk;
  const now = answers.map((old, i) => (i === at || scope(talk, i) ? choiceOf(all[i]!) : old));
  const fresh = now.flatMap((choice, i) =>
    choice && (i === at || choice !== answers[i]) ? [{ i, choice }] : [],
  );
  // Answers that were given unseen: the record counts them before it lists them.
  if (fresh.length > 1) ui.tell(prose(`${count(fresh.length, "answer")} at once:`));
  for (const { i, choice } of fresh)
    ui.tell(prose(visible(`${idOf(all[i]!.group)}: ${choiceText(choice)}`), [], 2));
  talk.past.push({ answers, at });
  talk.answers = now;
  go(talk, 1, true);
  talk.notice = undefined;
}

/** The next question in one direction, starting again at the other end. */
function go(talk: Talk, by: 1 | -1, onlyOpen: boolean): void {
  const { length } = talk.all;
  for (let i = 1; i < length; i++) {
    const next = (talk.at + by * i + length) % length;
    if (onlyOpen && talk.answers[next] !== undefined) continue;
    talk.at = next;
    return;
  }
  talk.notice = onlyOpen ? "No other question is open." : "There is no other question.";
}

/**
 * Shows the file and asks once before it is written.
 * @returns `again` if the last answer was taken back
 */
export async function askWrite(
  talk: Talk,
  file: string,
  text: string,
  ui: Ui,
): Promise<"yes" | "again" | "quit"> {
  const command = await ui.ask(filePage(file, text));
  if (command === "yes" || command === "quit") return command;
  undo(talk, undefined, ui);
  return "again";
}

function undo(talk: Talk, _: Asked | undefined, ui: Ui): void {
  const last = talk.past.pop();
  talk.notice = last ? "The last answer is undone." : "There is nothing to undo.";
  if (!last) return;
  ({ answers: talk.answers, at: talk.at } = last);
  ui.tell(prose(visible(`undo ${idOf(talk.all[last.at]!.group)}`)));
}
