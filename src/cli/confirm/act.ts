/** What each command does to a dialogue. */
import { visible } from "../../report/colour.ts";
import { line } from "../../report/styled.ts";
import { analysisWith, EDITABLE, type Editable, editText, refusalOf } from "./edit.ts";
import type { Command } from "./keys.ts";
import { menuPage } from "./pages.ts";
import type { Question } from "./questions.ts";
import { answerLine } from "./screens.ts";
import { partsOf } from "./split.ts";
import type { SplitBy, Step } from "./steps.ts";
import { editsIn, follow, neighbour, type Talk } from "./talk.ts";
import type { Ui } from "./ui.ts";

/** Commands that change something; the others are answered by the terminal or end the dialogue. */
export type Action = Exclude<Command, "quit" | "help" | "why" | "expand">;

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
  for (const one of changed) if (one.answer) ui.tell(answerLine(one, one.answer));
  for (const one of gone(before, talk)) ui.tell(answerLine(one, "stay"));
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
  if (again) ui.tell(answerLine(again, "undo"));
}

const SPLITS: readonly { key: string; by: SplitBy; label: string }[] = [
  { key: "f", by: "file", label: "one part a file" },
  { key: "c", by: "cluster", label: "one part a cluster; what one line serves in several stays one part" },
  { key: "r", by: "reference", label: "one part a reference" },
];

async function split(talk: Talk, question: Question, ui: Ui): Promise<void> {
  talk.at = question.id;
  const { migration } = question;
  if (!migration) {
    talk.notice = "Repairs are decided together.";
    return;
  }
  const lines = [
    line(visible(`Split ${migration.id}`), "bold"),
    line("What is declined stays on Git, with its Git source beside the new one."),
    ...SPLITS.map(({ key, label }) => line(`  ${key}  ${label}`)),
  ];
  const key = await ui.ask(
    menuPage(
      lines,
      SPLITS.map((one) => one.key),
      "Split by? [f,c,r]",
    ),
  );
  const chosen = SPLITS.find((one) => one.key === key);
  if (!chosen) return;
  const whole = question.part ? talk.state.plan.migrations.find((one) => one.id === migration.id) : migration;
  const parts = partsOf(whole ?? migration, chosen.by);
  if (typeof parts === "string") {
    talk.notice = visible(`Not split: ${parts}.`);
    return;
  }
  await follow(talk, [...talk.steps, { do: "split", id: migration.id, by: chosen.by, parts }]);
  talk.at = talk.state.questions.find((one) => one.part && one.migration?.id === migration.id)?.id;
  talk.notice = `Split into ${parts.length} parts.`;
}

async function edit(talk: Talk, question: Question, ui: Ui): Promise<void> {
  talk.at = question.id;
  const { migration } = question;
  if (!migration) {
    talk.notice = "There is nothing to edit about repairs.";
    return;
  }
  const { config } = talk.analysis;
  const shown = (one: Editable) => `  ${one.key}  ${one.label}: ${one.now(migration, config)}`;
  const lines = [
    line(visible(`Edit ${migration.id}, for this run`), "bold"),
    ...EDITABLE.map((one) => line(visible(shown(one)))),
  ];
  const key = await ui.ask(
    menuPage(
      lines,
      EDITABLE.map((one) => one.key),
      "Edit? [u,t,s,p,n]",
    ),
  );
  const field = EDITABLE.find((one) => one.key === key);
  if (!field) return;
  let text = "";
  const typed = await ui.type({
    label: field.label,
    value: field.now(migration, config),
    check: async (value) => {
      text = editText(migration, config, field.field, value);
      const analysis = await analysisWith(talk.basis.analysis, [...editsIn(talk.steps), text]);
      return typeof analysis === "string" ? analysis : refusalOf(migration.id, analysis);
    },
  });
  if (typed === undefined || typed.trim() === field.now(migration, config)) return;
  await follow(talk, [...talk.steps, { do: "edit", id: migration.id, text }]);
  talk.notice = "Edited and planned again; what it changes is open again.";
}
