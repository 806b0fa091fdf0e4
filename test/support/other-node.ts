import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { npmOnce, TEST_CACHE } from "./npm-cache.ts";

/** A Node beside the one that runs the tests: its folder for PATH, or why there is none. */
export type OtherNode = { bin: string; missing?: never } | { bin?: never; missing: string };

/** Node of exactly this version, from the cache or, the first time, from the package that carries it. */
export function otherNode(version: string): OtherNode {
  const name = `node-${process.platform}-${process.arch}`;
  if (process.platform !== "linux") return { missing: `no package ${name} to try` };
  const home = join(TEST_CACHE, version);
  const what = `${name}@${version}`;
  const failed = npmOnce(home, { args: ["install", "--no-save", "--no-package-lock", what], what });
  if (failed !== undefined) return { missing: failed };
  const bin = join(home, "node_modules", name, "bin");
  const told = spawnSync(join(bin, "node"), ["--version"], { encoding: "utf8" });
  return told.stdout?.trim() === `v${version}`
    ? { bin }
    : { missing: `${join(bin, "node")} does not run; remove ${home}` };
}
