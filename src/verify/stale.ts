import { createHash } from "node:crypto";
import { basename, dirname } from "../core/paths.ts";
import { deliverArtifact } from "../delivery/artifact.ts";
import { treeOf } from "../delivery/git-source.ts";
import { SOURCE_IGNORE, sourceRules } from "../delivery/rules.ts";
import { kept, sourceMode, withDirectories } from "../delivery/tree.ts";
import { type CommitEntry, openCommit } from "../io/git-commit.ts";
import type { Finding } from "../registry/finding.ts";

/** The ref of this repository that an artifact is made of. */
export interface MadeOf {
  /** A directory of the repository. */
  root: string;
  /** `refs/heads/main`, `refs/tags/v1.0.0`. */
  ref: string;
  /** Folder of the repository; `.` for its root. */
  path: string;
}

/** Whether an artifact is of the commit that its ref means now; undefined if it is. */
export async function staleness(
  made: MadeOf,
  revision: string | undefined,
  layer: Uint8Array,
  ignore: string | undefined,
): Promise<Finding | undefined> {
  const commit = await commitAt(made);
  if ("reason" in commit)
    return {
      row: "not-checked",
      message: `whether it is of the newest commit: ${made.ref} ${commit.reason}`,
      evidence: `revision ${revision ?? "none"}`,
      next: `git fetch origin ${made.ref.replace(/^refs\/(?:heads|tags)\//, "")}, then verify again`,
    };
  if (revision?.endsWith(commit.id)) return undefined;
  const evidence = `revision ${revision ?? "none"}, ${made.ref} is ${commit.id}`;
  const difference = await differing(commit, made.path, layer, ignore);
  if (difference === undefined)
    return {
      row: "note",
      message: "it is of another commit, and delivers the same files",
      evidence,
      next: "",
    };
  return {
    row: "stale",
    message: `it is of another commit, and delivers other files: ${difference}`,
    evidence,
    next: `publish ${made.ref} again: .git2oci/publish.sh push ${made.ref}`,
  };
}

type Commit = Exclude<Awaited<ReturnType<typeof openCommit>>, { reason: string }>;

/** What the remote has of a branch, as far as it was fetched; else what this clone has. */
async function commitAt({ root, ref }: MadeOf): Promise<Commit | { reason: string }> {
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  for (const one of [...(branch === undefined ? [] : [`refs/remotes/origin/${branch}`]), ref]) {
    const commit = await openCommit(root, one);
    if (!("reason" in commit)) return commit;
  }
  return { reason: "is not in this clone" };
}

/** The first path at which what is delivered differs, and how many there are; undefined if none does. */
async function differing(
  commit: Commit,
  path: string,
  layer: Uint8Array,
  ignore: string | undefined,
): Promise<string | undefined> {
  const artifact = await deliverArtifact(layer, ignore);
  if ("reason" in artifact) return artifact.reason;
  const wanted = await deliveredOf(commit, path, ignore);
  const got = new Map(
    artifact.entries
      .filter(({ kind }) => kind === "file")
      .map(({ path: file, mode }) => [
        file,
        `${mode} ${hashOf(artifact.texts.get(file) ?? new Uint8Array())}`,
      ]),
  );
  const all = [...new Set([...wanted.keys(), ...got.keys()])].sort();
  const other = all.filter((file) => wanted.get(file) !== got.get(file));
  const [first] = other;
  if (first === undefined) return undefined;
  return `${first}${other.length === 1 ? "" : ` and ${other.length - 1} more`}`;
}

/** Files of a folder of a commit with mode and hash, as an artifact of that folder delivers them. */
async function deliveredOf(
  commit: Commit,
  path: string,
  ignore: string | undefined,
): Promise<Map<string, string>> {
  const below = (one: string) =>
    path === "." ? one : one.startsWith(`${path}/`) ? one.slice(path.length + 1) : undefined;
  const files = commit.entries.flatMap((entry): [string, CommitEntry][] => {
    const inside = entry.kind === "file" ? below(entry.path) : undefined;
    return inside === undefined ? [] : [[inside, entry]];
  });
  const hashes = new Map<string, string>();
  const rules: { from: string; directory: string; text: string }[] = [];
  const names = new Map(files.map(([inside, { path: from }]) => [from, inside]));
  for await (const [entry, bytes] of commit.blobs(files.map(([, entry]) => entry))) {
    const inside = names.get(entry.path) ?? "";
    hashes.set(inside, hashOf(bytes));
    if (basename(inside) === SOURCE_IGNORE)
      rules.push({ from: inside, directory: dirname(inside), text: bytes.toString("utf8") });
  }
  const spec = ignore === undefined ? undefined : { from: "spec.ignore", directory: "", text: ignore };
  const tree = treeOf({ ...commit, entries: files.map(([inside, entry]) => ({ ...entry, path: inside })) });
  const entries = kept(withDirectories(tree), sourceRules(rules, spec), sourceMode);
  return new Map(
    entries
      .filter(({ kind }) => kind === "file")
      .map(({ path: file, mode }) => [file, `${mode} ${hashes.get(file)}`]),
  );
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
