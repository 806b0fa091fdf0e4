import { describe, expect, test } from "vitest";
import { type Asked, askGroups, askWrite, startTalk } from "../../src/cli/init-ask.ts";
import { askRegistry, mayReplace } from "../../src/cli/init-texts.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { groupSources, idOf, propose } from "../../src/config/propose.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { loadFixture } from "../support/fixture.ts";
import { analyseBytes } from "../support/memory-tree.ts";
import { scriptedUi } from "../support/scripted-ui.ts";

/** The questions about the demo: fleet, flux-system, shop, gateway-api, web, data-pipelines. */
async function questions(): Promise<Asked[]> {
  const merged = mergeFlags(
    { ...emptyConfig(), owners: ["github.com/acme"] },
    { registry: "oci://ghcr.io/acme" },
  );
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  const analysis = analyseBytes((await loadFixture("demo")).before, merged.config);
  return groupSources(analysis.graph).map((group) => ({
    group,
    proposal: propose(group, analysis.decisions.byUnit),
  }));
}

/** A dialogue by keys, with the names of what was asked about. */
async function asked(...script: string[]) {
  const all = await questions();
  const { ui, seen, told, refused } = scriptedUi(script);
  const choices = await askGroups(startTalk(all), ui);
  const names = all.map(({ group }) => idOf(group).split("/")[1]);
  return { choices, seen, told, refused, names, titles: seen.map(({ title }) => title.split("/").at(-1)) };
}

const KEPT = { action: "keep", reason: "kept on Git by choice" };

describe("the file that init shows", () => {
  test.each([
    ["y", "yes", 6],
    // A answered all six at once.
    ["u", "again", 0],
    ["q", "quit", 6],
  ] as const)("%s: %s, with %i answers left", async (key, answer, left) => {
    const { ui, totals } = scriptedUi(["A", key]);
    const talk = startTalk(await questions());
    await askGroups(talk, ui);
    expect(await askWrite(talk, "git2oci.yaml", "sources:\n", ui)).toBe(answer);
    expect(totals).toEqual(["git2oci.yaml\n  sources:"]);
    expect(talk.answers.filter((one) => one !== undefined)).toHaveLength(left);
  });
});

describe("the questions of init", () => {
  test("y takes each proposal, in the order of what depends on them", async () => {
    const { choices, titles, names } = await asked(..."yyyyyy");
    const all = await questions();
    expect(choices).toEqual(all.map(({ proposal }) => proposal.choice));
    expect(titles).toEqual(names);
  });

  test("A takes every proposal that is left, and no answer before it changes", async () => {
    const { choices, told, names } = await asked("l", "A");
    expect(told[1]).toBe("5 answers at once:");
    expect(told.slice(2).map((one) => /\/(.*?):/.exec(one)?.[1])).toEqual(names.slice(1));
    const [, ...rest] = (await questions()).map(({ proposal }) => proposal.choice);
    expect(choices).toEqual([{ action: "open", why: "left open in git2oci init" }, ...rest]);
  });

  test("a and d answer for the rest of a group, which the screen names", async () => {
    const { choices, seen, titles } = await asked(..."d", KEPT.reason, ..."aa");
    expect(seen[0]?.position).toBe("1 of 6, 6 open · group (4 open): your own repositories");
    expect(titles).toEqual(["fleet", "gateway-api", "data-pipelines"]);
    expect(choices).toMatchObject([KEPT, KEPT, KEPT, { action: "keep" }, KEPT, { action: "open" }]);
  });

  test("n asks for the reason, e for another artifact; going back answers nothing", async () => {
    const { choices, refused, titles } = await asked(
      ...["n", "<esc>", "n", "not yet", "e", "<esc>", "e", "https://x", "oci://ghcr.io/acme/other:v1", "A"],
    );
    expect(titles).toEqual(["fleet", "fleet", "flux-system", "flux-system", "shop"]);
    expect(refused).toEqual([expect.stringContaining("must start with oci://")]);
    expect(choices).toMatchObject([
      { action: "keep", reason: "not yet" },
      { action: "migrate", url: "oci://ghcr.io/acme/other", tag: "v1" },
      ...Array.from({ length: 4 }, () => ({})),
    ]);
  });

  test("j, k, J and K move about, u takes the last answer back and says so", async () => {
    const { titles, seen, told, choices } = await asked(..."jkyjKKn", KEPT.reason, ..."uuuq");
    expect(titles.slice(0, 7)).toEqual([
      "fleet",
      "flux-system",
      "fleet",
      "flux-system",
      "shop",
      "flux-system",
      "fleet",
    ]);
    expect(seen[6]?.position).toContain("1 of 6, 5 open · answered");
    expect(told).toContain("flux-system/fleet: keep on Git (kept on Git by choice)");
    expect(told).toContain("undo flux-system/fleet");
    expect(seen.slice(-3).map(({ notice }) => notice)).toEqual([
      "The last answer is undone.",
      "The last answer is undone.",
      "There is nothing to undo.",
    ]);
    expect(choices).toBe("quit");
  });

  test("? and w explain; the end of the input is quit", async () => {
    const { told, choices } = await asked("?", "w");
    expect(told[0]).toContain("\nn  no: it stays on Git, with a reason of yours\n");
    expect(told[0]).not.toContain("\no  ");
    expect(told[1]).toContain("declared in clusters/prod/flux/source.yaml:");
    expect(told[1]).toMatch(/\n {2}clusters\/prod\/apps\.yaml:12 Kustomization/);
    expect(choices).toBe("quit");
  });
});

test.each([
  ["oci://ghcr.io/acme", "oci://ghcr.io/acme", []],
  ["", undefined, []],
  ["<esc>", undefined, []],
  ["?", undefined, [expect.stringContaining("as oci://ghcr.io/acme")]],
  ["ghcr.io", "oci://ghcr.io", []],
  [" localhost:5000/acme ", "oci://localhost:5000/acme", []],
  ["https://ghcr.io", undefined, [expect.stringContaining("the registry must start with oci://")]],
])("the registry %j is %j", async (text, registry, problems) => {
  const { ui, refused } = scriptedUi([text]);
  expect([await askRegistry(ui), refused]).toEqual([registry, problems]);
});

test.each([
  ["y", true],
  ["n", false],
  ["q", false],
])("a file that is there, and %s", async (key, replaced) => {
  expect(await mayReplace("git2oci.yaml", scriptedUi([key]).ui)).toBe(replaced);
});
