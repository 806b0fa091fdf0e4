/** A dialogue under way: the steps, what follows from them, and where one is in it. */
import type { Analysis } from "../../run.ts";
import type { Basis } from "./decided.ts";
import { analysisWith } from "./edit.ts";
import type { Groups } from "./groups.ts";
import { firstGroups, type Question, questionsAfter, type State } from "./questions.ts";
import type { Step } from "./steps.ts";

/** Steps with everything that is computed from them. */
export interface Talk {
  readonly basis: Basis;
  /** What `a` and `d` are about; no edit changes it. */
  readonly groups: Groups;
  steps: readonly Step[];
  /** The tree decided with the edits among the steps. */
  analysis: Analysis;
  state: State;
  /** Id of the question that is looked at. */
  at: string | undefined;
  /** One line about the last key, for the next screen. */
  notice: string | undefined;
}

/** A dialogue after some steps. @returns why an edit among them cannot be used */
export async function talkAfter(basis: Basis, steps: readonly Step[]): Promise<Talk | string> {
  const analysis = await analysisWith(basis.analysis, editsIn(steps));
  if (typeof analysis === "string") return analysis;
  const groups = firstGroups(basis);
  const state = questionsAfter({ ...basis, analysis }, steps, groups);
  return { basis, groups, steps, analysis, state, at: undefined, notice: undefined };
}

/**
 * Takes other steps and computes what follows.
 * @throws Error for edits that were never tried
 */
export async function follow(talk: Talk, steps: readonly Step[]): Promise<void> {
  const isSame = editsIn(steps).join("\n") === editsIn(talk.steps).join("\n");
  const analysis = isSame ? talk.analysis : await analysisWith(talk.basis.analysis, editsIn(steps));
  if (typeof analysis === "string") throw new Error(`an edit was taken that cannot be used: ${analysis}`);
  talk.steps = steps;
  talk.analysis = analysis;
  talk.state = questionsAfter({ ...talk.basis, analysis }, steps, talk.groups);
}

/** The texts of all edits, in order. */
export function editsIn(steps: readonly Step[]): string[] {
  return steps.flatMap((one) => (one.do === "edit" ? [one.text] : []));
}

/** The question that is looked at, or the first open one; undefined where nothing is open any more. */
export function currentOf({ state, at }: Talk): Question | undefined {
  const open = state.questions.find((one) => one.answer === undefined);
  return open && (state.questions.find((one) => one.id === at) ?? open);
}

/**
 * The next question in one direction, starting again at the other end.
 * @param onlyOpen leaves out what is answered
 */
export function neighbour(
  { state: { questions } }: Talk,
  id: string,
  by: 1 | -1,
  onlyOpen: boolean,
): Question | undefined {
  const at = questions.findIndex((one) => one.id === id);
  for (let i = 1; i <= questions.length; i++) {
    const next = questions[(at + by * i + questions.length * 2) % questions.length];
    if (next && next.id !== id && (!onlyOpen || next.answer === undefined)) return next;
  }
  return undefined;
}
