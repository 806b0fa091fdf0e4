/** Runs in a worker: tells before each case which one it is, so that one that never ends has a name. */
import { parentPort, workerData } from "node:worker_threads";
import { fuzzFiles, fuzzProblems } from "./fuzz-case.ts";

const { pool, first, count } = workerData as { pool: Uint8Array[]; first: number; count: number };

for (let seed = first; seed < first + count; seed++) {
  parentPort?.postMessage({ seed });
  let problems: string[];
  try {
    problems = fuzzProblems(fuzzFiles(pool, seed));
  } catch (error) {
    problems = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  if (problems.length > 0) parentPort?.postMessage({ seed, problems });
}
