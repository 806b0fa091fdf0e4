import type { Finding } from "./plan.ts";

/** A version of an artifact. Exactly one field is set; each may hold `${VAR}`, intact. */
export type OciRef =
  | { tag: string; semver?: never; digest?: never }
  | { semver: string; tag?: never; digest?: never }
  | { digest: string; tag?: never; semver?: never };

/** The one field of a ref that is set, and its value. */
export function refEntry(ref: OciRef): readonly [field: "tag" | "semver" | "digest", value: string] {
  if (ref.digest !== undefined) return ["digest", ref.digest];
  return ref.semver !== undefined ? ["semver", ref.semver] : ["tag", ref.tag];
}

/** Whose sign-in Flux uses: a cloud's, or `generic` for none. */
export type Provider = "generic" | "aws" | "azure" | "gcp";

/** How the cluster signs in. All absent: nobody has decided. `anonymous`: decided, and there is nothing to use. */
export interface Access {
  secretRef?: string;
  provider?: Provider;
  serviceAccountName?: string;
  anonymous?: true;
  certSecretRef?: string;
  insecure?: boolean;
}

/** Every key of `Access`; the type of the record makes it complete. */
const ACCESS: Readonly<Record<keyof Access, true>> = {
  secretRef: true,
  provider: true,
  serviceAccountName: true,
  anonymous: true,
  certSecretRef: true,
  insecure: true,
};
/** The names of all settings by which a cluster signs in. */
export const ACCESS_KEYS = Object.keys(ACCESS) as readonly (keyof Access)[];

/** What settings say about signing in, and nothing else of them. */
export function accessOf(settings: Access): Access {
  const given = ACCESS_KEYS.filter((key) => settings[key] !== undefined);
  return Object.fromEntries(given.map((key) => [key, settings[key]]));
}

/** Signature check of the new source, as Flux takes it; Secrets by name. */
export interface Verify {
  provider: "cosign" | "notation";
  matchOIDCIdentity?: { issuer: string; subject: string }[];
  secretRef?: string;
  trustedRootSecretRef?: string;
}

/** A lost control that a person accepts by name. */
export type Waiver = "dropped-verify" | "excluded-readers" | "policy-lost" | "suspended";

/** What holds the charts of a source: an OCIRepository each, or one HelmRepository of type oci for all. */
export type ChartKind = "OCIRepository" | "HelmRepository";

/** What a chart loses as an artifact of its own, or what the one who packages it takes over; accepted by name. */
export type ChartWaiver = "values-files" | "revision" | "chart-metadata" | "dependencies" | "version-label";

/** Where a declaration goes that its own file cannot hold. Paths are relative to the scanned root. */
export type DeclareIn = { elsewhere: true; files?: never } | { elsewhere?: never; files: readonly string[] };

/** A file of ignore rules, and the directory that it stands in; "" for the root of the repository. */
export interface IgnoreFile {
  directory: string;
  text: string;
}

/** The directory of the repository that becomes the root of the artifact, where that is not the repository's own. */
export interface ArtifactRoot {
  /** Normalised, never "". */
  path: string;
  /** `.sourceignore` files above it, outermost first: they are not part of the artifact. */
  ignoredAbove: readonly IgnoreFile[];
  /** True where some consumer's files are not in this tree, so that nobody could look at them. */
  unseen: boolean;
}

/** What happens to one source. Only `migrate` has a url and a ref. */
export type Decision =
  | {
      action: "keep" | "undecided";
      reason: string;
      /** Rule of the finding that this deserves, for what somebody decided and something blocks. */
      rule?: string;
      /** What a person has to change first, with its places; errors of the report. */
      problems?: readonly Finding[];
    }
  | {
      action: "migrate";
      url: string;
      ref: OciRef;
      access: Access;
      verify: Verify | undefined;
      waive: readonly (Waiver | ChartWaiver)[];
      /** `migrate`: a person wants the root itself moved; never done together with anything else. */
      root: "keep" | "migrate";
      /** Absent: the artifact holds the whole repository, with the same paths. */
      artifact?: ArtifactRoot;
      declareIn: DeclareIn | undefined;
      /** Name of the OCIRepository, with `{name}` for the source's. */
      nameTemplate: string;
      /** What the change of ref means, for the reviewer. */
      notes: readonly string[];
      /** Name of the chart, where the artifact is one: the last part of its url, as `helm push` makes it. */
      chart?: string;
      /** What a chart's releases read; undefined for manifests, which only an OCIRepository holds. */
      chartKind?: ChartKind;
      reason: string;
    };

/** The decision that has a target. */
export type MigrateDecision = Extract<Decision, { action: "migrate" }>;
