import { spawnSync } from "node:child_process";

/** Why a test cannot use a program of this machine, as a part of its name; empty where it can. */
export function skippedWithout(...programs: readonly string[]): string {
  const missing = programs.filter((one) => !haveProgram(one));
  return missing.length === 0 ? "" : ` (skipped: no ${missing.join(", no ")})`;
}

/** True where a program is in PATH. */
export function haveProgram(name: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", name]).status === 0;
}
