import { describe, expect, it } from "vitest";
import { diskFiles, memoryFiles } from "../support/build-files.ts";
import { report } from "../support/compare-builds.ts";
import { CORPUS } from "../support/corpus.ts";
import { directoriesOf } from "../support/corpus-builds.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";
import { compareFiltered, filteredDisk, filteredMemory } from "../support/filtered-build.ts";
import { generateFleet } from "../support/fleet-generator.ts";
import { ourTree } from "../support/our-build.ts";

/** As in generated.test.ts. */
const COUNT = Number(process.env.GENERATED_FLEETS ?? 300);
const FIRST = Number(process.env.GENERATED_FROM ?? 1);

describe.skipIf(corpusMissing)(
  `without what the byte search leaves out (${corpusMissing ?? "corpus"})`,
  () => {
    it.each(CORPUS.map(({ name }) => name))(
      "%s: every directory brings the same Flux objects",
      async (name) => {
        const root = corpusPath(name);
        const filtered = ourTree(await filteredDisk(root));
        const all = ourTree(diskFiles(root));
        const comparisons = directoriesOf(name).map(
          (directory) => [directory, compareFiltered(filtered({ directory }), all({ directory }))] as const,
        );
        expect(report(comparisons)).toBe("");
        // A patch or a conflict of objects that are none of Flux's is not seen.
        expect(comparisons.filter(([, { spared }]) => spared).map(([directory]) => directory)).toEqual([]);
      },
    );
  },
);

it(`${COUNT} generated fleets from seed ${FIRST} on bring the same Flux objects without the rest`, () => {
  const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index);
  const comparisons = seeds.map((seed) => {
    const { files, ...request } = generateFleet(seed);
    const filtered = ourTree(filteredMemory(files))(request);
    return [`seed ${seed}`, compareFiltered(filtered, ourTree(memoryFiles(files))(request))] as const;
  });
  expect(report(comparisons)).toBe("");
  expect(comparisons.filter(([, { spared }]) => spared).length).toBeLessThan(COUNT * 0.1);
});
