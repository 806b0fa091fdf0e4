import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { checkResult } from "../../src/check.ts";
import { parseSelector } from "../../src/config/match.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import { unitsOf } from "../../src/core/units.ts";
import { changesOf, plan } from "../../src/run.ts";
import { analyseTree } from "../support/analyse-tree.ts";
import { rebuild } from "../support/fixture-checks.ts";
import { CHARTS, fleets, NAMES } from "../support/fleet-arbitrary.ts";
import { type Answer, answers, configs } from "../support/fleet-decisions.ts";
import { type Json, parseFiles } from "../support/fleet-oracle.ts";
import { EXTRAS, objectsIn, settled } from "../support/style-objects.ts";
import { objectsOf } from "../support/style-run.ts";
import { type WrittenProgram, writeProgram } from "../support/style-writer.ts";

/** The same programs in every run of the tests; FLEET_RUNS=20000 looks at that many others for what is rare. */
const RUNS =
  process.env.FLEET_RUNS === undefined
    ? { numRuns: 60, seed: 20_260 }
    : { numRuns: Number(process.env.FLEET_RUNS) };

/** The file of YAML that stands beside, in both trees. */
const BESIDE = "app/beside.yaml";

function migrate(files: ReadonlyMap<string, string>, config: Config, declines: Answer) {
  const analysis = analyseTree(files, config);
  const declined = unitsOf(analysis.graph).filter(declines);
  const current = plan(analysis, new Map(declined.map((unit) => [unit, "declined"])));
  const changes = changesOf(current, analysis);
  const result = new Map(files);
  for (const { path, after } of changes)
    if (after === undefined) result.delete(path);
    else result.set(path, after);
  return { analysis, plan: current, changes, result };
}

type Run = ReturnType<typeof migrate>;

/** One fleet, once with a file of YAML and once with a program in its place. */
interface Pair {
  program: WrittenProgram;
  before: Json[];
  yaml: Run;
  code: Run;
  again: (run: Run) => Run;
}

const style = fc.array(fc.nat(1000), { maxLength: 250 });
/** Which objects stand in the YAML beside the program. */
const besides = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
const extras = fc.array(fc.constantFrom(...EXTRAS), { minLength: 1, maxLength: 5 });

/** Fleets with decisions for every source, so that much moves, and fleets as they come. */
const cases = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      fleet: fleets.map(settled),
      config: fc.constantFrom(...decided()),
      declines: fc.constant(() => false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ fleet: fleets, config: configs, declines: answers }) },
);

/** Decisions for every source and chart, with what a copy and a rewrite in place differ by. */
function decided(): Config[] {
  const map = NAMES.map((name) => `${name}=oci://ghcr.io/acme/${name}:main`);
  return [{ map }, { map, declareIn: ["elsewhere"] }].flatMap((flags) => {
    const merged = mergeFlags(emptyConfig(), flags);
    if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
    const config: Config = { ...merged.config, owners: ["github.com/acme"] };
    const moving = config.sources.map((one) => ({ ...one, ref: { semver: ">=1.0.0" } }));
    const charts = NAMES.flatMap((name) => CHARTS.map((chart) => chartEntry(name, chart)));
    const chartDefaults = { ref: { semver: ">=0.1.0" } };
    return [config, { ...config, name: "{name}-oci" }, { ...config, sources: moving, charts, chartDefaults }];
  });
}

function chartEntry(name: string, chart: string): Config["charts"][number] {
  const selector = parseSelector(name);
  if ("error" in selector) throw new Error(selector.error);
  const url = `oci://ghcr.io/acme/${name}-charts/${chart}`;
  return { origin: { flag: "chart" }, selector, chart, action: "migrate", waive: [], url };
}

