import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkResult } from "../../src/check.ts";
import { type Basis, REPAIRS } from "../../src/cli/confirm/decided.ts";
import { questionsAfter, type State } from "../../src/cli/confirm/questions.ts";
import { partsOf } from "../../src/cli/confirm/split.ts";
import type { SplitBy, Step } from "../../src/cli/confirm/steps.ts";
import { isMove } from "../../src/core/plan.ts";
import { changesOf } from "../../src/run.ts";
import { demoFleet } from "../support/demo-fleet.ts";

let basis: Basis;
beforeAll(async () => {
  basis = { analysis: await demoFleet(), declined: new Map(), repairs: true };
});

/** A key at some question: which question, counted around, and what it does there. */
const keys = fc.array(
  fc.record({
    at: fc.nat(20),
    key: fc.constantFrom("y", "n", "n", "a", "d", "A", "f", "c", "r"),
  }),
  { maxLength: 8 },
);

const SPLITS: Readonly<Record<string, SplitBy>> = { f: "file", c: "cluster", r: "reference" };

/** The step that a key makes; undefined where it would make none. */
function stepOf({ questions }: State, at: number, key: string): Step | undefined {
  const question = questions[at % Math.max(1, questions.length)];
  if (!question) return undefined;
  const { id, group, migration } = question;
  const by = SPLITS[key];
  if (by) {
    const parts = migration ? partsOf(migration, by) : "";
    return migration && typeof parts !== "string" ? { do: "split", id: migration.id, by, parts } : undefined;
  }
  if (key === "A") return { do: "safe", id };
  const accept = key === "y" || key === "a";
  return key === "y" || key === "n"
    ? { do: "answer", id, accept }
    : { do: "rest", id, accept, group: group.key };
}

describe("any answers, in any order", () => {
  it("every plan on the way is one that may be written, and holds nothing that was declined", () => {
    fc.assert(
      fc.property(keys, (pressed) => {
        const steps: Step[] = [];
        let state = questionsAfter(basis, steps);
        for (const { at, key } of pressed) {
          const step = stepOf(state, at, key);
          if (!step) continue;
          steps.push(step);
          state = questionsAfter(basis, steps);
          const { plan, questions } = state;
          expect(checkResult(basis.analysis, plan, changesOf(plan, basis.analysis))).toEqual([]);
          expect(new Set(questions.map((one) => one.id)).size).toBe(questions.length);
          const moving = new Set(
            plan.migrations.flatMap(({ changes }) =>
              changes.flatMap(({ intent }) => (isMove(intent) ? [intent.reference.id] : [])),
            ),
          );
          const declined = questions.filter((one) => one.answer === "no" && one.id !== REPAIRS);
          for (const { id, part } of declined)
            if (part) for (const one of part.references) expect(moving.has(one)).toBe(false);
            else expect(plan.migrations.map((one) => one.id)).not.toContain(id);
          const open = questions.filter((one) => one.answer !== "no").map((one) => one.migration?.id);
          for (const one of plan.migrations) expect(open).toContain(one.id);
        }
      }),
      { numRuns: 25, seed: 20_261 },
    );
  });
});
