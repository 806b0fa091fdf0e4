import { expect, it } from "vitest";
import { patchedText, tallyOf } from "../../src/report/tally.ts";
import { loadFixture, runOn } from "../support/fixture.ts";

it.each([
  ["patch-for-labelled-children", "Patches among them change the source of 1 other object"],
  ["seed", undefined],
])("%s: %s", async (name, text) => {
  const fixture = await loadFixture(name);
  const { analysis, plan } = await runOn(fixture, fixture.before);
  expect(patchedText(tallyOf(analysis.graph, plan).moving)).toBe(text);
});
