import { type Environment, openGit } from "./git-run.ts";

/**
 * Which files below a directory Git keeps. All of them count if it cannot be asked, or keeps nothing there: then the
 * directory is no part of a repository.
 */
export async function trackedFiles(root: string, env?: Environment): Promise<(path: string) => boolean> {
  const git = openGit(root, env);
  const listed = "reason" in git ? undefined : await git.tryAsk(["ls-files", "-z"]);
  if (listed === undefined || listed.length === 0) return () => true;
  const paths = new Set(listed.toString("utf8").split("\0"));
  // A submodule is listed as one path, without what is in it.
  return (path) => {
    for (let at = path.length; at !== -1; at = path.lastIndexOf("/", at - 1))
      if (paths.has(path.slice(0, at))) return true;
    return false;
  };
}
