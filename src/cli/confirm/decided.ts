/** What steps say about questions, and the plan that follows. */
import type { Reference } from "../../core/graph.ts";
import type { Plan } from "../../core/plan.ts";
import { type Unit, unitsOf } from "../../core/units.ts";
import { type Analysis, plan } from "../../run.ts";
import { type Part, partId, type Step } from "./steps.ts";

/** Id of the question about repairs; no source is called so. */
export const REPAIRS = "repairs";

/** What questions are made from, beside the steps. */
export interface Basis {
  analysis: Analysis;
  /** Ids of units that were declined before anybody was asked, each with the reason. */
  declined: ReadonlyMap<string, string>;
  repairs: boolean;
}

/** Ids of questions, and whether they were accepted. */
export type Decided = ReadonlyMap<string, boolean>;

/** Ids of migrations that were split, with their parts. */
export type Splits = ReadonlyMap<string, readonly Part[]>;

/** The last split of each migration. */
export function splitsIn(steps: readonly Step[]): Splits {
  return new Map(steps.flatMap((one) => (one.do === "split" ? [[one.id, one.parts] as const] : [])));
}

/** True where an edit changes what a question was about: its own migration, or by the name template every one. */
function concerns(step: Step & { do: "edit" }, id: string): boolean {
  return step.text.startsWith("name:") || id === step.id || id.startsWith(`${step.id}: `);
}

/**
 * The last answer that was given to each question itself; a split takes that of the whole back, and an edit every yes
 * to what nobody has seen as it is now.
 */
export function explicitIn(steps: readonly Step[]): Map<string, boolean> {
  const decided = new Map<string, boolean>();
  for (const step of steps) {
    if (step.do === "split") decided.delete(step.id);
    else if (step.do === "edit") {
      for (const [id, accepted] of decided) if (accepted && concerns(step, id)) decided.delete(id);
    } else decided.set(step.id, step.do === "safe" || step.accept);
  }
  return decided;
}

/**
 * The answer that one for a group, or for all that is safe, gives to another question; the first counts, as later ones
 * were about what was open then. What is to review is inferred, so nothing but an answer of its own accepts it. A yes
 * before an edit of the question is none to what it is now.
 */
export function impliedBy(
  steps: readonly Step[],
  { id, kind, group }: { id: string; kind: "safe" | "review"; group: { key: string } },
): boolean | undefined {
  const edited = steps.findLastIndex((step) => step.do === "edit" && concerns(step, id));
  for (const [i, step] of steps.entries()) {
    const accepts = i > edited && kind === "safe";
    if (step.do === "safe" && accepts) return true;
    if (step.do === "rest" && step.group === group.key && (!step.accept || accepts)) return step.accept;
  }
  return undefined;
}

/** The plan in which what was declined stays on Git. */
export function planWith({ analysis, declined, repairs }: Basis, splits: Splits, decided: Decided): Plan {
  const units = new Map<Unit, string>();
  for (const unit of unitsOf(analysis.graph)) {
    const reason = declined.get(unit.id) ?? (decided.get(unit.id) === false ? "declined" : undefined);
    if (reason !== undefined) units.set(unit, reason);
  }
  const kept = new Set<string>();
  for (const [id, parts] of splits)
    for (const part of parts)
      if (decided.get(partId(id, part)) === false) for (const one of part.references) kept.add(one);
  const references = new Map<Reference, string>();
  if (kept.size > 0)
    for (const one of analysis.graph.references) if (kept.has(one.id)) references.set(one, "declined");
  return plan(analysis, units, repairs && decided.get(REPAIRS) !== false, references);
}
