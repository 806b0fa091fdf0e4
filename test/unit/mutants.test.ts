import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MissingPath } from "../../src/build/node.ts";
import { fixtureNames, loadFixture, runOn } from "../support/fixture.ts";
import { OPERATORS } from "../support/mutants/operators.ts";
import { type Score, scoreOf } from "../support/mutants/score.ts";
import { slipScore } from "../support/mutants/slip-list.ts";

const PAGE = join(import.meta.dirname, "../../docs/lint-score.md");

/** Of one operator in one fleet; the others are the same slip again. */
const MOST_OF_A_FLEET = 1;

/** Where patches write the fields that a slip loses, the slip is none. */
const REPAIRED_BY_PATCHES = [
  "patch-for-labelled-children",
  "patches-of-kept-sources",
  "patches-write-source-refs",
];

/** What lint promises of slips in fleets that declare their sources. */
const LEAST_PART = 0.99;

/** What it promises of slips that others wrote down. */
const LEAST_OF_LIST = 0.95;

describe("slips in good migrations", () => {
  it("are found, as the page says", async () => {
    const scores = new Map<string, Score>();
    let fleets = 0;
    for (const name of fixtureNames().filter((one) => !REPAIRED_BY_PATCHES.includes(one))) {
      const fixture = await loadFixture(name);
      const { after } = await runOn(fixture, fixture.before);
      const { graph, clusters } = (await runOn(fixture, after)).analysis;
      // Where no cluster is known, or a file is not read, nobody can tell a slip from a source of another repository.
      // What a directory holds that does not build today is not known to lint.
      const builds = clusters.every(({ deliveries }) =>
        deliveries.every(({ failure }) => !failure || failure instanceof MissingPath),
      );
      const isWhole = builds && graph.roots.length > 0 && graph.existing.every(({ scope }) => scope !== "?");
      if (!isWhole || graph.existing.length === 0) continue;
      fleets++;
      const fleet = { name, tree: after, config: fixture.config, origin: fixture.origin };
      await scoreOf(fleet, OPERATORS, MOST_OF_A_FLEET, scores);
    }
    const slips = await slipScore();
    const page = pageOf(fleets, scores, slips ? slipsOf(slips) : slipsOn(readFileSync(PAGE, "utf8")));
    if (process.env.UPDATE_DOCS === "1") writeFileSync(PAGE, page);
    const all = [...scores.values()];
    const made = all.reduce((sum, one) => sum + one.made, 0);
    const found = all.reduce((sum, one) => sum + one.found, 0);
    const missed = [...scores].flatMap(([name, one]) => one.missed.map((mutant) => `${name}: ${mutant}`));
    expect(made).toBeGreaterThan(200);
    expect([...scores].filter(([, one]) => one.made === 0).map(([name]) => name)).toEqual([]);
    expect(found / made, missed.join("\n")).toBeGreaterThanOrEqual(LEAST_PART);
    if (slips) expect(1 - slips.missed.length / slips.made).toBeGreaterThanOrEqual(LEAST_OF_LIST);
    expect(page).toBe(readFileSync(PAGE, "utf8"));
  }, 900_000);
});

const LIST = "## Slips that others wrote down";

/** The score of a list that was not made by who makes the rules. */
function slipsOf({ made, missed }: { made: number; missed: readonly string[] }): string[] {
  return [
    LIST,
    `Of a list of ${made} slips in one migrated fleet, which is kept outside of this repository, **${made - missed.length} are found** (preset strict; what only says that a tag moves, is unpinned or unsigned does not count).`,
    ...(missed.length > 0 ? [missed.map((one) => `- not found: ${one}`).join("\n")] : []),
  ];
}

/** The same from the page, if the list is not there. */
function slipsOn(page: string): string[] {
  const sections = page.trimEnd().split("\n\n");
  return sections.slice(sections.indexOf(LIST), -1);
}

/** The page with the score of each kind of slip, and every slip that nobody noticed. */
function pageOf(fleets: number, scores: ReadonlyMap<string, Score>, slips: readonly string[]): string {
  const all = [...scores.values()];
  const sum = (of: (one: Score) => number) => all.reduce((total, one) => total + of(one), 0);
  const rows = [...scores].map(([name, { made, found }]) => `| ${name} | ${made} | ${found} |`);
  const missed = all.flatMap((one) => one.missed.map((mutant) => `- ${mutant}`));
  return `${[
    "# What lint finds",
    `A test takes the results of ${fleets} fixtures, which are good migrations of fleets that declare their sources and build, makes one slip in each copy, and asks whether \`git2oci lint\` (preset recommended) or the checks of the plan say something that they did not say before. Notes do not count. Slips that change nothing are not made: in fixtures whose patches write the same fields (${REPAIRED_BY_PATCHES.map((one) => `\`${one}\``).join(", ")}), in a namespace that a kustomization.yaml overwrites, in ignore rules of an artifact that is copied whole, and API versions where the tree does not tell the version of Flux.`,
    `**${sum((one) => one.found)} of ${sum((one) => one.made)} slips are found.**`,
    ["| slip | made | found |", "|---|---|---|", ...rows].join("\n"),
    ...(missed.length > 0 ? ["## What nobody notices", missed.join("\n")] : []),
    ...slips,
    "Written by `UPDATE_DOCS=1 npx vitest run --project unit test/unit/mutants.test.ts`; the slips stand in `test/support/mutants/operators.ts`.",
  ].join("\n\n")}\n`;
}
