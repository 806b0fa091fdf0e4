import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { crdMinors, crdsMissing, fluxOracle, knowsKind, validate } from "../support/crd-oracle.ts";
import { type Fixture, loadFixture } from "../support/fixture.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";
import { asText, type FileTree, readTree } from "../support/tree-copy.ts";
import { programPackages } from "../support/typescript-packages.ts";
import {
  compile,
  type Flavour,
  importCrds,
  placeProgram,
  synthesise,
} from "../support/typescript-program.ts";

const { modules = "", missing } = programPackages();
const reason = missing === undefined ? "" : ` (SKIPPED: ${missing})`;

interface Case {
  fixture: string;
  /** How it is run. */
  flavour: Flavour;
  /** Sources that stay on Git in what it makes. */
  kept: readonly string[];
  /** The bytes of what it makes are compared too: fields that are new have the same place in both ways. */
  sameOrder?: boolean;
  /** The Flux of its YAML, whose old API versions tell of an older one; a program is in no build and tells nothing. */
  flux?: readonly string[];
}

const PROGRAMS: readonly Case[] = [
  { fixture: "ts-cdk8s-app", flavour: "cdk8s", kept: ["podinfo"], sameOrder: true },
  { fixture: "ts-cdk8s-charts", flavour: "cdk8s", kept: [] },
  { fixture: "ts-pulumi-program", flavour: "pulumi", kept: [], flux: ["--flux-version", "2.9"] },
  { fixture: "ts-crd2pulumi", flavour: "pulumi", kept: [] },
  { fixture: "ts-aws-cdk-stack", flavour: "aws-cdk", kept: [] },
  { fixture: "ts-kubernetes-models", flavour: "printed", kept: ["podinfo"] },
  { fixture: "ts-yaml-stringify", flavour: "printed", kept: [] },
];

/** A Kubernetes object, as far as this test reads one. */
interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata?: { name?: string; namespace?: string };
}

describe.skipIf(missing !== undefined)(`programs with the packages of npm${reason}`, () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  describe.each(PROGRAMS)("$fixture", ({ fixture: name, flavour, kept, sameOrder = false, flux = [] }) => {
    test("is migrated to the bytes of after/, and its generated classes stay", async () => {
      const fixture = await loadFixture(name);
      const { fleet } = prepared(fixture.before, flavour);
      const generated = importsOf(fleet);
      const after = migrated(cli, fleet, fixture);
      expect(asText(importsOf(fleet))).toEqual(asText(generated));
      expect(asText(after)).toEqual(asText(fixture.after));
    });

    test("type-checks before and after, and what it makes then is its own YAML migrated", async () => {
      const fixture = await loadFixture(name);
      const before = outcomeOf(fixture, "before", flavour);
      const after = outcomeOf(fixture, "after", flavour);
      expect([before.told, after.told]).toEqual(["", ""]);

      const fleet = tempTree(Object.fromEntries(withoutPrograms(fixture.before)));
      putFiles(join(fleet, "made"), before.made);
      const yaml = asText(migrated(cli, fleet, fixture, flux));
      const made = Object.keys(before.made);
      expect(Object.keys(after.made)).toEqual(made);
      for (const path of made) {
        const wanted = yaml[`made/${path}`] ?? "";
        expect(objectsOf(after.made[path] ?? "")).toEqual(objectsOf(wanted));
        if (sameOrder) expect(after.made[path]).toBe(wanted);
      }
    });

    test("makes sources of OCI that a cluster accepts", async (context) => {
      context.skip(crdsMissing !== undefined, crdsMissing);
      const { made } = outcomeOf(await loadFixture(name), "after", flavour);
      const objects = Object.values(made).flatMap(objectsOf);
      const minor = crdMinors.at(-1) ?? 0;
      const known = objects.filter(({ apiVersion, kind }) => knowsKind(apiVersion, kind, minor));
      expect(known.filter(({ kind }) => kind === "OCIRepository").length).toBeGreaterThan(0);
      expect(known.flatMap((object) => validate(object, minor))).toEqual([]);
      const git = objects.filter(({ kind }) => kind === "GitRepository");
      expect(git.map(({ metadata }) => metadata?.name)).toEqual(kept);
    });
  });

  test.for(PROGRAMS.filter(({ flavour }) => flavour === "cdk8s"))(
    "$fixture type-checks with the classes of all CRDs of Flux",
    async ({ fixture: name }, context) => {
      context.skip(crdsMissing !== undefined, crdsMissing);
      const { after } = await loadFixture(name);
      // The oldest, where a class of OCIRepository is still one of v1beta2, and the newest.
      for (const minor of [crdMinors[0] ?? 0, crdMinors.at(-1) ?? 0]) {
        const crds = fluxOracle(minor).crds.map((crd) => stringify(crd));
        const whole = new Map([...after, ["crds/flux.yaml", Buffer.from(crds.join("---\n"))]]);
        expect(compile(prepared(whole, "cdk8s")), `Flux 2.${minor}`).toBe("");
      }
    },
  );
});

/** A fleet on disk that can be compiled: the classes of its CRDs are generated where its program needs them. */
function prepared(tree: FileTree, flavour: Flavour) {
  const program = placeProgram(tree, modules);
  if (flavour === "cdk8s") importCrds(program);
  return program;
}

/** What the compiler says of a program, and what the program makes; nothing where it does not compile. */
interface Outcome {
  told: string;
  made: Record<string, string>;
}

const outcomes = new Map<string, Outcome>();

/** The outcome of one side of a fixture; to compile is slow, so it happens once. */
function outcomeOf(fixture: Fixture, side: "before" | "after", flavour: Flavour): Outcome {
  const key = `${fixture.name}/${side}`;
  const known = outcomes.get(key);
  if (known) return known;
  const program = prepared(fixture[side], flavour);
  const told = compile(program);
  const outcome = { told, made: told === "" ? synthesise(program, flavour) : {} };
  outcomes.set(key, outcome);
  return outcome;
}

/** Migrates a fleet on disk with a fixture's decisions; returns its files, without generated classes and Git. */
function migrated(
  cli: BuiltCli,
  fleet: string,
  { directory }: Fixture,
  flux: readonly string[] = [],
): FileTree {
  const config = join(directory, "git2oci.yaml");
  if (existsSync(config)) putFiles(fleet, { "git2oci.yaml": readFileSync(config) });
  commitAll(fleet);
  const flags = join(directory, "flags.txt");
  const given = existsSync(flags) ? readFileSync(flags, "utf8").split(/\s+/).filter(Boolean) : [];
  const { status, stderr } = cli.run(["migrate", "--yes", ...given, ...flux, fleet]);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^git2oci: wrote \d+ files?$/m)]);
  return new Map([...readTree(fleet)].filter(([path]) => !/^(?:\.git|imports)\/|^git2oci\.yaml$/.test(path)));
}

function importsOf(fleet: string): FileTree {
  return readTree(join(fleet, "imports"));
}

/** The fleet without its program: what is left is YAML. */
function withoutPrograms(tree: FileTree): FileTree {
  return new Map([...tree].filter(([path]) => /\.yaml$/.test(path)));
}

function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
}
