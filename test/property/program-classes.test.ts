import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import { analyse, changesOf, plan } from "../../src/run.ts";
import { rebuild } from "../support/fixture-checks.ts";
import { CLASSES, habits, LITERALS, programsOf } from "../support/program-arbitrary.ts";
import { runProgram } from "../support/program-runner.ts";
import { type Manifest, writeProgram } from "../support/program-writer.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

/** The same programs in every run; PROGRAM_RUNS=5000 looks at that many others. */
const RUNS =
  process.env.PROGRAM_RUNS === undefined
    ? { numRuns: 50, seed: 20_261 }
    : { numRuns: Number(process.env.PROGRAM_RUNS) };

/** Migrates one file in a folder of its own; returns it afterwards, with what was left for a person. */
async function migrated(root: string, file: string, text: string, config: Config) {
  putFiles(root, { [file]: text });
  const analysis = await analyse(root, config);
  const current = plan(analysis);
  const changes = changesOf(current, analysis);
  for (const change of changes) expect(rebuild(change)).toBe(change.after);
  const after = changes.find(({ path }) => path === file)?.after ?? readFileSync(join(root, file), "utf8");
  return { after, current };
}

function sorted(objects: readonly Manifest[]): Manifest[] {
  const key = ({ kind, metadata }: Manifest) => `${kind} ${(metadata as { name: string }).name}`;
  return [...objects].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

describe("objects of a program migrate as their YAML does", () => {
  it.each([
    { name: "instances of classes", programs: programsOf(CLASSES, ["Kustomization"]) },
    { name: "literals and classes", programs: programsOf([...LITERALS, ...CLASSES], ["Kustomization"]) },
  ])("$name", async ({ programs }) => {
    const config = configOf(["web", "api"]);
    const root = tempTree();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(programs, habits, async (objects, style) => {
        const program = writeProgram(objects, style);
        const yaml = objects.map(({ object }) => stringify(object)).join("---\n");
        // The writer is right before anything is migrated.
        expect(sorted(runProgram(program))).toEqual(sorted(objects.map(({ object }) => object)));
        const folder = join(root, String(runs++));
        const ofProgram = await migrated(`${folder}/program`, "fleet.ts", program, config);
        const ofYaml = await migrated(`${folder}/yaml`, "fleet.yaml", yaml, config);
        const documents = parseAllDocuments(ofYaml.after).map((one) => one.toJS() as Manifest);
        expect(sorted(runProgram(ofProgram.after))).toEqual(sorted(documents));
      }),
      RUNS,
    );
  });
});

function configOf(names: readonly string[]): Config {
  const map = names.map((name) => `apps/${name}=oci://ghcr.io/acme/${name}:main`);
  const merged = mergeFlags(emptyConfig(), {
    map,
    registry: undefined,
    declareIn: [],
    // Objects of a program are in no build, so their API versions tell nothing of the Flux, and those of YAML do.
    fluxVersion: "2.7",
  });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  return merged.config;
}
