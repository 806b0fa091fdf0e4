import { afterAll, describe, expect, it } from "vitest";
import { memoryFiles } from "../support/build-files.ts";
import { BuildOracle, oracleMissing } from "../support/build-oracle.ts";
import { type Comparison, compareBuilds, countOutcomes, report } from "../support/compare-builds.ts";
import { type GeneratedFleet, generateFleet } from "../support/fleet-generator.ts";
import { type OurAnswer, ourTree } from "../support/our-build.ts";

/** GENERATED_FLEETS=2000 tries more, GENERATED_FROM=41 others; a fleet is the same for the same seed. */
const COUNT = Number(process.env.GENERATED_FLEETS ?? 300);
const FIRST = Number(process.env.GENERATED_FROM ?? 1);

function buildOurs({ files, ...request }: GeneratedFleet): OurAnswer {
  try {
    return ourTree(memoryFiles(files))(request);
  } catch (error) {
    throw new Error(`seed ${request.seed}`, { cause: error });
  }
}

describe.skipIf(oracleMissing)(`generated fleets${oracleMissing ? ` (${oracleMissing})` : ""}`, () => {
  const oracle = oracleMissing ? undefined : new BuildOracle();
  afterAll(() => oracle?.stop());

  it(`${COUNT} fleets from seed ${FIRST} on build as kustomize and Flux build them`, async () => {
    const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index);
    const comparisons = await Promise.all(
      seeds.map(async (seed): Promise<[string, Comparison]> => {
        const fleet = generateFleet(seed);
        const { directory: dir, files, kustomization, variables } = fleet;
        const delivery = kustomization === undefined ? {} : { kustomization, variables: variables ?? {} };
        const theirs = await oracle!.build({ dir, files, ...delivery, fluxOnly: true });
        return [`seed ${seed}`, compareBuilds(buildOurs(fleet), theirs)];
      }),
    );
    expect(report(comparisons)).toBe("");
    // A generator whose fleets mostly fail would test little.
    expect(countOutcomes(comparisons).equal).toBeGreaterThan(COUNT * 0.35);
  });
});
