/** What the parts of verify share: a repository of a registry as it can be read. */

/** One entry of an OCI manifest or index. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
}

/** A manifest or an index, whose bytes have the digest. */
export interface Manifest {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly json: unknown;
}

/** One repository of one registry, read with one set of credentials. Each method throws RegistryError if it cannot tell. */
export interface Repository {
  /** host[:port]/path, without a scheme. */
  readonly name: string;
  /** By tag or digest; undefined: the registry says that it is not there (404 with an accepted token, or none asked for). */
  manifest(reference: string): Promise<Manifest | undefined>;
  /** The bytes, whose digest and length were checked. */
  blob(descriptor: Descriptor): Promise<Uint8Array>;
  /** All tags, to the end of the paging. */
  tags(): Promise<readonly string[]>;
  /** By the referrers API, else by the fallback tag `sha256-<hex>`; the listed types are not to be trusted (publish-facts 23). */
  referrers(digest: string): Promise<readonly Descriptor[]>;
}

/** Why a registry did not tell, as a row of the table of findings (docs/verifying.md). */
export type RegistryErrorKind =
  | "artifact-missing"
  | "not-visible"
  | "credentials-refused"
  | "no-right"
  | "broken-blob"
  | "throttled"
  | "unreachable"
  // More than this program looks at: nothing is known to be wrong.
  | "not-checked";

/** A registry did not tell what it was asked. The message is one line without any credentials, as is the evidence. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly kind: RegistryErrorKind;
  /** What the registry answered, or what the connection came to: `401 UNAUTHORIZED from ghcr.io`. */
  readonly evidence: string;

  constructor(kind: RegistryErrorKind, message: string, evidence: string = message) {
    super(message);
    this.kind = kind;
    this.evidence = evidence;
  }
}
