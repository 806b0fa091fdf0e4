import { parseAllDocuments } from "yaml";
import { checkResult } from "../../src/check.ts";
import { emptyConfig } from "../../src/config/types.ts";
import type { Decision } from "../../src/core/decision.ts";
import { encode } from "../../src/io/decode.ts";
import { type Analysis, changesOf, plan, planSafe } from "../../src/run.ts";
import { rebuild } from "./fixture-checks.ts";
import { analyseBytes } from "./memory-tree.ts";
import { drawFrom, mutate, pick } from "./mutate.ts";
import { cluster } from "./small-fleet.ts";

/** Files of a case: path → bytes. A pure function of the pool and the seed. */
export function fuzzFiles(pool: readonly Uint8Array[], seed: number): Map<string, Uint8Array> {
  const draw = drawFrom(seed);
  const files = new Map([cluster("clusters/a")].map(([path, text]) => [path, encode(text)]));
  const folders = ["clusters/a", "clusters/a", "clusters/a/apps", "loose"];
  const names = ["one.yml", "two.json", "kustomization.yaml", "three.yaml.j2"];
  for (let left = 1 + Math.floor(draw() * 5); left > 0; left--) {
    const name = draw() < 0.8 ? `file-${left}.yaml` : pick(names, draw);
    const bytes = pick(pool, draw);
    // Some stay whole, so that what is damaged stands beside what moves.
    files.set(`${pick(folders, draw)}/${name}`, draw() < 0.3 ? bytes : mutate(bytes, draw));
  }
  return files;
}

/** What is wrong with a case: it is scanned, planned with everything accepted, laid out, and read again. */
export function fuzzProblems(files: ReadonlyMap<string, Uint8Array>): string[] {
  const analysis = allDecided(analyseBytes(files, emptyConfig()));
  const current = plan(analysis);
  const changes = changesOf(current, analysis);
  const problems = checkResult(analysis, current, changes).map((one) => `check: ${one.text}`);
  const after = new Map(files);
  for (const change of changes) {
    if (change.after === undefined) continue;
    after.set(change.path, encode(change.after));
    if (rebuild(change) !== change.after) problems.push(`${change.path}: is not the original with edits`);
    if (isYaml(change.before ?? "") && !isYaml(change.after))
      problems.push(`${change.path}: is no YAML any more`);
  }
  const second = allDecided(analyseBytes(after, emptyConfig()));
  for (const { path } of changesOf(planSafe(second), second))
    problems.push(`${path}: changes in a second run`);
  return problems;
}

/** The tree with a decision for every source that it shall move. */
export function allDecided(analysis: Analysis): Analysis {
  const decisionOf = (name: string): Decision => ({
    action: "migrate",
    url: `oci://ghcr.io/acme/${name.toLowerCase().replace(/[^a-z0-9]+/g, "x")}`,
    ref: { tag: "main" },
    access: {},
    verify: undefined,
    waive: [],
    root: "keep",
    declareIn: undefined,
    nameTemplate: "{name}",
    notes: [],
    reason: "everything moves",
  });
  const byUnit = new Map(analysis.graph.sources.map((one) => [one, decisionOf(one.name)]));
  return { ...analysis, decisions: { byUnit, warnings: [], errors: [] } };
}

function isYaml(text: string): boolean {
  return parseAllDocuments(text.replace(/^\uFEFF/, ""), { logLevel: "silent" }).every(
    (one) => one.errors.length === 0,
  );
}
