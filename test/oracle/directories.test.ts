import { afterAll, describe, expect, it } from "vitest";
import { diskFiles } from "../support/build-files.ts";
import { BuildOracle, oracleMissing } from "../support/build-oracle.ts";
import { type Comparison, compareBuilds, countOutcomes, report } from "../support/compare-builds.ts";
import { CORPUS } from "../support/corpus.ts";
import { directoriesOf } from "../support/corpus-builds.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";
import { checkMarked, withSum } from "../support/marked-table.ts";
import { ourTree } from "../support/our-build.ts";

const missing = corpusMissing ?? oracleMissing;

describe.skipIf(missing)(`directories of real fleets${missing ? ` (${missing})` : ""}`, () => {
  const oracle = missing ? undefined : new BuildOracle();
  const rows: [tree: string, ...counts: number[]][] = [];
  afterAll(() => oracle?.stop());

  it.each(CORPUS.map(({ name }) => name))(
    "%s: every directory builds as kustomize builds it",
    async (name) => {
      const root = corpusPath(name);
      const ours = ourTree(diskFiles(root));
      const directories = directoriesOf(name);
      const theirs = await Promise.all(
        directories.map((dir) => oracle!.build({ root, dir, fluxOnly: true })),
      );
      const comparisons = directories.map((directory, index): [string, Comparison] => [
        directory,
        compareBuilds(ours({ directory }), theirs[index]!),
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
    const header = ["tree", "directories", "equal", "both fail", "remote or Helm"];
    const { expected, actual } = checkMarked("docs/builds.md", "directories", header, withSum(rows));
    expect(actual).toBe(expected);
  });
});
