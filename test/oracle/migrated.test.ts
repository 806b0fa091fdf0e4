import { afterAll, describe, expect, it } from "vitest";
import { BuildOracle, oracleMissing } from "../support/build-oracle.ts";
import { reportFleets } from "../support/migrated-fleet/report.ts";
import { type FleetResult, judgeFleet } from "../support/migrated-fleet/run.ts";

/** MIGRATED_FLEETS=2000 tries more, MIGRATED_FROM=41 others; a fleet is the same for the same seed. */
const COUNT = Number(process.env.MIGRATED_FLEETS ?? 300);
const FIRST = Number(process.env.MIGRATED_FROM ?? 1);
/** Fleets at a time: enough to keep the oracle busy while the program plans. */
const AT_ONCE = 6;

describe.skipIf(oracleMissing)(`migrated fleets${oracleMissing ? ` (${oracleMissing})` : ""}`, () => {
  const oracle = oracleMissing ? undefined : new BuildOracle();
  afterAll(() => oracle?.stop());

  it(`${COUNT} fleets from seed ${FIRST} on mean the same after migrate, as kustomize and Flux build them`, async () => {
    const results: FleetResult[] = [];
    let next = FIRST;
    const work = async () => {
      while (next < FIRST + COUNT) results.push(await judgeFleet(next++, oracle!));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    results.sort((a, b) => a.seed - b.seed);
    expect(reportFleets(results)).toBe("");
    const share = (list: readonly FleetResult[], fits: (one: FleetResult) => boolean) =>
      list.filter(fits).length / list.length;
    // A generator whose fleets mostly fail would test little, and a program that moves nothing would pass.
    expect(share(results, ({ builds }) => builds)).toBeGreaterThan(0.7);
    expect(share(results, ({ moved }) => moved > 0)).toBeGreaterThan(0.7);
    const complete = results.filter((one) => one.complete && one.builds);
    expect(share(complete, ({ moved }) => moved > 0)).toBeGreaterThan(0.85);
  });
});
