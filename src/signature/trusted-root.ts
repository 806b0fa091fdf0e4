import type { TrustMaterial } from "@sigstore/verify";
import { at, jsonOf } from "./parts.ts";
import type { Signature } from "./signature.ts";

/** What a chain of certificates comes to. A `reason` is a clause. */
export type Chain =
  | { result: "good" }
  /** `by`: what does not fit: the signature itself, or who vouches for the certificate. */
  | { result: "bad"; by: "signature" | "certificate"; reason: string }
  | { result: "unknown"; reason: string };

/** True for what looks like a trusted root; nothing heavy loads for it. */
export function isTrustedRoot(text: string): boolean {
  return Array.isArray(at(jsonOf(Buffer.from(text)), "certificateAuthorities"));
}

/** Errors of the library that are about the signature or its content. */
const ABOUT_SIGNATURE = new Set(["SIGNATURE_ERROR", "TLOG_BODY_ERROR"]);

/**
 * Checks the signature, its certificate, the entry in a log of certificates and the one in the log of signatures.
 * What was signed, and for whom, the library does not compare (publish-facts 20).
 * @param text a trusted root as `cosign trusted-root create` writes it
 */
export async function checkChain(signature: Signature, text: string): Promise<Chain> {
  const { bundleFromJSON, toSignedEntity, VerificationError, Verifier } = await import("./sigstore.ts");
  const root = await trustMaterial(text);
  if (root === undefined) return { result: "unknown", reason: "the trusted root cannot be read" };
  const unknown = rootGap(root);
  if (unknown !== undefined) return { result: "unknown", reason: unknown };
  if (signature.bundle === undefined)
    return { result: "unknown", reason: "the signature has no entry of a log beside it" };
  try {
    const entity = toSignedEntity(bundleFromJSON(signature.bundle), Buffer.from(signature.signed));
    new Verifier(root).verify(entity);
    return { result: "good" };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof VerificationError)) return { result: "unknown", reason };
    return { result: "bad", by: ABOUT_SIGNATURE.has(error.code) ? "signature" : "certificate", reason };
  }
}

async function trustMaterial(text: string): Promise<TrustMaterial | undefined> {
  const { TrustedRoot, toTrustMaterial } = await import("./sigstore.ts");
  try {
    const root = TrustedRoot.fromJSON(jsonOf(Buffer.from(text)));
    return toTrustMaterial(root);
  } catch {
    return undefined;
  }
}

/** A root without a log of certificates cannot show that Fulcio logged one, which the cluster asks for. */
function rootGap({ certificateAuthorities, ctlogs, tlogs }: TrustMaterial): string | undefined {
  if (certificateAuthorities.length === 0) return "the trusted root has no certificate authority";
  if (tlogs.length === 0) return "the trusted root has no log of signatures";
  return ctlogs.length === 0 ? "the trusted root has no log of certificates" : undefined;
}
