/** Which questions there are, and which are open: a pure function of the tree, the decisions and the steps so far. */
import type { Migration, Plan } from "../../core/plan.ts";
import { movesOf } from "../../report/moving.ts";
import { type Basis, explicitIn, impliedBy, planWith, REPAIRS, type Splits, splitsIn } from "./decided.ts";
import { type Group, type Groups, groupsOf } from "./groups.ts";
import { type Part, partId, type Step } from "./steps.ts";

/** One thing to decide: a migration, a part of one, or the repairs. */
export interface Question {
  /** Each is asked once: the migration's id, that of a part, or `repairs`. */
  id: string;
  /** What would happen; undefined for the repairs. A part has the whole migration that it belongs to. */
  migration: Migration | undefined;
  part: Part | undefined;
  kind: "safe" | "review";
  group: Group;
  /** Undefined while it is open. */
  answer: "yes" | "no" | undefined;
}

/** Everything that is asked, in order, and the plan that follows from the answers. */
export interface State {
  plan: Plan;
  questions: Question[];
}

/**
 * The questions after these steps; edits among them must be part of the analysis already. Every no makes a new plan,
 * and the questions are those of the last one. What was declined is no longer in it; it is shown as it would have been.
 * @param groups those of the tree before any edit
 */
export function questionsAfter(basis: Basis, steps: readonly Step[], groups = firstGroups(basis)): State {
  const splits = splitsIn(steps);
  const willing = planWith(basis, splits, new Map());
  const wished = questionsOf(willing, splits, groups);
  const decided = explicitIn(steps);
  for (;;) {
    const current = planWith(basis, splits, decided);
    const asked = questionsOf(current, splits, groups);
    const implied = asked.flatMap((one) => {
      const accept = decided.has(one.id) ? undefined : impliedBy(steps, one);
      return accept === undefined ? [] : [{ id: one.id, accept }];
    });
    for (const { id, accept } of implied) decided.set(id, accept);
    // A yes changes nothing in the plan.
    if (implied.some((one) => !one.accept)) continue;
    const known = new Set(asked.map((one) => one.id));
    const declined = wished.filter((one) => !known.has(one.id) && decided.get(one.id) === false);
    const answered = [...asked, ...declined].map((one): Question => {
      const accepted = decided.get(one.id);
      return accepted === undefined ? one : { ...one, answer: accepted ? "yes" : "no" };
    });
    return { plan: current, questions: inOrder(answered, groups, wished) };
  }
}

/** The groups of a tree without answers and edits. */
export function firstGroups(basis: Basis): Groups {
  return groupsOf(planWith(basis, new Map(), new Map()).migrations);
}

function questionsOf(plan: Plan, splits: Splits, groups: Groups): Question[] {
  const questions = plan.migrations.flatMap((migration): Question[] => {
    const { id, applicability: kind } = migration;
    const parts = splits.get(id);
    if (!parts)
      return [{ id, migration, part: undefined, kind, group: groups.of(migration), answer: undefined }];
    const moving = new Set(movesOf(migration).map((one) => one.intent.reference.id));
    const group = { key: `parts of ${id}`, label: `the parts of ${id}` };
    return parts
      .filter((part) => part.references.some((one) => moving.has(one)))
      .map((part) => ({ id: partId(id, part), migration, part, kind, group, answer: undefined }));
  });
  if (plan.repairs.length === 0) return questions;
  const group = { key: REPAIRS, label: "the repairs" };
  return [
    ...questions,
    { id: REPAIRS, migration: undefined, part: undefined, kind: "safe", group, answer: undefined },
  ];
}

/** Groups stay together, so that an answer for the rest of one is about what comes next; then as they were planned. */
function inOrder(questions: readonly Question[], groups: Groups, wished: readonly Question[]): Question[] {
  const order = new Map(wished.map((one, i) => [one.id, i]));
  const rank = ({ migration }: Question) => (migration ? groups.rank(migration) : Number.MAX_SAFE_INTEGER);
  const place = ({ id }: Question) => order.get(id) ?? wished.length;
  return [...questions].sort((a, b) => rank(a) - rank(b) || place(a) - place(b));
}
