import { dirname, join, resolve } from "node:path";
import { nodeReader, type Reader, readSmallText } from "./read.ts";

/** Where the parts of a Git repository are. All paths are absolute. */
export interface GitDirectories {
  /** The directory that holds `.git`. */
  workTree: string;
  /** `.git` itself, or what a `.git` file (worktree, submodule) points to. HEAD is here. */
  gitDir: string;
  /** Shared by all worktrees: `config` and `info/exclude` are here. */
  commonDir: string;
}

/** Finds the repository that contains `path`, or undefined. Reads names and two small files, runs nothing. */
export function findGitDirectories(path: string, reader: Reader = nodeReader): GitDirectories | undefined {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const gitDir = gitDirOf(folder, reader);
    if (gitDir !== undefined) return { workTree: folder, gitDir, commonDir: commonDirOf(gitDir, reader) };
    if (folder === dirname(folder)) return undefined;
  }
}

function gitDirOf(folder: string, reader: Reader): string | undefined {
  const candidate = join(folder, ".git");
  try {
    if (reader.stat(candidate).isDirectory) {
      // An empty `.git` directory (a mount point, a leftover) is no repository; Git goes on upwards too.
      return reader.exists(join(candidate, "HEAD")) ? candidate : undefined;
    }
  } catch {
    return undefined;
  }
  const pointer = /^gitdir: (.+?)\r?\n?$/.exec(readSmallText(candidate, reader) ?? "");
  return pointer?.[1] === undefined ? undefined : resolve(folder, pointer[1]);
}

function commonDirOf(gitDir: string, reader: Reader): string {
  const pointer = readSmallText(join(gitDir, "commondir"), reader)?.replace(/\r?\n$/, "");
  return pointer ? resolve(gitDir, pointer) : gitDir;
}
