import type { OciRef } from "../core/decision.ts";
import type { GitRef } from "../core/graph.ts";
import { sanitizeTag } from "./tags.ts";
import { followedBranch, movesWith } from "./translate-ref.ts";

/** A branch that became a version which stays what it is: nothing that is pushed reaches the cluster any more. */
export interface Standstill {
  branch: string;
  /** `tag v1.0.0`, `digest sha256:…`. */
  at: string;
}

/** How a tag looks that nobody moves: a version, or a date. */
const FIXED = /^v?\d/;

/**
 * Where a ref that a person gave stands still and the Git ref moved.
 * @param git undefined where no file of the tree tells it
 */
export function standstill(git: GitRef | undefined, ref: OciRef): Standstill | undefined {
  const branch = git && followedBranch(git);
  if (branch === undefined) return undefined;
  if (ref.digest !== undefined) return { branch, at: `digest ${ref.digest}` };
  // Where branches are called like versions, the tag of one moves with it.
  const stands = ref.tag !== undefined && FIXED.test(ref.tag) && ref.tag !== sanitizeTag(branch);
  return stands ? { branch, at: `tag ${ref.tag}` } : undefined;
}

/**
 * What a ref that a person gave means for the one who publishes, in one clause; undefined where nothing is to be done.
 * @param git as in `standstill`
 */
export function refNote(git: GitRef | undefined, ref: OciRef): string | undefined {
  const still = standstill(git, ref);
  if (still)
    return `Git followed branch ${still.branch}; it will stay at ${still.at} until someone changes it`;
  const { tag, semver } = ref;
  if (git === undefined)
    return tag === undefined || FIXED.test(tag)
      ? undefined
      : `which ref Git follows is not known here: where it is a branch, tag ${tag} has to move with every commit on it`;
  const branch = followedBranch(git);
  if (branch === undefined) return undefined;
  if (semver !== undefined) return `Git followed branch ${branch}; it will follow versions ${semver}`;
  if (tag === undefined) return undefined;
  return tag === sanitizeTag(branch)
    ? movesWith(tag, branch)
    : `Git followed branch ${branch}: tag ${tag} has to move with every commit on it, or the clusters stay at what was published last`;
}
