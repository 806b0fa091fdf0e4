import { beforeAll, describe, expect, it } from "vitest";
import { CORPUS } from "../support/corpus.ts";
import { corpusMissing } from "../support/corpus-checkout.ts";
import {
  apiProblems,
  moved,
  orphaned,
  staleTexts,
  strayLines,
  touchedRoots,
  unanswered,
  unresolved,
} from "../support/corpus-checks.ts";
import { type CorpusRun, type Mode, runTree } from "../support/corpus-run.ts";
import { checkTable, type Row, rowOf } from "../support/corpus-table.ts";
import { crdsMissing } from "../support/crd-oracle.ts";
import { duplicates, listedTwice, rebuild } from "../support/fixture-checks.ts";

const MODES: readonly Mode[] = ["all", "safe"];
const reason = corpusMissing ?? crdsMissing;
const rows: Row[] = [];

describe.skipIf(reason)(`real fleets${reason ? ` (${reason})` : ""}`, () => {
  describe.each(CORPUS.flatMap((tree) => MODES.map((mode) => [tree.name, mode, tree] as const)))(
    "%s, %s",
    (_name, mode, tree) => {
      let run: CorpusRun;
      beforeAll(async () => {
        run = await runTree(tree, mode, staleTexts);
        if (mode === "all") rows.push(rowOf(tree, run));
      });

      it("answers every reference and decides every source", () => {
        expect(unanswered(run.before, run.plan)).toEqual([]);
        expect(run.before.graph.sources.filter((one) => !run.plan.fates.get(one)?.reason)).toEqual([]);
      });

      it("leaves no reference without a source, moved or not", () => {
        expect(unresolved(run.before, run.after, run.plan)).toEqual([]);
        expect(orphaned(run.before, run.after, run.plan)).toEqual([]);
        const known = new Set(duplicates(run.before));
        expect(duplicates(run.after).filter((one) => !known.has(one))).toEqual([]);
      });

      it("moves what the contract says it moves, and nothing else", () => {
        const intents = run.plan.migrations.flatMap((one) => one.changes.map((change) => change.intent));
        const repointed = new Set(
          intents.flatMap((one) => (one.type === "repoint" ? [one.reference.id] : [])),
        );
        const said = moved(run.before, run.plan).filter(
          (one) => run.plan.outcomes.get(one)?.outcome === "repoint",
        );
        expect([...repointed].sort()).toEqual(said.map((one) => one.id).sort());
      });

      it("writes objects that the clusters accept", () => {
        expect(apiProblems(run.changes, run.after).broken).toEqual([]);
      });

      it("changes nothing but its edits", () => {
        expect(run.stale).toEqual([]);
        expect(run.changes.flatMap(strayLines)).toEqual([]);
        for (const change of run.changes) expect(rebuild(change)).toBe(change.after);
        expect(run.after.graph.skipped).toEqual(run.before.graph.skipped);
        expect(listedTwice(run.after)).toEqual(listedTwice(run.before));
      });

      it("keeps its hands off roots and generated files", () => {
        expect(touchedRoots(run.before, run.changes)).toEqual([]);
        expect(run.after.graph.roots.map((one) => [one.scope, one.by, one.source])).toEqual(
          run.before.graph.roots.map((one) => [one.scope, one.by, one.source]),
        );
      });

      it("has nothing to do the second time", () => {
        expect(run.again.map((one) => one.path)).toEqual([]);
      });

      it("gives a patch that git applies to the same bytes", () => {
        expect(run.patched).toEqual(run.written);
      });
    },
  );

  it("docs/corpus.md says what came out (UPDATE_DOCS=1 writes it)", () => {
    const { expected, actual } = checkTable(rows);
    expect(actual).toBe(expected);
  });
});
