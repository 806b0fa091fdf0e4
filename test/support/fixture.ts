import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { questionsAfter } from "../../src/cli/confirm/questions.ts";
import type { Step } from "../../src/cli/confirm/steps.ts";
import { UsageError } from "../../src/cli/exit.ts";
import { declinedByOnly } from "../../src/cli/only.ts";
import { loadConfig } from "../../src/config/load.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import type { FileChange, Plan } from "../../src/core/plan.ts";
import { type Unit, unitsOf } from "../../src/core/units.ts";
import { type Analysis, analyse, changesOf, planSafe } from "../../src/run.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { type FileTree, overlay, placeTree, readTree } from "./tree-copy.ts";

/** One folder of fixtures/; the format is described in fixtures/README.md. */
export interface Fixture {
  name: string;
  directory: string;
  before: FileTree;
  /** The whole expected result. */
  after: FileTree;
  config: Config;
  only: readonly string[];
  origin: string | undefined;
  /** Source id → yes or no; undefined: as `--yes`, nothing that is only `review`. */
  answers: ReadonlyMap<string, boolean> | undefined;
  /** Derived runs that make no sense for it, with the reason. */
  without: ReadonlyMap<string, string>;
}

/** A fixture carried out on some tree. */
export interface Run {
  analysis: Analysis;
  plan: Plan;
  changes: FileChange[];
  before: FileTree;
  after: FileTree;
}

const ROOT = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const PARTS = [
  "before",
  "after",
  "git2oci.yaml",
  "flags.txt",
  "origin.txt",
  "answers.txt",
  "removed.txt",
  "without.txt",
  "expect.txt",
];

/** Names of all fixtures; fixtures/demo is for people and has a form of its own. */
export function fixtureNames(): string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${ROOT}${entry.name}/before`))
    .map((entry) => entry.name)
    .sort();
}

/** @throws Error for a file that is no part of a fixture, a configuration or flags with an error. */
export async function loadFixture(name: string): Promise<Fixture> {
  const directory = `${ROOT}${name}`;
  const stray = readdirSync(directory).find((entry) => !PARTS.includes(entry));
  if (stray !== undefined) throw new Error(`fixtures/${name}/${stray} is no part of a fixture`);
  const before = readTree(`${directory}/before`);
  const removed = linesOf(directory, "removed.txt") ?? [];
  const flags = (linesOf(directory, "flags.txt") ?? []).map(splitFlag);
  const all = (flag: string) => flags.filter(([one]) => one === flag).map(([, value]) => value);
  const known = [
    "--map",
    "--registry",
    "--access",
    "--declare-in",
    "--flux-version",
    "--exclude",
    "--only",
    "--templates",
  ];
  const wrong = flags.find(([flag]) => !known.includes(flag));
  if (wrong) throw new Error(`fixtures/${name}/flags.txt: unknown flag ${wrong[0]}`);
  const merged = mergeFlags(await configOf(directory), {
    map: all("--map"),
    registry: all("--registry")[0],
    access: all("--access"),
    declareIn: all("--declare-in"),
    fluxVersion: all("--flux-version")[0],
    exclude: all("--exclude"),
    templates: all("--templates").length > 0,
  });
  if ("errors" in merged) throw new Error(`fixtures/${name}: ${JSON.stringify(merged.errors)}`);
  return {
    name,
    directory,
    before,
    after: overlay(before, readTree(`${directory}/after`), removed),
    config: merged.config,
    only: all("--only"),
    origin: linesOf(directory, "origin.txt")?.[0],
    answers: pairsOf(directory, "answers.txt", (text) => text === "yes"),
    without: pairsOf(directory, "without.txt", (text) => text) ?? new Map(),
  };
}

/** Plans and lays out a fixture on a tree, in a fresh temporary directory; nothing is written there. */
export async function runOn(fixture: Fixture, tree: FileTree): Promise<Run> {
  const analysis = await analyse(placeTree(tree, fixture.origin), fixture.config);
  return finish(fixture, tree, analysis);
}

/** The rest of a run, from an analysis. */
export function finish(fixture: Fixture, tree: FileTree, analysis: Analysis): Run {
  if (tree === fixture.before) checkAnswers(fixture, analysis);
  const accepted = accept(fixture, analysis);
  const changes = changesOf(accepted, analysis);
  const written = new Map(
    changes.flatMap(({ path, after }) => (after === undefined ? [] : [[path, Buffer.from(after, "utf8")]])),
  );
  const removed = changes.filter(({ after }) => after === undefined).map(({ path }) => path);
  return { analysis, plan: accepted, changes, before: tree, after: overlay(tree, written, removed) };
}

/** An answer about a source that is not there is a slip of the pen, and would go unseen. */
function checkAnswers({ name, answers }: Fixture, { graph }: Analysis): void {
  const ids = unitsOf(graph).map(({ id }) => id);
  const stray = [...(answers?.keys() ?? [])].find((id) => !ids.includes(id));
  if (stray !== undefined)
    throw new Error(`fixtures/${name}/answers.txt: no source ${stray}; there are ${ids.join(", ")}`);
}

/** The plan that `migrate` writes: after the answers of a person, or without one. */
function accept({ name, answers, only }: Fixture, analysis: Analysis): Plan {
  const declined = leftOutBy(only, analysis);
  if (!answers) return planSafe(analysis, declined);
  const reasons = new Map([...declined].map(([unit, reason]) => [unit.id, reason]));
  const steps = [...answers].map(([id, accept]): Step => ({ do: "answer", id, accept }));
  const state = questionsAfter({ analysis, declined: reasons, repairs: true }, steps);
  const open = state.questions.find(({ kind, answer }) => kind === "review" && answer === undefined);
  if (open) throw new Error(`fixtures/${name}/answers.txt: no answer for ${open.id}`);
  return state.plan;
}

/** A second run finds nothing that `--only` names, because it has moved: the command line refuses that, and nothing moves. */
function leftOutBy(only: readonly string[], { graph }: Analysis): Map<Unit, string> {
  try {
    return declinedByOnly(only, graph);
  } catch (error) {
    if (!(error instanceof UsageError) || !/no such Git source/.test(error.message)) throw error;
    return new Map(unitsOf(graph).map((unit) => [unit, "left out by --only"]));
  }
}

async function configOf(directory: string): Promise<Config> {
  const path = `${directory}/git2oci.yaml`;
  if (!existsSync(path)) return emptyConfig();
  const loaded = await loadConfig(readFileSync(path, "utf8"), "git2oci.yaml", readYamlFull);
  if ("errors" in loaded) throw new Error(`${path}: ${JSON.stringify(loaded.errors)}`);
  return loaded.config;
}

function splitFlag(line: string): [string, string] {
  const [, flag = line, value = ""] = /^(--[a-z-]+)[= ](.*)$/.exec(line) ?? [];
  return [flag, value];
}

/** Lines of a text file of a fixture, comments and empty lines left out; undefined where there is no file. */
function linesOf(directory: string, file: string): string[] | undefined {
  const path = `${directory}/${file}`;
  if (!existsSync(path)) return undefined;
  return readFileSync(path, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function pairsOf<T>(directory: string, file: string, read: (value: string) => T): Map<string, T> | undefined {
  const lines = linesOf(directory, file);
  return (
    lines &&
    new Map(
      lines.map((line) => {
        const at = line.lastIndexOf(": ");
        return [line.slice(0, at), read(line.slice(at + 2))];
      }),
    )
  );
}
