/** The commands that ask for more before they do something: split and edit. */
import { visible } from "../../report/colour.ts";
import { prose } from "../../report/styled.ts";
import { analysisWith, EDITABLE, type Editable, editText, refusalOf } from "./edit.ts";
import { menuPage } from "./pages.ts";
import type { Question } from "./questions.ts";
import { partsOf } from "./split.ts";
import type { SplitBy } from "./steps.ts";
import { editsIn, follow, type Talk } from "./talk.ts";
import type { Ui } from "./ui.ts";

const SPLITS: readonly { key: string; by: SplitBy; label: string }[] = [
  { key: "f", by: "file", label: "one part a file" },
  { key: "c", by: "cluster", label: "one part a cluster; what one line serves in several stays one part" },
  { key: "r", by: "reference", label: "one part a reference" },
];

/** Splits a migration, so that its parts are questions of their own. */
export async function split(talk: Talk, question: Question, ui: Ui): Promise<void> {
  talk.at = question.id;
  const { migration } = question;
  if (!migration) {
    talk.notice = "Repairs are decided together.";
    return;
  }
  const lines = [
    prose(visible(`Split ${migration.id}`), ["bold"]),
    prose("What is declined stays on Git, with its Git source beside the new one."),
    ...SPLITS.map(({ key, label }) => prose(`  ${key}  ${label}`, [], 5)),
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

/** Edits the decision about a migration for this run. */
export async function edit(talk: Talk, question: Question, ui: Ui): Promise<void> {
  talk.at = question.id;
  const { migration } = question;
  if (!migration) {
    talk.notice = "There is nothing to edit about repairs.";
    return;
  }
  const { config } = talk.analysis;
  const shown = (one: Editable) => `  ${one.key}  ${one.label}: ${one.now(migration, config)}`;
  const lines = [
    prose(visible(`Edit ${migration.id}, for this run`), ["bold"]),
    ...EDITABLE.map((one) => prose(visible(shown(one)), [], 5)),
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
