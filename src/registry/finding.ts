import type { Verify } from "../core/decision.ts";
import type { Manifest, Repository } from "./registry.ts";

/** A row of the table of findings; docs/verifying.md has a line for each. */
export type FindingRow =
  | "artifact-missing"
  | "not-visible"
  | "credentials-refused"
  | "no-right"
  | "credentials-unused"
  | "no-match"
  | "wrong-kind"
  | "unsigned"
  | "wrong-key"
  | "other-digest"
  | "wrong-identity"
  | "signature-not-seen"
  | "stale"
  | "broken-blob"
  | "throttled"
  | "unreachable"
  // Nothing is known to be wrong, and nothing is proven: a Secret that nobody gave, a cloud's identity, a chain of certificates.
  | "not-checked"
  // Nothing to do: the artifact is of another commit with the same content.
  | "note";

/** What verify found about one OCIRepository. All texts are one line each, without any credentials. */
export interface Finding {
  readonly row: FindingRow;
  /** What is wrong, as a sentence without a full stop. */
  readonly message: string;
  /** What was seen: the registry's answer, a digest, an identity. */
  readonly evidence: string;
  /** The one thing to do next; "" only for a note. */
  readonly next: string;
}

/** A Secret as `kubectl get secret -o json` prints it, decoded. */
export interface Secret {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly data: ReadonlyMap<string, Uint8Array>;
}

/** What a check of signatures is given beside the artifact. */
export interface SignatureContext {
  /** A Secret of the OCIRepository's namespace by its name; undefined if nobody gave a file for it. */
  secret(name: string): Secret | undefined;
  /** Flux of the cluster, 8 for 2.8; undefined if nothing tells. */
  readonly minor: number | undefined;
  /** Text of the file of `--trusted-root`; undefined without it. */
  readonly trustedRoot: string | undefined;
  /** `spec.insecure`, or a `certSecretRef`: Flux 2.8 sees no bundle there (publish-facts 17). */
  readonly isPlainOrOwnAuthority?: boolean;
  /** The scanned tree: none of its programs is started. */
  readonly untrusted?: string;
  /** For programs that are asked; left out: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Checks `spec.verify` of one OCIRepository; src/signature/ has it.
 * @param manifest what the cluster would pull; its digest is what has to be signed
 * @returns no finding if the signature is there and right
 * @throws RegistryError
 */
export type CheckSignatures = (
  repository: Repository,
  manifest: Manifest,
  verify: Verify,
  context: SignatureContext,
) => Promise<readonly Finding[]>;
