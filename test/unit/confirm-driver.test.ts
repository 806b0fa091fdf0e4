import { describe, expect, test } from "vitest";
import { type Answer, askAll, type Decided, type Question } from "../../src/cli/confirm.ts";

function question(id: string, kind: Question["kind"] = "safe"): Question {
  return { id, title: id, body: "", kind };
}

/** A planner whose questions never change. */
function fixed(...questions: Question[]): (decided: Decided) => Question | undefined {
  return (decided) => questions.find(({ id }) => !decided.has(id));
}

/** Gives the answers in order and records what was asked. */
function script(...answers: Answer[]) {
  const asked: string[] = [];
  const ask = async ({ id }: Question, position: number): Promise<Answer> => {
    asked.push(`${position} ${id}`);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`no answer for ${id}`);
    return answer;
  };
  return { ask, asked };
}

const FOUR = [question("a"), question("b", "review"), question("c"), question("d", "review")];

describe("askAll", () => {
  test("nothing to ask", async () => {
    const { ask, asked } = script();
    expect(await askAll(fixed(), ask)).toEqual({ accepted: [], declined: [], quit: false });
    expect(asked).toEqual([]);
  });

  test("yes and no, in order", async () => {
    const { ask, asked } = script("yes", "no", "no", "yes");
    expect(await askAll(fixed(...FOUR), ask)).toEqual({
      accepted: ["a", "d"],
      declined: ["b", "c"],
      quit: false,
    });
    expect(asked).toEqual(["1 a", "2 b", "3 c", "4 d"]);
  });

  test("all means yes to the safe ones that are left; those to review are still asked", async () => {
    const { ask, asked } = script("all", "no", "yes");
    expect(await askAll(fixed(...FOUR), ask)).toEqual({
      accepted: ["a", "c", "d"],
      declined: ["b"],
      quit: false,
    });
    expect(asked).toEqual(["1 a", "2 b", "3 d"]);
  });

  test("all at a question to review accepts that one, and no other one to review", async () => {
    const { ask, asked } = script("no", "all", "no");
    expect(await askAll(fixed(...FOUR), ask)).toEqual({
      accepted: ["b", "c"],
      declined: ["a", "d"],
      quit: false,
    });
    expect(asked).toEqual(["1 a", "2 b", "3 d"]);
  });

  test("quit takes back what was accepted, and asks nothing more", async () => {
    const { ask, asked } = script("yes", "quit");
    expect(await askAll(fixed(...FOUR), ask)).toEqual({ accepted: [], declined: ["a", "b"], quit: true });
    expect(asked).toEqual(["1 a", "2 b"]);
  });

  test("quit after all", async () => {
    const { ask } = script("all", "yes", "quit");
    expect(await askAll(fixed(...FOUR), ask)).toEqual({
      accepted: [],
      declined: ["a", "b", "c", "d"],
      quit: true,
    });
  });

  test("the next question follows from the answers: declining makes another one appear, or go", async () => {
    const next = (decided: Decided) => {
      if (!decided.has("base")) return question("base");
      if (decided.get("base") === false && !decided.has("twin")) return question("twin");
      if (decided.get("base") === true && !decided.has("child")) return question("child");
      return undefined;
    };
    expect(await askAll(next, script("no", "yes").ask)).toEqual({
      accepted: ["twin"],
      declined: ["base"],
      quit: false,
    });
    expect(await askAll(next, script("yes", "no").ask)).toEqual({
      accepted: ["base"],
      declined: ["child"],
      quit: false,
    });
  });

  test("a planner that repeats itself is an error, not an endless dialogue", async () => {
    await expect(askAll(() => question("a"), script("yes", "yes").ask)).rejects.toThrow("a was asked twice");
    await expect(askAll(() => question("a"), script("all").ask)).rejects.toThrow("a was asked twice");
  });

  test("errors of the prompt pass through", async () => {
    await expect(askAll(fixed(...FOUR), script("yes").ask)).rejects.toThrow("no answer for b");
  });
});
