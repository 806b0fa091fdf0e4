import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CORPUS } from "../support/corpus.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";

/** Cases are numbered; FUZZ_SEED is the first one and FUZZ_RUNS how many, so one that fails can be run alone. */
const FIRST = Number(process.env.FUZZ_SEED ?? 1);
const COUNT = Number(process.env.FUZZ_RUNS ?? 3000);
/** A case takes milliseconds; one that is not done by then never will be. */
const PATIENCE_MS = 60_000;

interface Message {
  seed: number;
  problems?: string[];
}

/** Files of the corpus that take part in a migration. */
function filesOf(directory: string): Uint8Array[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && /\.(?:ya?ml|json|j2|tmpl)$/.test(one.name))
    .map((one) => readFileSync(join(one.parentPath, one.name)))
    .filter((bytes) => bytes.length < 20_000 && bytes.includes("GitRepository"));
}

describe.skipIf(corpusMissing)(`damaged files${corpusMissing ? ` (${corpusMissing})` : ""}`, () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "git2oci-fuzz-"));
    await build({
      entryPoints: [fileURLToPath(new URL("../support/fuzz-worker.ts", import.meta.url))],
      outfile: join(directory, "worker.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
      logLevel: "silent",
    });
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it(`are read, planned and written without harm (cases ${FIRST} to ${FIRST + COUNT - 1})`, async () => {
    const pool = CORPUS.flatMap((tree) => filesOf(corpusPath(tree.name)));
    expect(pool.length).toBeGreaterThan(100);
    const { failures, last } = await runCases(join(directory, "worker.mjs"), pool);
    expect(failures).toEqual([]);
    expect(last).toBe(FIRST + COUNT - 1);
  });
});

/** Runs all cases in a worker, and kills it where one does not end. */
function runCases(
  script: string,
  pool: readonly Uint8Array[],
): Promise<{ failures: Message[]; last: number }> {
  return new Promise((resolve) => {
    const failures: Message[] = [];
    let last = FIRST - 1;
    const worker = new Worker(script, { workerData: { pool, first: FIRST, count: COUNT } });
    const end = (problem?: string) => {
      clearTimeout(timer);
      if (problem !== undefined) failures.push({ seed: last, problems: [problem] });
      resolve({ failures, last });
    };
    const hangs = () => {
      void worker.terminate();
      end("does not end");
    };
    let timer = setTimeout(hangs, PATIENCE_MS);
    worker.on("message", (message: Message) => {
      clearTimeout(timer);
      timer = setTimeout(hangs, PATIENCE_MS);
      last = message.seed;
      if (message.problems) failures.push(message);
    });
    worker.on("error", (error) => end(String(error)));
    worker.on("exit", () => end());
  });
}
