import { afterAll, describe, expect, it } from "vitest";
import { diskFiles } from "../support/build-files.ts";
import { BuildOracle, oracleMissing } from "../support/build-oracle.ts";
import { type Comparison, compareBuilds, report } from "../support/compare-builds.ts";
import { CORPUS } from "../support/corpus.ts";
import { directoriesOf } from "../support/corpus-builds.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";
import { ourTree } from "../support/our-build.ts";

const missing = corpusMissing ?? oracleMissing;

describe.skipIf(missing)(`directories of real fleets${missing ? ` (${missing})` : ""}`, () => {
  const oracle = missing ? undefined : new BuildOracle();
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
      expect(report(comparisons)).toBe("");
    },
  );
});
