import { describe, expect, it } from "vitest";
import { diskFiles, memoryFiles } from "../support/build-files.ts";
import { CORPUS } from "../support/corpus.ts";
import { directoriesOf } from "../support/corpus-builds.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";
import { generateFleet } from "../support/fleet-generator.ts";
import { checkMarked, withSum } from "../support/marked-table.ts";
import { countOrigins, newCount } from "../support/origins.ts";
import { ourObjects } from "../support/our-build.ts";

/** As in generated.test.ts. */
const COUNT = Number(process.env.GENERATED_FLEETS ?? 300);
const FIRST = Number(process.env.GENERATED_FROM ?? 1);

describe.skipIf(corpusMissing)(`values of real fleets (${corpusMissing ?? "corpus"})`, () => {
  const rows: [tree: string, ...counts: number[]][] = [];

  it.each(CORPUS.map(({ name }) => name))("%s: every value stands where it comes from", (name) => {
    const ours = ourObjects(diskFiles(corpusPath(name)));
    const count = newCount();
    for (const directory of directoriesOf(name))
      for (const object of ours({ directory })) countOrigins(object, count);
    expect(count.wrong.slice(0, 5)).toEqual([]);
    rows.push([name, count.written, count.nested, count.computed]);
  });

  it("is what docs/builds.md says", () => {
    const header = ["tree", "written", "of these in a text", "computed"];
    const { expected, actual } = checkMarked("docs/builds.md", "places", header, withSum(rows));
    expect(actual).toBe(expected);
  });
});

it(`values of ${COUNT} generated fleets from seed ${FIRST} on stand where they come from`, () => {
  const count = newCount();
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const { files, ...request } = generateFleet(seed);
    for (const object of ourObjects(memoryFiles(files))(request)) countOrigins(object, count, `seed ${seed}`);
  }
  expect(count.wrong.slice(0, 5)).toEqual([]);
  expect(count.nested).toBeGreaterThan(COUNT / 2);
});
