import { afterAll, describe, expect, it } from "vitest";
import { diskFiles } from "../support/build-files.ts";
import { BuildOracle, oracleMissing } from "../support/build-oracle.ts";
import { type Comparison, compareBuilds, countOutcomes, report } from "../support/compare-builds.ts";
import { CORPUS } from "../support/corpus.ts";
import { deliveriesOf } from "../support/corpus-builds.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";
import { checkMarked, withSum } from "../support/marked-table.ts";
import { ourTree } from "../support/our-build.ts";

const missing = corpusMissing ?? oracleMissing;

describe.skipIf(missing)(`Kustomizations of real fleets${missing ? ` (${missing})` : ""}`, () => {
  const oracle = missing ? undefined : new BuildOracle();
  const rows: [tree: string, ...counts: number[]][] = [];
  afterAll(() => oracle?.stop());

  it.each(CORPUS.map(({ name }) => name))(
    "%s: every Kustomization brings what Flux makes of it",
    async (name) => {
      const root = corpusPath(name);
      const ours = ourTree(diskFiles(root));
      const deliveries = await deliveriesOf(name, oracle!);
      const theirs = await Promise.all(
        deliveries.map(({ directory, kustomization, variables }) =>
          oracle!.build({ root, dir: directory, kustomization, variables, fluxOnly: true }),
        ),
      );
      const comparisons = deliveries.map((delivery, index): [string, Comparison] => [
        delivery.name,
        compareBuilds(ours(delivery), theirs[index]!),
      ]);
      const counts = countOutcomes(comparisons);
      const outcomes = (["equal", "both fail", "cannot be built offline"] as const).map(
        (one) => counts[one] ?? 0,
      );
      rows.push([name, comparisons.length, ...outcomes]);
      expect(report(comparisons)).toBe("");
    },
  );

  it("is what docs/builds.md says", () => {
    const header = ["tree", "Kustomizations", "equal", "both fail", "remote or Helm"];
    const { expected, actual } = checkMarked("docs/builds.md", "kustomizations", header, withSum(rows));
    expect(actual).toBe(expected);
  });
});
