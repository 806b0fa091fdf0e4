import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const PEAK = new URL("./peak.mjs", import.meta.url).href;

/** A command to time: `accept` lists the exit codes that mean it did its work. */
export function command(file, args, accept = [0]) {
  return { file, args, accept };
}

/** Wall time of one run in milliseconds. Output goes nowhere; throws where the command does not do its work. */
function once({ file, args, accept }) {
  const start = performance.now();
  const { status, error, stderr } = spawnSync(file, args, {
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 1 << 26,
  });
  const time = performance.now() - start;
  if (error) throw error;
  if (!accept.includes(status)) {
    const said = stderr.toString("utf8").trim().split("\n", 1)[0];
    throw new Error(`exit code ${status} of ${[file, ...args].join(" ")}: ${said}`);
  }
  return time;
}

/**
 * Median wall times of commands in milliseconds. They take turns, so that a slow minute of the machine hits all of
 * them; a first round that is not counted warms the caches of the disk.
 */
export function medians(commands, runs) {
  const times = commands.map(() => []);
  for (let round = 0; round <= runs; round++)
    commands.forEach((each, i) => {
      const time = once(each);
      if (round > 0) times[i].push(time);
    });
  return times.map((list) => list.sort((a, b) => a - b)[list.length >> 1]);
}

/** The largest resident size of a Node program in MiB, as the program itself sees it at its end. */
export function peakMemory(script, args, accept = [0]) {
  const folder = mkdtempSync(join(tmpdir(), "git2oci-bench-"));
  const file = join(folder, "peak");
  try {
    const env = { ...process.env, GIT2OCI_BENCH_PEAK: file };
    const all = ["--import", PEAK, script, ...args];
    const { status } = spawnSync(process.execPath, all, { stdio: "ignore", env });
    if (!accept.includes(status)) throw new Error(`exit code ${status} of ${script} ${args.join(" ")}`);
    return Number(readFileSync(file, "utf8")) / 1024;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path of a program in PATH, or undefined. */
export function which(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}
