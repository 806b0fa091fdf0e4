import type { OciRef } from "../core/decision.ts";
import type { GitRef } from "../core/graph.ts";
import { hasWholeVariable, isTag, sanitizeTag } from "./tags.ts";

/**
 * What a Git ref becomes. `from` says in words what Git followed, `note` what changes for the reviewer.
 * `undecided` is a reason to show, with what a person has to give.
 */
export type RefTranslation =
  | { ref: OciRef; from?: string; note?: string | undefined }
  | { undecided: string };

type Field = keyof GitRef;

/** The order in which source-controller looks at the fields of `ref` (flux-facts 2.1): the first one set wins. */
export const REF_PRECEDENCE: readonly Field[] = ["commit", "name", "semver", "tag", "branch"];

const TRANSLATORS: Readonly<Record<Field, (value: string) => RefTranslation>> = {
  commit: (value) =>
    undecided(
      `it is pinned to commit ${value}; only the registry knows the digest of that commit's artifact, and a commit is never a digest. Publish that commit and give the artifact's digest, or a tag for it`,
    ),
  name: fromName,
  semver: (value) => ({
    ref: { semver: value },
    from: `versions ${value}`,
    note: `the versions are now tags of the registry: publish those that ${value} has to find, or nothing matches`,
  }),
  tag: fromTag,
  branch: fromBranch,
};

/**
 * Translates the `ref` of a GitRepository by flux-facts 2.2. Empty fields count as missing, as Flux counts them.
 * `${VAR}` is carried over as written; whether its values fit is for whoever knows them. Nothing is guessed: a commit, a ref of a pull request, a Git tag that is no
 * legal OCI tag, or no ref at all is `undecided`.
 */
export function translateRef(ref: GitRef): RefTranslation {
  const written = REF_PRECEDENCE.filter((field) => ref[field] !== undefined && ref[field] !== "");
  const [winner, ...losers] = written;
  const value = winner && ref[winner];
  if (winner === undefined || value === undefined)
    return undecided(
      "it has no ref, which means branch master for Git and tag latest for OCI; say which tag to follow",
    );
  const result = TRANSLATORS[winner](value);
  if ("undecided" in result || losers.length === 0) return result;
  const dropped = `Git ignored ${losers.map((field) => `ref.${field}`).join(" and ")} beside ref.${winner}, so it is dropped`;
  return { ...result, note: result.note === undefined ? dropped : `${result.note}; ${dropped}` };
}

/** What a Git ref follows, in words: equal for two spellings of it, such as `branch: main` and `name: refs/heads/main`. */
export function followedRef(ref: GitRef): string {
  const winner = REF_PRECEDENCE.find((field) => ref[field] !== undefined && ref[field] !== "");
  const value = winner && ref[winner];
  if (winner === undefined || value === undefined) return "branch master";
  const [, kind, rest] = /^refs\/(heads|tags)\/(.+)$/.exec(winner === "name" ? value : "") ?? [];
  if (kind === undefined) return `${winner} ${value}`;
  return `${kind === "heads" ? "branch" : "tag"} ${rest}`;
}

/** The branch that a Git ref follows; undefined where it names something that does not move with every push. */
export function followedBranch(ref: GitRef): string | undefined {
  const [, branch] = /^branch (.+)$/.exec(followedRef(ref)) ?? [];
  return branch;
}

/** What a tag means that stands for a branch. */
export function movesWith(tag: string, branch: string): string {
  return `tag ${tag} has to move with every commit on branch ${branch}, so the pipeline must publish it`;
}

function fromBranch(branch: string): RefTranslation {
  const tag = sanitizeTag(branch);
  const moving = movesWith(tag, branch);
  const renamed = `a tag cannot hold all characters of ${branch}, so it is written ${tag}`;
  return { ref: { tag }, from: `branch ${branch}`, note: tag === branch ? moving : `${moving}; ${renamed}` };
}

function fromTag(tag: string): RefTranslation {
  if (!hasWholeVariable(tag) && !isTag(tag))
    return undecided(
      `its Git tag ${tag} is no legal OCI tag; publish the artifact under another one, such as ${sanitizeTag(tag)}, and give that`,
    );
  return { ref: { tag }, from: `tag ${tag}` };
}

/** `ref.name` is a full Git reference; one below neither heads nor tags has no lasting artifact. */
function fromName(name: string): RefTranslation {
  const [, kind, rest] = /^refs\/(heads|tags)\/(.+)$/.exec(name) ?? [];
  if (kind === "heads" && rest !== undefined) return fromBranch(rest);
  if (kind === "tags" && rest !== undefined) return fromTag(rest);
  return undecided(
    /^refs\/(?:pull|merge-requests)\//.test(name)
      ? `it follows the pull request ${name}, for which nothing publishes artifacts; keep it on Git, or publish them and give the tag`
      : `its ref name ${name} is neither a branch (refs/heads/…) nor a tag (refs/tags/…); give the tag to follow`,
  );
}

function undecided(reason: string): RefTranslation {
  return { undecided: `undecided: ${reason}` };
}
