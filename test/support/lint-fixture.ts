import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { goneSources } from "../../src/cli/lint-gone.ts";
import { loadBaseline } from "../../src/config/baseline.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import type { LintFinding, LintPreset, LintResult } from "../../src/core/lint.ts";
import type { Location } from "../../src/core/manifest.ts";
import { ACCEPTABLE_RULE_IDS } from "../../src/flux/rules/lint.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { analyse } from "../../src/run.ts";
import { needlesInLint } from "../../src/scan/needles.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { type FileTree, placeTree, readTree } from "./tree-copy.ts";

/** One folder of fixtures/lint; the format is described in fixtures/README.md. */
export interface LintFixture {
  /** The rule that it is about, and the name of its folder. */
  rule: string;
  directory: string;
  invalid: FileTree;
  valid: FileTree;
  /** What is left of `invalid` after all fixes: only files that change. Undefined where nothing is fixed. */
  fixed: FileTree | undefined;
  config: Config;
  origin: string | undefined;
  /** What `--gone` gives, one a line. */
  gone: string[];
}

const ROOT = join(import.meta.dirname, "../../fixtures/lint");
const PARTS = ["invalid", "valid", "fixed", "git2oci.yaml", "origin.txt", "gone.txt", "expect.txt"];

/** The rules that have a fixture. */
export function lintFixtureNames(): string[] {
  return existsSync(ROOT) ? readdirSync(ROOT).sort() : [];
}

/** @throws Error for a file that is no part of a fixture, or a configuration with an error */
export async function loadLintFixture(rule: string): Promise<LintFixture> {
  const directory = join(ROOT, rule);
  const stray = readdirSync(directory).find((entry) => !PARTS.includes(entry));
  if (stray !== undefined) throw new Error(`fixtures/lint/${rule}/${stray} is no part of a fixture`);
  const origin = join(directory, "origin.txt");
  const gone = join(directory, "gone.txt");
  const fixed = readTree(join(directory, "fixed"));
  return {
    rule,
    directory,
    invalid: readTree(join(directory, "invalid")),
    valid: readTree(join(directory, "valid")),
    fixed: fixed.size > 0 ? fixed : undefined,
    config: await configOf(directory),
    origin: existsSync(origin) ? readFileSync(origin, "utf8").trim() : undefined,
    gone: existsSync(gone) ? readFileSync(gone, "utf8").trim().split("\n") : [],
  };
}

async function configOf(directory: string): Promise<Config> {
  const file = join(directory, "git2oci.yaml");
  if (!existsSync(file)) return emptyConfig();
  const loaded = await loadConfig(readFileSync(file, "utf8"), file, readYamlFull);
  if ("errors" in loaded) throw new Error(`${file}: ${loaded.errors.map((one) => one.message).join("; ")}`);
  return loaded.config;
}

/** Lints a tree of a fixture; `strict` unless its configuration says what its rule counts. */
export async function lintOf(
  tree: FileTree,
  { config, origin, gone }: LintFixture,
  preset: LintPreset = "strict",
): Promise<LintResult> {
  const analysis = await analyse(placeTree(tree, origin), config, undefined, needlesInLint);
  if (analysis.decisions.errors.length > 0) throw new Error(analysis.decisions.errors[0]?.message);
  const text = config.lint.baseline === undefined ? undefined : tree.get(config.lint.baseline);
  const levels = { ...config.lint, preset };
  if (!text)
    return lintTree(analysis, levels, gone.length > 0 ? { gone: goneSources(gone, analysis.origin) } : {});
  const loaded = loadBaseline(
    text.toString("utf8"),
    config.lint.baseline ?? "",
    readYamlFull,
    ACCEPTABLE_RULE_IDS,
  );
  if ("error" in loaded) throw new Error(loaded.error);
  return lintTree(analysis, levels, { accepted: { baseline: loaded.baseline, today: TODAY } });
}

/** The day on which every fixture is linted. */
const TODAY = "2026-06-15";

/** Findings of one rule in lines that a person can review: place, level, object, message, what belongs to it. */
export function lintLines(findings: readonly LintFinding[]): string {
  const lines = findings.flatMap(({ severity, location, object, message, help, related, fix }) => [
    `${rangeText(location)} ${severity} ${object.kind}/${object.namespace}/${object.name}@${object.scope}`,
    `  ${message}`,
    ...(help?.trimEnd().split("\n") ?? []).map((line) => `  help | ${line}`),
    ...related.map((one) => `  see ${rangeText(one.location)} ${one.message}`),
    ...(fix ? [`  fix: ${fix.why}`] : []),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

function rangeText({ file, line, column, endLine, endColumn }: Location): string {
  return `${file}:${line}:${column}-${endLine}:${endColumn}`;
}

/** The tree after every fix of these findings, laid out together. */
export function fixedTree(tree: FileTree, findings: readonly LintFinding[], { edits }: LintResult): FileTree {
  const fixes = new Map(findings.flatMap(({ fix }) => (fix ? [[fix.id, fix] as const] : [])));
  const changes = [...fixes.values()].flatMap((fix) => fix.changes);
  const files = edits({ id: "every fix of the fixture", why: "", changes });
  const after = new Map(tree);
  for (const { path, after: text } of files)
    if (text === undefined) after.delete(path);
    else after.set(path, Buffer.from(text, "utf8"));
  return after;
}
