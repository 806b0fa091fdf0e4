import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkResult } from "../../src/check.ts";
import type { Config } from "../../src/config/types.ts";
import { isChart, sourceOf, type Unit, unitsOf } from "../../src/core/units.ts";
import { changesOf, plan } from "../../src/run.ts";
import { rebuild } from "../support/fixture-checks.ts";
import { fleets } from "../support/fleet-arbitrary.ts";
import {
  type Answer,
  answers,
  configs,
  type ReferenceAnswer,
  referenceAnswers,
} from "../support/fleet-decisions.ts";
import { fleetFiles } from "../support/fleet-files.ts";
import {
  declaredAreUsed,
  declinedReferencesStay,
  declinedStay,
  decliningOnlyKeeps,
  movedResolve,
  type Outcome,
  restIsTheSame,
  sideOf,
  stayingResolve,
} from "../support/fleet-laws.ts";
import { analyseTexts } from "../support/memory-tree.ts";

/** The same fleets in every run of the tests; FLEET_RUNS=20000 looks at that many others for what is rare. */
const RUNS =
  process.env.FLEET_RUNS === undefined
    ? { numRuns: 120, seed: 20_260 }
    : { numRuns: Number(process.env.FLEET_RUNS) };

const LAWS: readonly [string, (outcome: Outcome) => string[]][] = [
  ["every reference that moves resolves to an OCIRepository", movedResolve],
  ["every reference and patch that stays on Git keeps its source", stayingResolve],
  ["an OCIRepository is declared exactly where something moves to it", declaredAreUsed],
  ["a declined source keeps its declaration and its references", declinedStay],
  ["a declined reference stays as it is", declinedReferencesStay],
  ["declining never makes more move", decliningOnlyKeeps],
  ["what is neither source nor reference stays as it is", restIsTheSame],
];

function migrate(
  files: ReadonlyMap<string, string>,
  config: Config,
  declines: Answer,
  declinesReference: ReferenceAnswer,
) {
  const analysis = analyseTexts(files, config);
  const declined = unitsOf(analysis.graph).filter(declines);
  const references = analysis.graph.references.filter(declinesReference);
  const current = plan(
    analysis,
    new Map(declined.map((unit) => [unit, "declined"])),
    true,
    new Map(references.map((one) => [one, "declined"])),
  );
  const changes = changesOf(current, analysis);
  const result = new Map(files);
  for (const { path, after } of changes)
    if (after === undefined) result.delete(path);
    else result.set(path, after);
  return { analysis, plan: current, willing: () => plan(analysis), changes, declined, references, result };
}

type Run = ReturnType<typeof migrate>;

/** The answers of a run for the next one, where what made a person decline may be gone. */
function sameAs({ declined }: Run, declines: Answer): Answer {
  const keyOf = (unit: Unit) => {
    const { scope, namespace, name } = sourceOf(unit);
    return `${scope} ${namespace}/${name}${isChart(unit) ? `#${unit.path}` : ""}`;
  };
  const keys = new Set(declined.map(keyOf));
  return (unit) => keys.has(keyOf(unit)) || declines(unit);
}

/** Runs a check on many fleets, each with decisions and answers of its own. */
function onFleets(check: (run: Run, outcome: () => Outcome, again: () => Run) => void): void {
  const property = fc.property(
    fleets,
    configs,
    answers,
    referenceAnswers,
    (fleet, config, declines, keeps) => {
      const files = fleetFiles(fleet);
      const run = migrate(files, config, declines, keeps);
      const outcome = () => {
        const named = config.declareIn.flatMap(({ place }) => place.files ?? []);
        const after = sideOf(fleet, run.result, [...files.keys(), ...named]);
        return { ...run, fleet, named, before: sideOf(fleet, files), after };
      };
      check(run, outcome, () => migrate(run.result, config, sameAs(run, declines), keeps));
    },
  );
  fc.assert(property, RUNS);
}

describe("any fleet, any decisions, any answers", () => {
  it.each(LAWS)("%s", (_name, law) => {
    onFleets((_run, outcome) => {
      expect(law(outcome())).toEqual([]);
    });
  });

  it("our own check of a result agrees", () => {
    onFleets(({ analysis, plan: current, changes }) => {
      expect(checkResult(analysis, current, changes)).toEqual([]);
    });
  });

  it("a second run with the same answers changes nothing", () => {
    onFleets((run, outcome, again) => {
      const second = again();
      // A file that a person named though nothing here applies it counts as everybody's from then on.
      const { after, named } = outcome();
      if (after.objects.some(({ scope, file }) => scope === "?" && named.includes(file))) return;
      // What only an `include` kept that went is free now, so there is something new to ask.
      const included = run.analysis.graph.references.filter((one) => one.row.id === "git-repository-include");
      // So is a source that a text keeps after its charts have gone.
      const charts = run.plan.migrations.filter(({ unit }) => isChart(unit));
      const freed = second.plan.migrations.filter(
        ({ source }) =>
          included.some((one) => one.target.name === source.name) ||
          charts.some((one) => one.source.name === source.name),
      );
      // Nothing is left here that tells of a source that is now declared elsewhere, but for files that nothing applies.
      const loose = second.plan.elsewhere.filter(({ scope }) => scope === "?");
      expect(freed.length + loose.length === 0 ? second.changes : []).toEqual([]);
    });
  });

  it("files are the original with edits", () => {
    onFleets(({ changes }) => {
      for (const change of changes) expect(rebuild(change)).toBe(change.after);
    });
  });
});
