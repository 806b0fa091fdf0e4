import { basename, dirname, normalize } from "../core/paths.ts";
import { type Commit, type CommitEntry, openCommit } from "../io/git-commit.ts";
import { type Environment, GitError } from "../io/git-run.ts";
import { type RulesText, SOURCE_IGNORE, sourceRules } from "./rules.ts";
import { type DeliveredEntry, kept, sourceMode, type TreeEntry, withDirectories } from "./tree.ts";

/** What a Git source delivers of a commit. */
export interface GitDelivery {
  commit: Commit;
  entries: readonly DeliveredEntry[];
  /** The blob of each file that is delivered. */
  blobs: ReadonlyMap<string, CommitEntry>;
  /** Submodules, which are empty directories unless `spec.recurseSubmodules` is set: then what they hold is unknown. */
  submodules: readonly string[];
}

/**
 * What source-controller makes of a commit for a GitRepository. Nothing is fetched, and nothing is read but Git's
 * objects: Flux writes the blobs as they are, which a checkout does not (publish-facts 8).
 * @param root a directory of the repository, which is delivered as a whole
 * @param ignore `spec.ignore` of the source
 * @returns the reason, in one clause, where there is no such commit
 * @throws GitError, DeliveryError
 */
export async function deliverGit(
  root: string,
  revision: string,
  ignore?: string,
  env?: Environment,
): Promise<GitDelivery | { reason: string }> {
  const commit = await openCommit(root, revision, env);
  if ("reason" in commit) return commit;
  const spec = ignore === undefined ? undefined : { from: "spec.ignore", directory: "", text: ignore };
  const entries = kept(treeOf(commit), sourceRules(await rulesIn(commit), spec), sourceMode);
  const files = new Set(entries.map(({ path }) => path));
  const delivered = commit.entries.filter(({ path, kind }) => kind === "file" && files.has(path));
  const submodules = commit.entries.filter(({ kind }) => kind === "submodule").map(({ path }) => path);
  return { commit, entries, blobs: new Map(delivered.map((entry) => [entry.path, entry])), submodules };
}

/** What a checkout of Flux holds of a commit. A directory of links alone is there too. */
export function treeOf({ entries }: Commit): TreeEntry[] {
  const all = entries.map(
    ({ path, kind, executable }): TreeEntry => ({
      path,
      kind: kind === "submodule" ? "directory" : "file",
      mode: kind === "submodule" || executable ? 0o755 : 0o644,
    }),
  );
  const links = new Set(entries.filter(({ kind }) => kind === "link").map(({ path }) => path));
  return withDirectories(all).filter(({ path }) => !links.has(path));
}

/** Every `.sourceignore` of a commit. Flux opens a link, and what it opens outside of the tree nobody knows. */
async function rulesIn(commit: Commit): Promise<RulesText[]> {
  const byPath = new Map(commit.entries.map((entry) => [entry.path, entry]));
  const links = await linksOf(commit);
  const named = commit.entries.filter(({ path }) => basename(path) === SOURCE_IGNORE);
  const found = named.flatMap(({ path }) => {
    const entry = byPath.get(targetOf(path, links));
    return entry?.kind === "file" ? [{ directory: dirname(path), from: path, entry }] : [];
  });
  const texts: RulesText[] = [];
  let at = 0;
  for await (const [, bytes] of commit.blobs(found.map(({ entry }) => entry))) {
    const { directory, from } = found[at++]!;
    texts.push({ directory, from, text: bytes.toString("utf8") });
  }
  return texts;
}

/** Links with what they hold; none if no `.sourceignore` is one. */
async function linksOf(commit: Commit): Promise<ReadonlyMap<string, string>> {
  const links = commit.entries.filter(({ kind }) => kind === "link");
  const targets = new Map<string, string>();
  if (!links.some(({ path }) => basename(path) === SOURCE_IGNORE)) return targets;
  for await (const [{ path }, bytes] of commit.blobs(links)) targets.set(path, bytes.toString("utf8"));
  return targets;
}

/** Links on the way to a file; more are a circle, and no file. */
const MAX_LINKS = 40;

/** Where a path leads, through links of the tree. @throws GitError where it leaves the tree */
function targetOf(path: string, links: ReadonlyMap<string, string>): string {
  let current = path;
  for (let followed = 0; followed < MAX_LINKS; followed++) {
    const names = current.split("/");
    const ends = names.map((_, i) => names.slice(0, i + 1).join("/"));
    const link = ends.find((one) => links.has(one));
    if (link === undefined) return current;
    const below = current.slice(link.length);
    const target = normalize(links.get(link)! + below, dirname(link));
    if (target === undefined)
      throw new GitError(
        `${path} is a link that leads out of the repository: what Flux reads there is not known`,
      );
    current = target;
  }
  return "";
}
