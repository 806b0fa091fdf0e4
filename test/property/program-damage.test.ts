import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";
import { describe, expect, it } from "vitest";
import { checkResult } from "../../src/check.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { changesOf, plan } from "../../src/run.ts";
import { analyseTree } from "../support/analyse-tree.ts";
import { rebuild } from "../support/fixture-checks.ts";
import { allDecided } from "../support/fuzz-case.ts";
import { type Draw, drawFrom, pick } from "../support/mutate.ts";

/** Cases are numbered; FUZZ_SEED is the first one and FUZZ_RUNS how many, so one that fails can be run alone. */
const FIRST = Number(process.env.FUZZ_SEED ?? 1);
const COUNT = Number(process.env.FUZZ_RUNS ?? 60);

const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** Programs of the fixtures. */
const POOL = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })
  .filter((path) => /^ts-[^/]+\/before\/[^/]+\.ts$/.test(path))
  .sort()
  .map((path) => readFileSync(join(FIXTURES, path), "utf8"));

/** Pieces that change how what follows is read. */
const PIECES = [
  ..."{}[]()<>,;:.'\"`$\\/*=?!&|+-\n\r\t\0\uFEFF\u2028",
  "${",
  "...",
  "/*",
  "//",
  " as const",
  "undefined",
  "\uD800",
];

/** Takes pieces out, puts others in, repeats or moves them; some texts stay whole. */
function damaged(text: string, draw: Draw): string {
  let result = text;
  for (let left = Math.floor(draw() * 4); left > 0; left--) {
    const at = Math.floor(draw() * result.length);
    const end = Math.min(result.length, at + Math.floor(draw() ** 3 * 60));
    const part = result.slice(at, end);
    const becomes = draw() < 0.4 ? pick(PIECES, draw) : draw() < 0.5 ? "" : part + part;
    result = result.slice(0, at) + becomes + result.slice(end);
  }
  return result;
}

const FLEET = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: web, namespace: flux-system}
spec: {interval: 1m, url: https://github.com/acme/web, ref: {branch: main}}
`;

/** What is wrong with a case: read, planned with everything accepted, laid out, and read again. */
function runCase(seed: number): { problems: string[]; changed: number } {
  const draw = drawFrom(seed);
  const files = new Map([
    ["fleet.yaml", FLEET],
    ["fleet.ts", damaged(pick(POOL, draw), draw)],
    ["other.ts", damaged(pick(POOL, draw), draw)],
  ]);
  const decided = allDecided(analyseTree(files, emptyConfig()));
  const current = plan(decided);
  const changes = changesOf(current, decided);
  const problems = checkResult(decided, current, changes).map((one) => `check: ${one.text}`);
  for (const change of changes) {
    if (change.after === undefined) continue;
    if (rebuild(change) !== change.after) problems.push(`${change.path}: is not the original with edits`);
    if (change.path.endsWith(".ts") && !parses(change.after))
      problems.push(`${change.path}: does not parse any more`);
  }
  const changed = changes.filter(({ path }) => path.endsWith(".ts")).length;
  return { problems: problems.map((one) => `case ${seed}: ${one}`), changed };
}

function parses(text: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return diagnostics.length === 0;
}

describe("damaged programs", () => {
  it(`are read, planned and written without harm (cases ${FIRST} to ${FIRST + COUNT - 1})`, () => {
    expect(POOL.length).toBeGreaterThan(20);
    const done = Array.from({ length: COUNT }, (_, i) => runCase(FIRST + i));
    expect(done.flatMap(({ problems }) => problems)).toEqual([]);
    expect(done.filter(({ changed }) => changed > 0).length).toBeGreaterThan(COUNT / 10);
  });
});
