import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Disk, nodeDisk } from "./disk.ts";
import { type Environment, type Git, openGit } from "./git-run.ts";

export { GitError } from "./git-run.ts";

/**
 * `untracked`: Git has no copy. `modified`: the file differs from what Git has (or is gone).
 * `unmerged`: a merge is not finished. A file that is staged as it is counts as clean: Git can give it back.
 */
export type DirtyReason = "untracked" | "modified" | "unmerged";

/** A file that Git could not give back, and why. */
export interface DirtyFile {
  path: string;
  reason: DirtyReason;
}

/** `reason` says why nothing could be asked: no repository, or no `git` program. */
export type DirtyAnswer =
  | { notARepository: true; reason: string }
  | { notARepository?: never; dirty: DirtyFile[] };

/** What `dirtyFiles` needs besides the tree; for tests. */
export interface GitOptions {
  env?: Environment;
  disk?: Disk;
}

/** UTF-16 units of paths for one call of git: at most three times as many bytes, far below every system's limit. */
const MAX_ARGUMENT_UNITS = 20_000;

/**
 * Which files hold something that Git could not give back. Only the index is read, and compared with hashes made
 * here: `git status` and `git diff` would run filters and monitors that the scanned repository names.
 * @param paths relative to `root`, which may be a subdirectory of the repository. Files that do not exist and that
 * Git does not know are clean: they are about to be added.
 * @throws GitError where git runs and fails (a broken index, a repository of another owner).
 */
export async function dirtyFiles(
  root: string,
  paths: readonly string[],
  options: GitOptions = {},
): Promise<DirtyAnswer> {
  const disk = options.disk ?? nodeDisk;
  const git = openGit(root, options.env ?? process.env);
  if ("reason" in git) return { notARepository: true, reason: git.reason };
  const dirty: DirtyFile[] = [];
  for (const chunk of chunks(paths)) {
    const index = await readIndex(git, chunk);
    for (const path of chunk) {
      const reason = judge(join(root, path), index.get(path), disk);
      if (reason !== undefined) dirty.push({ path, reason });
    }
  }
  return { dirty };
}

/** True if Git's index holds a path with these bytes; false also if there is no repository. */
export async function isInIndex(root: string, path: string, bytes: Uint8Array): Promise<boolean> {
  const git = openGit(root, process.env);
  if ("reason" in git) return false;
  const entry = (await readIndex(git, [path])).get(path);
  return entry !== undefined && isBlob(bytes, entry.id);
}

/** An entry of the index; stage 0 is a merged one. */
interface IndexEntry {
  id: string;
  stage: number;
}

function judge(file: string, entry: IndexEntry | undefined, disk: Disk): DirtyReason | undefined {
  const facts = disk.facts(file);
  if (entry === undefined) return facts === undefined ? undefined : "untracked";
  if (entry.stage !== 0) return "unmerged";
  if (!facts?.isFile) return "modified";
  const bytes = disk.read(file);
  return isBlob(bytes, entry.id) ? undefined : "modified";
}

/** True where Git holds these bytes under that id, perhaps with other line ends. */
export function isBlob(bytes: Uint8Array, id: string): boolean {
  const algorithm = id.length === 64 ? "sha256" : "sha1";
  // With autocrlf or `text` Git holds LF for a file that has CRLF on the disk.
  return blobId(bytes, algorithm) === id || blobId(withoutCarriageReturns(bytes), algorithm) === id;
}

async function readIndex(git: Git, paths: readonly string[]): Promise<Map<string, IndexEntry>> {
  const stdout = await git.ask(["ls-files", "-s", "-z", "--", ...paths]);
  const index = new Map<string, IndexEntry>();
  for (const line of stdout.toString("utf8").split("\0")) {
    const match = /^\d+ ([0-9a-f]+) (\d)\t(.+)$/s.exec(line);
    if (match) index.set(match[3]!, { id: match[1]!, stage: Number(match[2]) });
  }
  return index;
}

/** The id Git gives a file of these bytes. */
export function blobId(bytes: Uint8Array, algorithm: "sha1" | "sha256"): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function withoutCarriageReturns(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

function* chunks(paths: readonly string[]): Generator<string[]> {
  let chunk: string[] = [];
  let size = 0;
  for (const path of paths) {
    if (chunk.length > 0 && size + path.length > MAX_ARGUMENT_UNITS) {
      yield chunk;
      chunk = [];
      size = 0;
    }
    chunk.push(path);
    size += path.length + 1;
  }
  if (chunk.length > 0) yield chunk;
}
