import type { ConsumerRow } from "../core/consumer.ts";
import type { Manifest } from "../core/manifest.ts";
import type { PatchSite, WrittenReference } from "../core/patch.ts";
import type { MapNode, PathStep } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";

/** A place that names a Git source, before the name is resolved. */
export interface FoundReference {
  row: ConsumerRow;
  manifest: Manifest;
  path: string;
  /** The map that is the reference; undefined inside a block scalar. */
  node: MapNode | undefined;
  /** Range to point at. */
  at: { start: number; end: number };
  name: string;
  namespace: string | undefined;
  /** Keys and indices from the manifest's node to `node`; left out where they cannot be used for an edit. */
  steps?: readonly PathStep[];
  /** Range to show, where it is not `at`: an alias, a line inside a text. */
  shown?: { start: number; end: number };
  /** Why the text alone does not tell what it names; left out where it does. */
  unclear?: string;
  /** True where `unclear` says what a program computes; left out for all others. */
  computed?: true;
  /** Where a patch writes it into objects that are known; left out for all others. */
  written?: WrittenReference;
  /** The patch of a source that it stands for; left out for all others. */
  site?: PatchSite;
}

/** The kind that git2oci moves away from. */
export const GIT = "GitRepository";

/** `kind: GitRepository` of another API group is a false friend. */
export function isSourceApi(apiVersion: string | undefined): boolean {
  return apiVersion === undefined || apiVersion.startsWith(`${GROUP.source}/`);
}
