/** What each command does to a dialogue. */
import type { Command } from "./keys.ts";
import { edit, split } from "./menus.ts";
import type { Question } from "./questions.ts";
import { answerLine } from "./screens.ts";
import type { Step } from "./steps.ts";
import { follow, neighbour, type Talk } from "./talk.ts";
import type { Ui } from "./ui.ts";

/** Commands that change something; the others are answered by the terminal or end the dialogue. */
export type Action = Exclude<Command, "quit" | "help" | "why" | "diff" | "expand">;

type Act = (talk: Talk, question: Question, ui: Ui) => Promise<void>;

/** One function a command. */
export const ACTIONS: Readonly<Record<Action, Act>> = {
  yes: (talk, { id }, ui) => answer(talk, { do: "answer", id, accept: true }, ui),
  no: (talk, { id }, ui) => answer(talk, { do: "answer", id, accept: false }, ui),
  "rest-yes": (talk, { id, group }, ui) =>
    answer(talk, { do: "rest", id, accept: true, group: group.key }, ui),
  "rest-no": (talk, { id, group }, ui) =>
    answer(talk, { do: "rest", id, accept: false, group: group.key }, ui),
  "all-safe": (talk, { id }, ui) => answer(talk, { do: "safe", id }, ui),
  next: async (talk, question) => go(talk, question, 1, true),
  previous: async (talk, question) => go(talk, question, -1, true),
  "next-any": async (talk, question) => go(talk, question, 1, false),
  "previous-any": async (talk, question) => go(talk, question, -1, false),
  undo,
  split,
  edit,
};

/** Takes a step, tells what it answered, and goes to the next open question. */
async function answer(talk: Talk, step: Step, ui: Ui): Promise<void> {
  const before = talk.state.questions;
  const from = before.findIndex((one) => one.id === step.id);
  await follow(talk, [...talk.steps, step]);
  const changed = talk.state.questions.filter(
    (one) =>
      one.answer !== undefined &&
      (one.id === step.id || one.answer !== before.find(({ id }) => id === one.id)?.answer),
  );
  for (const one of changed) if (one.answer) ui.tell(answerLine(one, one.answer, talk.state.plan));
  for (const one of gone(before, talk)) ui.tell(answerLine(one, "stay", talk.state.plan));
  const open = talk.state.questions.filter((one) => one.answer === undefined);
  const order = new Map(before.map((one, i) => [one.id, i]));
  talk.at = (open.find((one) => (order.get(one.id) ?? -1) > from) ?? open[0])?.id;
}

/** Questions that are asked no longer, also answered ones: what they were about moves only with what was declined. */
function gone(before: readonly Question[], { state }: Talk): Question[] {
  const known = new Set(state.questions.map((one) => one.id));
  return before.filter((one) => one.answer !== "no" && !known.has(one.id));
}

function go(talk: Talk, { id }: Question, by: 1 | -1, onlyOpen: boolean): void {
  const next = neighbour(talk, id, by, onlyOpen);
  talk.at = next?.id ?? id;
  if (!next) talk.notice = onlyOpen ? "No other question is open." : "There is no other question.";
}

const UNDONE: Readonly<Record<Step["do"], string>> = {
  answer: "The answer is",
  rest: "The answer for the rest of the group is",
  safe: "The answer for everything safe is",
  split: "The split is",
  edit: "The edit is",
};

async function undo(talk: Talk, question: Question, ui: Ui): Promise<void> {
  const last = talk.steps.at(-1);
  if (!last) {
    talk.notice = "There is nothing to undo.";
    talk.at = question.id;
    return;
  }
  await follow(talk, talk.steps.slice(0, -1));
  talk.at = last.id;
  const again = talk.state.questions.find((one) => one.id === last.id);
  if (again) ui.tell(answerLine(again, "undo", talk.state.plan));
  talk.notice = `${UNDONE[last.do]} undone.`;
}
