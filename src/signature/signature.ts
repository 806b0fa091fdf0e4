/** How cosign writes a signature: a bundle as a referrer (3), or a layer under the tag `sha256-<hex>.sig` (2). */
export type Form = "bundle" | "tag";

/** A signature that was read. Nothing in it is proven. */
export interface Signature {
  readonly form: Form;
  /** Digest of the manifest that holds it. */
  readonly holder: string;
  /** What was signed, byte for byte. */
  readonly signed: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  /** Digests that what was signed speaks of: `sha256:` and hexadecimal digits. */
  readonly digests: readonly string[];
  /** DER of the certificate, if it was made without a key that lasts. */
  readonly certificate: Uint8Array | undefined;
  /** The same as a Sigstore bundle; undefined if a part is missing, such as the entry in a log. */
  readonly bundle: unknown;
  /** What was signed says more about the artifact (an SBOM, a provenance) than that it is signed. */
  readonly isAttestation: boolean;
}

/** What may be a signature, and could not be read. `reason` is a clause. */
export interface Unreadable {
  readonly form: Form;
  readonly holder: string;
  readonly reason: string;
}

/** What lies beside an artifact. */
export type Found = Signature | Unreadable;
