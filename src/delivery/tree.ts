import { dirname } from "../core/paths.ts";
import type { IgnoreRules } from "./rules.ts";

/** What stands at a path before Flux packs it; links and the like are no part of a delivery. */
export interface TreeEntry {
  path: string;
  kind: "file" | "directory";
  /** Permission bits of the file system, setuid and the like with them. */
  mode: number;
}

/** What Flux hands on; the path of the top is ".". */
export interface DeliveredEntry {
  path: string;
  kind: TreeEntry["kind"];
  mode: number;
}

/** Matches of a pattern with a path that are tried at most: a hostile tree has as many of both as it likes. */
const MAX_MATCHES = 100_000_000;

/** There is too much to look at; the message is one line. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
}

/**
 * What a packer keeps of a tree, in its order: depth first, the names of each directory in byte order. Each path is
 * asked for on its own, so that a file can be there without its directory (publish-facts 4 and 6).
 * @param modeOf what becomes of the mode
 * @throws DeliveryError
 */
export function kept(
  tree: readonly TreeEntry[],
  rules: IgnoreRules,
  modeOf: (entry: TreeEntry) => number,
): DeliveredEntry[] {
  if (tree.length * rules.size > MAX_MATCHES)
    throw new DeliveryError(`${rules.size} ignore patterns are too many for ${tree.length} paths`);
  const entries = tree.filter(
    ({ path, kind }) => path === TOP || !rules.leavesOut(path, kind === "directory"),
  );
  return entries
    .map((entry) => ({ key: sortKey(entry.path), entry }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => ({ path: entry.path, kind: entry.kind, mode: modeOf(entry) }));
}

/** The path of the top directory, as tars have it. */
export const TOP = ".";

/** source-controller's modes: whether somebody may execute a file is all that is left of them. */
export function sourceMode({ kind, mode }: TreeEntry): number {
  if (kind === "directory") return 0o750;
  return (mode & 0o111) === 0 ? 0o600 : 0o700;
}

/** Files with the directories that they stand in, and the top. */
export function withDirectories(files: readonly TreeEntry[], mode = 0o755): TreeEntry[] {
  const all = new Map(files.map((entry) => [entry.path, entry]));
  const add = (path: string) => {
    for (let one = dirname(path); one !== "" && !all.has(one); one = dirname(one))
      all.set(one, { path: one, kind: "directory", mode });
  };
  for (const { path } of files) add(path);
  if (!all.has(TOP)) all.set(TOP, { path: TOP, kind: "directory", mode });
  return [...all.values()];
}

/** Bytes that sort as a walk goes: what is in a directory comes before what only begins like its name. */
function sortKey(path: string): Buffer {
  return path === TOP ? Buffer.alloc(0) : Buffer.from(path.replaceAll("/", "\0"));
}