function onPrograms(computed: boolean, check: (pair: Pair) => void): void {
  const property = fc.property(
    cases,
    style,
    besides,
    extras,
    ({ fleet, config, declines }, tape, apart, more) => {
      const objects = objectsIn(fleet, more);
      const before = objects.filter((_, i) => apart[i % apart.length] !== true);
      const beside = objects.filter((one) => !before.includes(one));
      const program = writeProgram(before, tape, computed);
      const other: [string, string][] = beside.length === 0 ? [] : [[BESIDE, documents(beside)]];
      const run = (files: ReadonlyMap<string, string>) => migrate(files, config, declines);
      check({
        program,
        before,
        yaml: run(new Map([...other, ["app/fleet.yaml", documents(before)]])),
        code: run(new Map([...other, ...program.files])),
        again: ({ result }) => run(result),
      });
    },
  );
  fc.assert(property, RUNS);
}

function documents(objects: readonly Json[]): string {
  return objects.map((one) => `---\n${stringify(one)}`).join("");
}

/** The objects that a tree has after a run, as sorted texts: those of the program or of the YAML in its place, and all others. */
function outcome({ result }: Run, entries: readonly string[]): { own: string[]; other: string[] } {
  const yaml = new Map([...result].filter(([path]) => path.endsWith(".yaml")));
  const inPlace = result.has("app/fleet.yaml") ? ["app/fleet.yaml"] : [];
  const parsed = parseFiles(yaml);
  const texts = (objects: readonly Json[]) =>
    objects.filter((one) => one !== null && one !== undefined).map(sorted);
  const own = [...inPlace.flatMap((path) => parsed.get(path) ?? []), ...objectsOf(result, entries)];
  const other = [...parsed].flatMap(([path, values]) => (inPlace.includes(path) ? [] : values));
  return { own: texts(own).sort(), other: texts(other).sort() };
}

/** What becomes of sources and references, whatever file they stand in. */
function fatesOf({ plan: { outcomes, fates } }: Run): string[] {
  const references = [...outcomes].map(
    ([one, { outcome }]) => `${one.manifest.kind} ${one.row.id} ${outcome}`,
  );
  return [...references, ...[...fates.values()].map(({ state }) => state)].sort();
}

/** The text of a value with its keys in order: a program may write them in another one. */
function sorted(value: Json): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** Programs for the message of a failure. */
function shown(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, text]) => `=== ${path}\n${text}`).join("\n");
}

function without(list: readonly string[], known: readonly string[]): string[] {
  const left = [...known];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

describe("any objects, written as a program in any style", { timeout: 120_000 + RUNS.numRuns * 500 }, () => {
  it("the program says what the YAML says", () => {
    onPrograms(true, ({ program, before }) => {
      const found = objectsOf(program.files, [program.entry]).map(sorted);
      expect(found.sort(), shown(program.files)).toEqual(before.map(sorted).sort());
    });
  });

  it("an object of a program becomes what its YAML becomes, or stays as it is", () => {
    let moved = 0;
    onPrograms(false, ({ program, before, yaml, code }) => {
      const expected = outcome(yaml, []);
      const found = outcome(code, [program.entry]);
      const strange = without(without(found.own, expected.own), before.map(sorted));
      expect(strange, shown(code.result)).toEqual([]);
      // A program may refuse what YAML does not; where nothing is refused, nothing differs.
      if (fatesOf(code).join() === fatesOf(yaml).join()) expect(found, shown(code.result)).toEqual(expected);
      moved += expected.own.filter((one) => !before.map(sorted).includes(one)).length;
    });
    // Many fleets have a source that one reader keeps on Git.
    expect(moved).toBeGreaterThan(RUNS.numRuns / 3);
  });

  it("our own check of a result agrees, and files are the original with edits", () => {
    onPrograms(true, ({ code }) => {
      const problems = checkResult(code.analysis, code.plan, code.changes);
      expect(problems, shown(code.result)).toEqual([]);
      for (const change of code.changes) expect(rebuild(change)).toBe(change.after);
    });
  });

  it("a second run changes nothing where it changes nothing in the YAML", () => {
    onPrograms(true, ({ yaml, code, again }) => {
      const second = again(code).changes.map(({ path, after }) => [path, after]);
      if (again(yaml).changes.length === 0) expect(second).toEqual([]);
    });
  });
});
