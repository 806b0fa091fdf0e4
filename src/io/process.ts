import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, relative } from "node:path";

/** What a child process left. `status` is null where a signal or the time limit ended it. */
export interface Finished {
  status: number | null;
  stdout: Buffer;
  stderr: string;
}

/** `env` is the whole environment, nothing is inherited. Times in milliseconds, sizes in bytes. */
export interface RunOptions {
  cwd: string;
  env: Record<string, string>;
  /** What the program reads; nothing if left out. */
  input?: string;
  timeout?: number;
  maxOutput?: number;
}

const DEFAULT_TIMEOUT = 120_000;
const DEFAULT_MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * The absolute path of a program, or undefined.
 * Relative entries of PATH are passed over, and so is everything below `untrusted`: a scanned tree must not be able
 * to bring its own `git`.
 */
export function findExecutable(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  untrusted?: string,
): string | undefined {
  const endings = process.platform === "win32" ? [".exe"] : [""];
  for (const folder of (env.PATH ?? env.Path ?? "").split(delimiter)) {
    if (!isAbsolute(folder) || (untrusted !== undefined && isBelow(folder, untrusted))) continue;
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

/**
 * Runs a program without a shell, and waits for it.
 * @throws the system error where it cannot be started.
 */
export function run(file: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { cwd, env, input, timeout = DEFAULT_TIMEOUT, maxOutput = DEFAULT_MAX_OUTPUT } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      timeout,
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    // A program that ends before it has read everything says so by its status.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutput) child.kill();
      else into.push(chunk);
    };
    child.stdout.on("data", collect(out));
    child.stderr.on("data", collect(err));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString("utf8") });
    });
  });
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !way.startsWith("..\\") && !isAbsolute(way);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
