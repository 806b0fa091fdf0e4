import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { putFiles, tempTree } from "./temp-tree.ts";
import { asText, type FileTree, readTree } from "./tree-copy.ts";

/** How the objects that a program makes are had: its flavour. */
export type Flavour = "cdk8s" | "pulumi" | "aws-cdk" | "printed";

/** A program on disk, with the packages it imports above it. */
export interface Program {
  /** The fleet with the program in it. */
  fleet: string;
  /** Where it is compiled to. */
  build: string;
  modules: string;
}

const MOCKS = join(import.meta.dirname, "../e2e/typescript/pulumi-mocks.cjs");

/** Places a fleet where its program finds its packages; they are above the fleet, so that no scan meets them. */
export function placeProgram(tree: FileTree, modules: string): Program {
  const root = tempTree();
  const fleet = join(root, "fleet");
  mkdirSync(fleet);
  putFiles(fleet, Object.fromEntries(tree));
  symlinkSync(modules, join(root, "node_modules"));
  return { fleet, build: join(root, "build"), modules };
}

/** Writes the classes of the CRDs that cdk8s.yaml names into the fleet, as `cdk8s import` does. */
export function importCrds({ fleet, modules }: Program): void {
  runNode(fleet, [join(modules, "cdk8s-cli/bin/cdk8s"), "import", "--check-upgrade=false"]);
}

/** Compiles a program with its own tsconfig.json: what the compiler says, nothing where all types are right. */
export function compile({ fleet, build, modules }: Program): string {
  const ran = spawnSync(
    process.execPath,
    [join(modules, "typescript/bin/tsc"), "-p", fleet, "--rootDir", fleet, "--outDir", build],
    { encoding: "utf8" },
  );
  if (ran.error) throw ran.error;
  // A program is run where its package.json says which modules it is made of.
  if (ran.status === 0) copyFileSync(join(fleet, "package.json"), join(build, "package.json"));
  return ran.stdout + ran.stderr;
}

/** Runs a compiled program: the files of manifests it makes, as YAML texts by path. */
export function synthesise(program: Program, flavour: Flavour): Record<string, string> {
  return SYNTHESIS[flavour](program);
}

const SYNTHESIS: Record<Flavour, (program: Program) => Record<string, string>> = {
  cdk8s: ({ fleet, build, modules }) => {
    const output = join(build, "dist");
    const cli = join(modules, "cdk8s-cli/bin/cdk8s");
    copyFileSync(join(fleet, "cdk8s.yaml"), join(build, "cdk8s.yaml"));
    runNode(build, [cli, "synth", "--check-upgrade=false", "--output", output]);
    return asText(readTree(output));
  },
  pulumi: (program) => {
    const lines = runNode(program.build, ["-r", MOCKS, mainOf(program)])
      .trim()
      .split("\n");
    return { "registered.yaml": asDocuments(lines.map((line) => JSON.parse(line))) };
  },
  "aws-cdk": (program) => {
    const outdir = join(program.build, "cdk.out");
    runNode(program.build, [mainOf(program)], { CDK_OUTDIR: outdir });
    const templates = [...readTree(outdir)].filter(([path]) => /^[^/]*\.template\.json$/.test(path));
    return { "manifests.yaml": asDocuments(templates.flatMap(([, bytes]) => manifestsOf(bytes))) };
  },
  printed: (program) => ({ "printed.yaml": runNode(program.build, [mainOf(program)]) }),
};

function mainOf({ build }: Program): string {
  const { main } = JSON.parse(readFileSync(join(build, "package.json"), "utf8")) as { main: string };
  return join(build, main);
}

/** The manifests of a CloudFormation template: each resource for kubectl holds a list of them as JSON. */
function manifestsOf(template: Buffer): unknown[] {
  const { Resources } = JSON.parse(template.toString("utf8")) as {
    Resources: Record<string, { Properties?: { Manifest?: string } }>;
  };
  return Object.values(Resources).flatMap(
    ({ Properties }) => JSON.parse(Properties?.Manifest ?? "[]") as unknown[],
  );
}

function asDocuments(objects: readonly unknown[]): string {
  return objects.map((object) => stringify(object)).join("---\n");
}

/** Runs Node and returns what it printed. @throws Error with what it said where it fails */
function runNode(cwd: string, args: readonly string[], env: Record<string, string> = {}): string {
  const ran = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: cwd, ...env },
  });
  if (ran.error) throw ran.error;
  if (ran.status !== 0) throw new Error(`${args.join(" ")} ended with ${ran.status}:\n${ran.stderr}`);
  return ran.stdout;
}
