import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takesGitAlone } from "../../src/core/graph.ts";
import type { LintFinding } from "../../src/core/lint.ts";
import { CONSUMERS } from "../../src/flux/consumers.ts";
import { contextOf, lintTree } from "../../src/lint-tree.ts";
import { analyse } from "../../src/run.ts";
import { needlesInLint } from "../../src/scan/needles.ts";
import { CORPUS } from "../support/corpus.ts";
import { checkOut, corpusConfig, corpusMissing, put, remove } from "../support/corpus-checkout.ts";
import { type Planted, plantedReferences } from "../support/planted-references.ts";

const PLANTED = plantedReferences(CONSUMERS);

describe.skipIf(corpusMissing !== undefined)("a reference of every row of the table, in a real fleet", () => {
  it.each(CORPUS.map((tree) => [tree.name, tree] as const))("%s hides none", async (_name, tree) => {
    const root = checkOut(tree);
    try {
      for (const { file, text } of PLANTED) put(root, file, Buffer.from(text));
      // Nobody decides what is planted.
      const config = { ...(await corpusConfig(tree)), registry: undefined };
      const analysis = await analyse(join(root), config, undefined, needlesInLint);
      const { plan } = contextOf(analysis);
      const { findings } = lintTree(analysis, { preset: "recommended", rules: new Map() });
      const told = findings.filter(({ rule }) => rule === "git-source");
      const silent = PLANTED.flatMap((planted) => {
        const references = analysis.graph.references.filter((one) => one.location.file === planted.file);
        if (references.length === 0) return [`${planted.file}: no reference`];
        const reasons = references.map((one) => plan.outcomes.get(one)?.reason ?? "");
        if (references.every(takesGitAlone))
          return reasons.every((reason) => reason.includes(planted.row.why))
            ? []
            : [`${planted.file}: stays, and does not say so`];
        return isTold(planted, told) ? [] : [`${planted.file}: ${reasons.join("; ")}`];
      });
      expect(silent).toEqual([]);
    } finally {
      remove(root);
    }
  });
});

/** An undeclared source is told at the reference, a declared one where it is declared, with the reference. */
function isTold({ file, declared }: Planted, findings: readonly LintFinding[]): boolean {
  const here = findings.filter(
    (one) => one.location.file === file && ["warning", "note"].includes(one.severity),
  );
  return declared
    ? here.some(({ object, related }) => object.kind === "GitRepository" && related.length === 1)
    : here.some(({ object }) => object.kind !== "GitRepository");
}
