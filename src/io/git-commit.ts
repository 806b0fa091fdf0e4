import { type Environment, type Git, GitError, openGit } from "./git-run.ts";

/** What a commit holds at a path. */
export interface CommitEntry {
  path: string;
  kind: "file" | "link" | "submodule";
  executable: boolean;
  /** Of the blob; of a submodule, of its commit. */
  id: string;
}

/** The files of a commit, from Git's objects alone: what lies on the disk counts for nothing. */
export interface Commit {
  id: string;
  /** From the top of the repository, wherever Git was asked. */
  entries: readonly CommitEntry[];
  /**
   * The bytes of files and links, in the order in which they are asked for.
   * @throws GitError where one is not in this clone
   */
  blobs(entries: readonly CommitEntry[]): AsyncGenerator<[entry: CommitEntry, bytes: Buffer]>;
}

/** Bytes that are asked for at once; a larger blob comes alone. */
const BATCH_BYTES = 16 * 1024 * 1024;
/** No manifest is as large, and what is has to be held as a whole. */
export const MAX_BLOB_BYTES = 256 * 1024 * 1024;
/** Blobs that are asked for at once. */
const BATCH = 10_000;

const KINDS: Readonly<Record<string, CommitEntry["kind"]>> = {
  "100": "file",
  "120": "link",
  "160": "submodule",
};

/**
 * Opens a commit of the repository that contains a directory.
 * @returns the reason, in one clause, where there is no such commit
 * @throws GitError where Git runs and fails, or where the commit holds a path that no checkout can have
 */
export async function openCommit(
  root: string,
  revision: string,
  env?: Environment,
): Promise<Commit | { reason: string }> {
  if (revision === "" || revision.startsWith("-")) return { reason: "is no name of a revision" };
  const git = openGit(root, env);
  if ("reason" in git) return git;
  const id = await commitOf(git, revision);
  if (id === undefined) return { reason: "is no revision of this repository" };
  const entries = readListing(await git.ask(["ls-tree", "-r", "-z", "--full-tree", id]));
  return { id, entries, blobs: (wanted) => readBlobs(git, wanted) };
}

/** The id of the commit that a revision means; undefined where it means none. */
export async function commitOf(git: Git, revision: string): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const id = (await git.tryAsk(args))?.toString("latin1").trim();
  return id !== undefined && /^[0-9a-f]+$/.test(id) ? id : undefined;
}

function readListing(listed: Buffer): CommitEntry[] {
  const text = listed.toString("utf8");
  if (!Buffer.from(text).equals(listed)) throw new GitError("a path of the commit is not UTF-8");
  const entries = text.split("\0").flatMap((line): CommitEntry[] => {
    const [, type = "", mode = "", id = "", path = ""] =
      /^(\d{3})(\d{3}) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    const kind = KINDS[type];
    if (kind === undefined) return [];
    return [{ path, kind, executable: kind === "file" && mode === "755", id }];
  });
  const paths = new Set(entries.map(({ path }) => path));
  const wrong = entries.find(({ path }) => !isPath(path))?.path;
  if (wrong !== undefined || paths.size < entries.length)
    throw new GitError(`the commit holds a path that no checkout can have: ${wrong ?? "one path twice"}`);
  return entries;
}

/** Git refuses to check out anything else; a commit that somebody made by hand may hold it all the same. */
function isPath(path: string): boolean {
  return path.split("/").every((name) => name !== "" && !/^(?:\.{1,2}|\.git)$/i.test(name));
}

async function* readBlobs(
  git: Git,
  wanted: readonly CommitEntry[],
): AsyncGenerator<[entry: CommitEntry, bytes: Buffer]> {
  for (let at = 0; at < wanted.length; at += BATCH) {
    const chunk = wanted.slice(at, at + BATCH);
    const sizes = await sizesOf(git, chunk);
    let batch: { entry: CommitEntry; size: number }[] = [];
    let bytes = 0;
    for (const [i, entry] of chunk.entries()) {
      const size = sizes[i]!;
      if (batch.length > 0 && bytes + size > BATCH_BYTES) {
        yield* readBatch(git, batch);
        batch = [];
        bytes = 0;
      }
      batch.push({ entry, size });
      bytes += size;
    }
    yield* readBatch(git, batch);
  }
}

/** Bytes of each entry. Git ends at the first that is missing where it may not fetch it, or says so and goes on. */
async function sizesOf(git: Git, entries: readonly CommitEntry[]): Promise<number[]> {
  const { stdout } = await feed(git, "--batch-check", entries, entries.length * 128);
  const lines = stdout.toString("latin1").split("\n");
  return entries.map(({ path, id }, i) => {
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(lines[i] ?? "") ?? [];
    if (size === undefined)
      throw new GitError(
        `${path}: this clone does not hold its content (blob ${id}); clone without --filter, or run git fetch --refetch`,
      );
    if (Number(size) > MAX_BLOB_BYTES)
      throw new GitError(`${path}: more than ${MAX_BLOB_BYTES / 1024 / 1024} MiB`);
    return Number(size);
  });
}

async function* readBatch(
  git: Git,
  batch: readonly { entry: CommitEntry; size: number }[],
): AsyncGenerator<[entry: CommitEntry, bytes: Buffer]> {
  const entries = batch.map(({ entry }) => entry);
  const most = batch.reduce((sum, { size }) => sum + size + 128, 0);
  const { stdout, stderr } = await feed(git, "--batch", entries, most);
  let at = 0;
  for (const { entry, size } of batch) {
    const start = stdout.indexOf("\n", at) + 1;
    const end = start + size;
    if (start === 0 || end >= stdout.length)
      throw new GitError(`${entry.path}: git cat-file failed: ${stderr.trim().split("\n", 1)[0]}`);
    yield [entry, stdout.subarray(start, end)];
    at = end + 1;
  }
}

function feed(git: Git, mode: string, entries: readonly CommitEntry[], maxOutput: number) {
  return git.feed(["cat-file", mode], entries.map(({ id }) => `${id}\n`).join(""), maxOutput);
}
