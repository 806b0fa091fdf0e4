import { execFile } from "node:child_process";
import type { BuiltCli, Ran } from "./cli.ts";

/** Runs a command line while servers of this process go on answering. */
export function runAsync(
  cli: BuiltCli,
  args: readonly string[],
  { cwd, env = {}, input = "" }: { cwd: string; env?: Readonly<Record<string, string>>; input?: string },
): Promise<Ran> {
  const all = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", GIT_CONFIG_GLOBAL: "/dev/null", ...env };
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [cli.main, ...args],
      { cwd, env: all, maxBuffer: 64 << 20 },
      (_, stdout, stderr) => done({ status: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}
