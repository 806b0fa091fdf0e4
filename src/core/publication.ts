import type { OciRef, Verify } from "./decision.ts";
import type { GitRef } from "./graph.ts";

/** What an artifact holds: a folder of manifests, or a Helm chart. */
export type ArtifactKind = "manifests" | "chart";

/** Whoever reads an artifact once the plan is carried out, and from where in it. */
export interface ArtifactReader {
  /** `Kustomization apps/web`. */
  object: string;
  file: string;
  line: number;
  /** Path inside of the artifact; undefined if nothing here tells it. */
  path: string | undefined;
}

/** The Secret that a cluster pulls with. */
export interface PullSecret {
  /** Undefined if it pulls with something else: a cloud's identity, a ServiceAccount, nothing. */
  name: string | undefined;
  namespace: string;
}

/** One content under one version: what somebody has to publish because something moves to it. */
export interface Publication {
  /** Url of the Git repository, without credentials; undefined if nothing here tells it. */
  git: string | undefined;
  /** The url without what does not matter: equal for two spellings of one repository. */
  repository: string | undefined;
  /** True if it is this repository; undefined if nothing tells. */
  isOwn: boolean | undefined;
  /** The unit that was planned first, for what has no url. */
  source: string;
  kind: ArtifactKind;
  /** Directory of a chart, or the one that becomes the artifact's root; "" for the repository's root. */
  path: string;
  /** `oci://…` without a version. */
  artifact: string;
  /** What is read of Git now; undefined for an undeclared source. */
  from: GitRef | undefined;
  to: OciRef;
  /** What the change of ref means for whoever publishes. */
  notes: readonly string[];
  readers: ArtifactReader[];
  secrets: PullSecret[];
  verify: Verify | undefined;
  /** The oldest Flux that reads it: 8 for 2.8; undefined if nothing tells. */
  minor: number | undefined;
}
