import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A Node beside the one that runs the tests: its folder for PATH, or why there is none. */
export type OtherNode = { bin: string; missing?: never } | { bin?: never; missing: string };

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "git2oci-test");

/** Node of exactly this version, from the cache or, the first time, from the package that carries it. */
export function otherNode(version: string): OtherNode {
  const name = `node-${process.platform}-${process.arch}`;
  if (process.platform !== "linux") return { missing: `no package ${name} to try` };
  const home = join(CACHE, version);
  const bin = join(home, "node_modules", name, "bin");
  if (!existsSync(home)) {
    const failed = fetchInto(home, `${name}@${version}`);
    if (failed !== undefined) return { missing: failed };
  }
  const told = spawnSync(join(bin, "node"), ["--version"], { encoding: "utf8" });
  return told.stdout?.trim() === `v${version}`
    ? { bin }
    : { missing: `${join(bin, "node")} does not run; remove ${home}` };
}

/** Installs a package beside its place first, so that a stopped download is never taken for a whole one. */
function fetchInto(home: string, wanted: string): string | undefined {
  mkdirSync(CACHE, { recursive: true });
  const part = mkdtempSync(`${home}.part-`);
  try {
    const { status, stderr, error } = spawnSync(
      "npm",
      [
        "install",
        "--prefix",
        part,
        "--no-save",
        "--no-package-lock",
        "--ignore-scripts",
        "--fetch-retries=0",
        wanted,
      ],
      { encoding: "utf8", cwd: part, timeout: 300_000 },
    );
    if (status !== 0) {
      const why = /^npm (?:error|ERR!) code (\S+)/m.exec(stderr ?? "")?.[1];
      return `npm cannot install ${wanted}: ${why ?? error?.message ?? `exit code ${status}`}`;
    }
    // Another run may have been faster; then its copy is as good.
    if (!existsSync(home)) renameSync(part, home);
    return undefined;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
