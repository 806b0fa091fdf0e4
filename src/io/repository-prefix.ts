import { relative, resolve, sep } from "node:path";
import { findGitDirectories } from "./git-dir.ts";

/**
 * Where a directory is in its Git repository, as `clusters/` or as nothing at its top. Outside of a repository it
 * counts from the current directory; nothing where the directory is not below it.
 */
export function repositoryPrefix(directory: string, current: string = process.cwd()): string {
  const top = findGitDirectories(directory)?.workTree ?? resolve(current);
  const path = relative(top, resolve(directory)).split(sep).join("/");
  return path === "" || path === ".." || path.startsWith("../") || /^[A-Za-z]:/.test(path) ? "" : `${path}/`;
}
