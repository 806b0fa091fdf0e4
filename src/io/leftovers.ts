/** Temporary files that a killed run left behind; nobody can catch SIGKILL or a power cut. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { nodeDisk } from "./disk.ts";
import { isInIndex } from "./git.ts";
import { targetStart } from "./temporary-name.ts";
import { sameBytes } from "./write-target.ts";

/** What became of the temporary files of a killed run. */
export interface Cleaned {
  removed: string[];
  /** Originals that the run had replaced, and that nobody else has. */
  kept: string[];
}

/**
 * Removes what a killed run left, but for an original that is neither in its place nor in Git.
 * @param paths relative to `root`
 * @throws the system error of a file that cannot be removed
 */
export async function removeLeftovers(root: string, paths: readonly string[]): Promise<Cleaned> {
  const cleaned: Cleaned = { removed: [], kept: [] };
  for (const path of paths) {
    if (nodeDisk.facts(join(root, path))?.isFile !== true) continue;
    const isSafe = path.endsWith(".new.tmp") || (await isElsewhere(root, path));
    if (isSafe) nodeDisk.remove(join(root, path));
    (isSafe ? cleaned.removed : cleaned.kept).push(path);
  }
  return cleaned;
}

/** True if the file that an original was made of has its bytes, on the disk or in Git. */
async function isElsewhere(root: string, path: string): Promise<boolean> {
  const start = targetStart(basename(path)) ?? "";
  const folder = dirname(path);
  // A long name is cut, so that several files may be meant.
  const names = readdirSync(join(root, folder)).filter((name) => name.slice(0, 40) === start);
  const bytes = nodeDisk.read(join(root, path));
  for (const name of new Set([...names, start])) {
    const target = join(folder, name);
    const isThere = nodeDisk.facts(join(root, target))?.isFile === true;
    if (isThere && sameBytes(nodeDisk.read(join(root, target)), bytes)) return true;
    if (await isInIndex(root, target, bytes)) return true;
  }
  return false;
}
