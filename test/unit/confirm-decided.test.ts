import { describe, expect, test } from "vitest";
import { explicitIn, impliedBy } from "../../src/cli/confirm/decided.ts";
import type { Step } from "../../src/cli/confirm/steps.ts";

const WEB = "GitRepository/apps/web";
const SHOP = "GitRepository/apps/shop";
const yes = (id: string): Step => ({ do: "answer", id, accept: true });
const no = (id: string): Step => ({ do: "answer", id, accept: false });
const edit = (id: string, text = "sources:\n"): Step => ({ do: "edit", id, text });
const name: Step = edit(SHOP, "name: x-{name}\n");

describe("an edit takes back a yes to what nobody has seen as it is now", () => {
  test.each<[string, Step[], [string, boolean][]]>([
    ["of the same source", [yes(WEB), yes(SHOP), edit(WEB)], [[SHOP, true]]],
    ["of a part of it", [yes(`${WEB}: a.yaml`), edit(WEB)], []],
    ["not of one whose name begins alike", [yes(`${WEB}-2`), edit(WEB)], [[`${WEB}-2`, true]]],
    ["of all, by the name", [yes(WEB), no(SHOP), name], [[SHOP, false]]],
    ["but not one after it", [yes(WEB), name, yes(WEB)], [[WEB, true]]],
  ])("%s", (_name, steps, decided) => {
    expect([...explicitIn(steps)]).toEqual(decided);
  });

  const question = { id: WEB, kind: "safe", group: { key: "prod" } } as const;
  const rest = (accept: boolean): Step => ({ do: "rest", id: SHOP, accept, group: "prod" });
  test.each<[string, Step[], boolean | undefined]>([
    ["for the rest of a group", [rest(true), edit(WEB)], undefined],
    ["to everything safe", [{ do: "safe", id: SHOP }, name], undefined],
    ["not a no for the rest", [rest(false), name], false],
    ["not where another was edited", [rest(true), edit(SHOP)], true],
    ["not where it came after", [edit(WEB), rest(true)], true],
  ])("%s", (_name, steps, accept) => {
    expect(impliedBy(steps, question)).toBe(accept);
  });
});
