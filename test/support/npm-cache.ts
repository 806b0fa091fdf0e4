import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Where tests keep what they fetched once, for the next run. */
export const TEST_CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "git2oci-test");

/** How npm fills a folder: its arguments, what to call it in a message, and what has to lie in the folder before. */
export interface NpmInstall {
  args: readonly string[];
  what: string;
  prepare?(folder: string): void;
}

/**
 * Lets npm fill a folder of the cache, the first time only; says why it could not. It fills a folder beside it, so that
 * a stopped download is never taken for a whole one. No script of a package runs.
 */
export function npmOnce(home: string, { args, what, prepare }: NpmInstall): string | undefined {
  if (existsSync(home)) return undefined;
  mkdirSync(dirname(home), { recursive: true });
  const part = mkdtempSync(`${home}.part-`);
  try {
    prepare?.(part);
    const { status, stderr, error } = spawnSync(
      "npm",
      [...args, "--prefix", part, "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"],
      { encoding: "utf8", cwd: part, timeout: 300_000 },
    );
    if (status !== 0) {
      const why = /^npm (?:error|ERR!) code (\S+)/m.exec(stderr ?? "")?.[1];
      return `npm cannot install ${what}: ${why ?? error?.message ?? `exit code ${status}`}`;
    }
    // Another run may have been faster; then its copy is as good.
    if (!existsSync(home)) renameSync(part, home);
    return undefined;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
