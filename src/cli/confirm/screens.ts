/** What stands on the screen at a question, as lines before they are wrapped and painted. */
import { isMove, type Migration, type Plan } from "../../core/plan.ts";
import { visible } from "../../report/colour.ts";
import { foldedDiff } from "../../report/folded-diff.ts";
import { addressLines, titleOf, WORDS } from "../../report/migration-title.ts";
import { movesOf, movingLines } from "../../report/moving.ts";
import { count } from "../../report/pretty.ts";
import { line, prose, type StyledLine } from "../../report/styled.ts";
import { type Analysis, changesOf } from "../../run.ts";
import { filesOf, repairsOf } from "../with-modes.ts";
import { byHand } from "./by-hand.ts";
import type { Question, State } from "./questions.ts";
import { sharedNote } from "./split.ts";

/** A screen: lines that always stay, and those that page. */
export interface Screen {
  header: StyledLine[];
  /** What it is about. */
  body: StyledLine[];
  /** What would change, below the body; line by line it is printed only when it is asked for. */
  diff: StyledLine[];
  /** True where `x` shows more. */
  isFolded: boolean;
}

/** The screen of a question. */
export function screenOf(question: Question, state: State, analysis: Analysis, expanded: boolean): Screen {
  const { migration } = question;
  const content = migration
    ? migrationContent(question, migration, state, analysis, expanded)
    : repairsContent(state.plan, analysis);
  const header = [
    positionLine(question, state),
    ...(migration
      ? [prose(titleOf(migration), ["bold"], 2)]
      : [line("Repairs of what no cluster takes", "bold")]),
  ];
  return { header, ...content };
}

/** Where one is among the questions, and what `a` and `d` would answer. */
function positionLine({ id, group, kind, answer }: Question, { questions }: State): StyledLine {
  const at = questions.findIndex((one) => one.id === id) + 1;
  const open = questions.filter((one) => one.answer === undefined);
  const inGroup = open.filter((one) => one.group.key === group.key).length;
  const parts = [
    `${at} of ${questions.length}, ${open.length} open`,
    ...(kind === "review" ? ["to review"] : []),
    ...(answer === undefined ? [] : [`answered ${answer}`]),
    // A group of one is nothing to tell.
    ...(questions.filter((one) => one.group.key === group.key).length > 1
      ? [visible(`group (${inGroup} open): ${group.label.replace(/^decided by /, "")}`)]
      : []),
  ];
  return prose(parts.join(" · "), ["dim"], 2);
}

function migrationContent(
  question: Question,
  migration: Migration,
  state: State,
  analysis: Analysis,
  expanded: boolean,
): Omit<Screen, "header"> {
  const { part } = question;
  const ids = part && new Set(part.references);
  const moves = movesOf(migration).filter((one) => !ids || ids.has(one.intent.reference.id));
  const shown = part ? { ...migration, changes: moves } : migration;
  const diff = foldedDiff(filesOf(shown, analysis), { expanded, more: "x" });
  const shared = part && sharedNote(part, migration);
  const body = [
    ...addressLines(migration),
    ...(part ? [prose(visible(`  this part: ${part.label}`), ["yellow"])] : []),
    ...(shared === undefined ? [] : [prose(visible(`  ${shared}`))]),
    ...reasonLines(migration),
    ...byHandLines(migration, state.plan),
    [],
    ...movingLines(moves, expanded),
    [],
  ];
  return { body, diff: diff.lines, isFolded: diff.isFolded || (!expanded && moves.length > 0) };
}

/** Who decided, what that means, and what happens to the declaration. */
function reasonLines({ target, changes, reservation }: Migration): StyledLine[] {
  const others = changes.filter((one) => !isMove(one.intent));
  return [
    prose(visible(`  why  ${target.decision.reason}`), [], WORDS),
    ...target.decision.notes.map((note) => prose(visible(`       ${note}`))),
    ...others.map((one) => prose(visible(`       ${one.file}: ${one.why}`))),
    ...(reservation === undefined ? [] : [prose(visible(`  review: ${reservation}`), ["yellow"])]),
  ];
}

/** What nobody but a person can change; a yes counts all the same. */
function byHandLines(migration: Migration, plan: Plan): StyledLine[] {
  const { length } = byHand(migration, plan);
  if (length === 0) return [];
  const [stay, them] = length === 1 ? ["stays", "it"] : ["stay", "them"];
  const text = `  hand ${count(length, "reference")} ${stay} on Git until somebody changes ${them} by hand; w shows ${them}`;
  return [prose(text, ["yellow"], WORDS)];
}

function repairsContent(plan: Plan, analysis: Analysis): Omit<Screen, "header"> {
  const body = [
    line(`${count(plan.repairs.length, "HelmRelease")} that no API accepts as they are:`),
    ...plan.repairs.map(({ file, why }) => prose(visible(`  ${file}: ${why}`))),
    [],
  ];
  return {
    body,
    diff: foldedDiff(filesOf(repairsOf(plan), analysis), { expanded: true, more: "x" }).lines,
    isFolded: false,
  };
}

/** One line that is left of a question: the answer, `undo`, or `stay` for what cannot move after another answer. */
export function answerLine(
  { migration, part }: Question,
  word: "yes" | "no" | "undo" | "stay",
  plan: Plan,
): StyledLine {
  const what = migration ? titleOf(migration) : "repairs";
  const whole = part ? `${what}: ${part.label}` : what;
  const left = word === "yes" && migration ? byHand(migration, plan).length : 0;
  const note =
    word === "stay"
      ? ", which moves only with what was declined"
      : left > 0
        ? `; ${count(left, "reference")} to change by hand`
        : "";
  return prose(visible(`${word.padEnd(4)} ${whole}${note}`), [], 5);
}

/** What the answers so far come to. */
export function totalLine({ plan, questions }: State, analysis: Analysis): StyledLine {
  const accepted = questions.filter((one) => one.answer === "yes").length;
  const declined = questions.filter((one) => one.answer === "no").length;
  const files = changesOf(plan, analysis).length;
  const left = new Set(plan.migrations.flatMap((one) => byHand(one, plan))).size;
  const hand = left === 0 ? "" : `; ${count(left, "reference")} to change by hand, which the report lists`;
  return prose(`${accepted} accepted, ${declined} declined: ${count(files, "file")} to write${hand}`);
}
