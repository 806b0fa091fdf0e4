/** Paths that a kustomization.yaml writes. */
import { normalize } from "../core/paths.ts";
import { fail, type Origin } from "./node.ts";

/**
 * The path in the tree that a kustomization of a directory names.
 * @throws BuildFailure if it is absolute or leads out of the tree
 */
export function resolvePath(directory: string, path: string, at?: Origin): string {
  return normalize(path, directory) ?? fail(`the path ${path} leads out of the repository`, at);
}

const REMOTE = /^[a-z][a-z0-9+.-]*:\/\/|^(?:git::|gh:|git@)|^github\.com[:/]|\.git(?:[/?]|$)|\/_git\//i;

/** True for what kustomize fetches from elsewhere, if nothing of the tree is called so. */
export function isRemote(path: string): boolean {
  return REMOTE.test(path);
}
