import { describe, expect, it } from "vitest";
import { analyse, changesOf, plan } from "../../src/run.ts";
import { CORPUS } from "../support/corpus.ts";
import { checkOut, corpusConfig, corpusMissing, remove } from "../support/corpus-checkout.ts";
import { checkReports } from "../support/report-checks.ts";
import { readTree } from "../support/tree-copy.ts";

describe.skipIf(corpusMissing)(`reports of real fleets${corpusMissing ? ` (${corpusMissing})` : ""}`, () => {
  it.each(CORPUS.map((tree) => [tree.name, tree] as const))("%s keeps the contract", async (_name, tree) => {
    const directory = checkOut(tree);
    try {
      const analysis = await analyse(directory, await corpusConfig(tree));
      const accepted = plan(analysis);
      expect(analysis.graph.files).toBeGreaterThan(10);
      checkReports(analysis, accepted, changesOf(accepted, analysis), readTree(directory));
    } finally {
      remove(directory);
    }
  });
});
