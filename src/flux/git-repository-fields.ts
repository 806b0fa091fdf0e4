import type { Waiver } from "../core/decision.ts";

/**
 * `keep`: the OCIRepository has the same field with the same meaning. `drop`: it has no such field, or another meaning.
 * `replace`: the decision's value takes its place, or nothing. `translate`: by rule. `refuse`: a person has to decide.
 */
export type FieldAction = "keep" | "drop" | "replace" | "translate" | "refuse";

/** What happens to one field of GitRepositorySpec. */
export interface FieldRow {
  field: string;
  action: FieldAction;
  /** Sentence for the report: what happens to the field, and what that means. */
  why: string;
  /** The waiver that a person gives to migrate all the same. */
  blocks?: Waiver;
  /** Values that say nothing: with one of these the field is handled as `harmless` says, without a word. */
  harmless?: { values: readonly string[]; action: "keep" | "drop" };
  /** True where the artifact lacks files that Git delivered, unless the pipeline adds them: more than a note. */
  lacksFiles?: true;
  /** What has to be done before merging where the field is set. */
  before?: string;
}

/** Every field of GitRepositorySpec in v1, v1beta2 and v1beta1 (flux-facts 2.1 and 2.2). */
export const GIT_REPOSITORY_FIELDS: readonly FieldRow[] = [
  {
    field: "url",
    action: "replace",
    why: "The url of the artifact takes its place; it cannot be derived from the Git url.",
  },
  {
    field: "interval",
    action: "keep",
    why: "The same field: how often the registry is asked for a new digest.",
  },
  { field: "timeout", action: "keep", why: "The same field with the same default." },
  {
    field: "ref",
    action: "translate",
    why: "A branch becomes a tag that moves with it, a tag and a version range stay what they are; always written out, because without a ref OCI means tag latest.",
  },
  {
    field: "secretRef",
    action: "replace",
    why: "A Git secret is of no use to a registry: Flux ignores it silently, and it also switches off the sign-in by provider. The decision's pull secret (type kubernetes.io/dockerconfigjson) takes its place.",
    before: "Create the pull secret in the namespace of the OCIRepository, or make the artifact public.",
  },
  {
    field: "provider",
    action: "replace",
    why: "It named how Git signs in (azure, github, aws). It is written only where the registry itself belongs to a cloud provider.",
    harmless: { values: ["", "generic"], action: "drop" },
  },
  {
    field: "serviceAccountName",
    action: "replace",
    why: "For OCI it means the pull secrets of that service account or its cloud identity, not what it meant for Git, so only the decision's value is written.",
  },
  {
    field: "verify",
    action: "refuse",
    why: "It checks the signatures of commits, which an artifact has not got. Check them in the pipeline before publishing, sign the artifact and give verify for that signature, or waive dropped-verify with a reason.",
    blocks: "dropped-verify",
  },
  {
    field: "ignore",
    action: "keep",
    why: "The same rules apply to the artifact, as long as its root is the root of the repository; with another root they would match other files, or all of them.",
  },
  {
    field: "recurseSubmodules",
    action: "drop",
    why: "An artifact has no submodules; it holds what the pipeline checked out.",
    harmless: { values: ["false"], action: "drop" },
    lacksFiles: true,
    before: "Make the pipeline check out submodules before it publishes.",
  },
  {
    field: "include",
    action: "drop",
    why: "An OCIRepository includes no other source; the pipeline has to put the files of the included repositories into the artifact, or an ArtifactGenerator has to.",
    lacksFiles: true,
    before: "Publish the files of the included repositories as part of this artifact, under the same paths.",
  },
  {
    field: "sparseCheckout",
    action: "drop",
    why: "An artifact is fetched whole; publish only these directories, under the same paths, to keep it small.",
    before: "Limit what the pipeline publishes to the directories of sparseCheckout, keeping their paths.",
  },
  {
    field: "suspend",
    action: "refuse",
    why: "A suspended Git source is frozen at a revision that only the cluster knows; a suspended new source would never fetch anything. Resume it, keep it on Git, or waive suspended and pin the same content.",
    blocks: "suspended",
    harmless: { values: ["false"], action: "keep" },
  },
  {
    field: "proxySecretRef",
    action: "keep",
    why: "The same kind of Secret; the registry is then reached through this proxy.",
  },
  {
    field: "accessFrom",
    action: "drop",
    why: "The API calls it provisional and not implemented for sources, and v1 has dropped it.",
  },
  {
    field: "gitImplementation",
    action: "drop",
    why: "It chose a Git library; Flux removed it in v1 and it has no effect today.",
  },
];

/** What to do with a field that has this scalar value (undefined for a map or list): silent for a harmless one. */
export function fieldAction(
  row: FieldRow,
  value: string | undefined,
): { action: FieldAction; silent: boolean } {
  const harmless = value !== undefined && row.harmless?.values.includes(value) ? row.harmless : undefined;
  return harmless ? { action: harmless.action, silent: true } : { action: row.action, silent: false };
}

/** Annotations and labels that say what happened to the old object; a copy of them would be wrong for the new one. */
export const DROPPED_METADATA: readonly string[] = [
  "kubectl.kubernetes.io/last-applied-configuration",
  "reconcile.fluxcd.io/requestedAt",
];
