import { join } from "node:path";
import { isBlob } from "./git.ts";
import { commitOf } from "./git-commit.ts";
import { type Environment, type Git, openGit } from "./git-run.ts";
import { nodeReader, type Reader, readBytes } from "./read.ts";

/** How a directory differs from a revision. Files are compared when somebody asks, each once. */
export interface ChangesSince {
  /** True for a file that the revision has not, or has with other bytes. */
  isChanged(path: string): boolean;
  /** Files of the revision, with paths as asked: relative to the directory. */
  files: readonly string[];
}

/**
 * Compares a directory with a revision. Git is asked for the ids of the files only; what stands on the disk is hashed
 * here, because `git diff` would run filters that the scanned repository names.
 * @param root may be a subdirectory of the repository
 * @returns the reason, in one clause, where there is nothing to compare with
 * @throws GitError where git runs and fails
 */
export async function changesSince(
  root: string,
  revision: string,
  { env, reader = nodeReader }: { env?: Environment; reader?: Reader } = {},
): Promise<ChangesSince | { reason: string }> {
  if (revision === "" || revision.startsWith("-")) return { reason: "is no name of a revision" };
  const git = openGit(root, env);
  if ("reason" in git) return git;
  const commit = await commitOf(git, revision);
  if (commit === undefined) return { reason: unknown(git, reader) };
  const listed = (await git.ask(["ls-tree", "-r", "-z", commit])).toString("utf8").split("\0");
  const ids = new Map(
    listed.flatMap((line) => {
      // Links and submodules hold nothing that is read.
      const [, id, path] = /^100\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return id !== undefined && path !== undefined ? [[path, id] as const] : [];
    }),
  );
  const known = new Map<string, boolean>();
  const differs = (path: string): boolean => {
    const id = ids.get(path);
    const bytes = id === undefined ? undefined : readBytes(join(root, path), reader);
    return id === undefined || bytes === undefined || !isBlob(bytes, id);
  };
  return {
    files: [...ids.keys()],
    isChanged(path) {
      const answer = known.get(path) ?? differs(path);
      known.set(path, answer);
      return answer;
    },
  };
}

/** In CI the history is often cut off, and nobody thinks of that. */
function unknown({ directories }: Git, reader: Reader): string {
  return reader.exists(join(directories.commonDir, "shallow"))
    ? "is no revision that this shallow clone has; fetch it, or check out with the whole history (fetch-depth: 0)"
    : "is no revision of this repository";
}
