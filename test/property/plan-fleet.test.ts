import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkResult } from "../../src/check.ts";
import type { Config } from "../../src/config/types.ts";
import type { SourceNode } from "../../src/core/graph.ts";
import type { Elsewhere, FileChange, Plan } from "../../src/core/plan.ts";
import { type Analysis, changesOf, plan } from "../../src/run.ts";
import { rebuild } from "../support/fixture-checks.ts";
import { configs, fleets } from "../support/fleet-arbitrary.ts";
import { fleetFiles } from "../support/fleet-files.ts";
import { type Applied, answers, applied, meets } from "../support/fleet-oracle.ts";
import { analyseTexts } from "../support/memory-tree.ts";

const RUNS = Number(process.env.FLEET_RUNS ?? 300);

/** A fleet before and after, with some sources declined. */
interface Outcome {
  analysis: Analysis;
  plan: Plan;
  changes: FileChange[];
  declined: SourceNode[];
  before: Applied[];
  after: Applied[];
  files: ReadonlyMap<string, string>;
}

/** The same answers wherever the source is met: its id depends on what other sources there are. */
type Answer = (source: SourceNode) => boolean;

function migrate(files: ReadonlyMap<string, string>, config: Config, declines: Answer) {
  const analysis = analyseTexts(files, config);
  const declined = analysis.graph.sources.filter(declines);
  const current = plan(analysis, new Map(declined.map((source) => [source, "declined"])));
  const changes = changesOf(current, analysis);
  const result = new Map([
    ...files,
    ...changes.flatMap(({ path, after }): [string, string][] => (after === undefined ? [] : [[path, after]])),
  ]);
  for (const { path, after } of changes) if (after === undefined) result.delete(path);
  return { analysis, plan: current, changes, declined, result };
}

/** Runs a check on many fleets, each with decisions and answers of its own. */
function onFleets(check: (outcome: Outcome, again: () => ReturnType<typeof migrate>) => void): void {
  fc.assert(
    fc.property(
      fleets,
      configs,
      fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
      (fleet, config, answers7) => {
        const declines: Answer = ({ scope, namespace, name }) =>
          answers7[hash(`${scope} ${namespace} ${name}`) % 7] === true && answers7[0] === true;
        const files = fleetFiles(fleet);
        const { result, ...run } = migrate(files, config, declines);
        const outcome = {
          ...run,
          files: result,
          before: applied(fleet, files),
          after: applied(fleet, result),
        };
        check(outcome, () => migrate(result, config, declines));
      },
    ),
    { numRuns: RUNS },
  );
}

function hash(text: string): number {
  return [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 65_521, 7);
}

describe("any fleet, any decisions, any answers", () => {
  it("every reference that moves resolves to an OCIRepository", () => {
    onFleets(({ before, after, plan: { elsewhere }, analysis, plan: current, changes }) => {
      expect(
        unanswered(after, "OCIRepository", elsewhere).filter(
          (one) => !unanswered(before, "OCIRepository", []).includes(one),
        ),
      ).toEqual([]);
      expect(checkResult(analysis, current, changes)).toEqual([]);
    });
  });

  it("every reference that stays on Git keeps its source", () => {
    onFleets(({ before, after }) => {
      const lost = unanswered(after, "GitRepository", []).filter(
        (one) => !unanswered(before, "GitRepository", []).includes(one),
      );
      expect(lost).toEqual([]);
      const left = (objects: readonly Applied[]) =>
        objects
          .filter(({ kind }) => !kind.endsWith("Repository"))
          .map(({ id, scope }) => `${id} in ${scope}`)
          .sort();
      expect(left(after)).toEqual(left(before));
    });
  });

  it("an OCIRepository is declared exactly where something moves to it", () => {
    onFleets(({ before, after, plan: { elsewhere, migrations } }) => {
      const known = new Set(before.filter(({ kind }) => kind === "OCIRepository").map(keyOf));
      const accepted = migrations
        .filter(({ applicability }) => applicability === "review")
        .map(({ target }) => target);
      const fresh = [
        ...after.filter(({ kind }) => kind === "OCIRepository"),
        ...elsewhere.map((one) => ({ ...one, kind: "OCIRepository", id: one.id })),
      ];
      const unused = fresh.filter(
        (one) =>
          !known.has(keyOf(one)) &&
          !accepted.some((target) => target.name === one.name && meets(target.namespace, one.namespace)) &&
          !fresh.some((twin) => twin.id === one.id && isUsed(twin, after)),
      );
      expect(unused.map(keyOf)).toEqual([]);
    });
  });

  it("a declined source keeps its declaration and its references", () => {
    onFleets(({ declined, before, after }) => {
      for (const { scope, namespace, name } of declined) {
        const own = (objects: readonly Applied[]) =>
          objects
            .filter(
              (one) =>
                one.kind === "GitRepository" &&
                one.name === name &&
                one.namespace === namespace &&
                one.scope === scope,
            )
            .map(({ id }) => id);
        expect(own(after)).toEqual(own(before));
      }
    });
  });

  it("a second run with the same answers changes nothing", () => {
    onFleets((_outcome, again) => {
      expect(again().changes).toEqual([]);
    });
  });

  it("files are the original with edits", () => {
    onFleets(({ changes }) => {
      for (const change of changes) expect(rebuild(change)).toBe(change.after);
    });
  });
});

/** References of a kind that nothing in their cluster answers, as text. */
function unanswered(objects: readonly Applied[], kind: string, elsewhere: readonly Elsewhere[]): string[] {
  return objects.flatMap(({ id, scope, references }) =>
    references
      .filter((one) => one.kind === kind && one.name !== "*")
      .filter((one) => answers(objects, scope, one).length === 0)
      .filter(
        (one) =>
          !elsewhere.some(
            (other) =>
              other.name === one.name && meets(other.namespace, one.namespace) && meets(other.scope, scope),
          ),
      )
      .map((one) => `${id} in ${scope}: ${one.field} → ${one.kind} ${one.namespace}/${one.name}`),
  );
}

function keyOf({ scope, namespace, name }: { scope: string; namespace: string; name: string }): string {
  return `${scope} ${namespace}/${name}`;
}

function isUsed(
  oci: { scope: string; namespace: string; name: string },
  objects: readonly Applied[],
): boolean {
  return objects.some(
    ({ scope, references }) =>
      meets(scope, oci.scope) &&
      references.some(
        (one) => one.kind === "OCIRepository" && one.name === oci.name && meets(one.namespace, oci.namespace),
      ),
  );
}
