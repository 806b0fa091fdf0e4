import { findExecutable } from "../io/process.ts";
import type { Finding } from "../registry/finding.ts";
import { askCosign, type Environment } from "./cosign.ts";
import { named, notChecked, otherDigest, wrongIdentity } from "./findings.ts";
import { fits, type Identity, identityOf, type Patterns } from "./identity.ts";
import { MAX_ASKED } from "./limits.ts";
import type { Signature } from "./signature.ts";
import { type Chain, checkChain } from "./trusted-root.ts";
import type { Verdict } from "./verdict.ts";

/** What the chain of a certificate is checked with. */
export interface Trust {
  /** Text of a trusted root; undefined: cosign is asked. */
  readonly root: string | undefined;
  readonly env: Environment;
  /** A folder whose programs are never started: the scanned tree. */
  readonly untrusted: string | undefined;
  /** How often cosign may still be asked; counted down. */
  asks: number;
}

/**
 * Whether somebody whom `matchOIDCIdentity` allows signed this digest. What is wrong whoever vouches for it (the
 * digest, the identity) is looked at first; it needs no trusted root.
 */
export async function keyless(
  signature: Signature,
  patterns: Patterns,
  digest: string,
  trust: Trust,
): Promise<Verdict> {
  if (signature.certificate === undefined)
    return wrongIdentity(signature, "was made with a key, not by a workflow", "it has no certificate");
  const identity = await identityOf(signature.certificate);
  if (identity === undefined)
    return wrongIdentity(
      signature,
      "has a certificate that names nobody",
      "no issuer or no subject of Fulcio",
    );
  if (!signature.digests.includes(digest)) return otherDigest(signature, digest);
  const allowed = fits(identity, patterns);
  const who = `issuer ${identity.issuer}, subject ${identity.subject}`;
  if (allowed === false) return wrongIdentity(signature, "was made by somebody else", who);
  if (allowed !== true)
    return notChecked(
      `the identity, because nobody can tell what a pattern of matchOIDCIdentity means: ${allowed.reason}`,
      who,
      "write issuer and subject as regular expressions of Go",
    );
  return chainVerdict(signature, who, await chainOf(signature, identity, digest, trust));
}

async function chainOf(
  signature: Signature,
  identity: Identity,
  digest: string,
  trust: Trust,
): Promise<Chain> {
  if (trust.root !== undefined) return checkChain(signature, trust.root);
  const cosign = findExecutable("cosign", trust.env, trust.untrusted);
  if (cosign !== undefined && trust.asks-- <= 0)
    return {
      result: "unknown",
      reason: `cosign was asked about ${MAX_ASKED} signatures, which is the limit`,
    };
  if (cosign !== undefined) return askCosign(cosign, signature, identity, digest, trust.env);
  return { result: "unknown", reason: "there is no --trusted-root and no cosign in PATH" };
}

function chainVerdict(signature: Signature, who: string, chain: Chain): Finding | undefined {
  if (chain.result === "good") return undefined;
  if (chain.result === "unknown")
    return notChecked(
      `the chain of certificates of ${named(signature)}; identity read, chain not checked: ${chain.reason}`,
      who,
      "give --trusted-root <file> (cosign trusted-root create writes one), or put cosign into PATH",
    );
  const message =
    chain.by === "signature"
      ? "does not fit its certificate"
      : "has a certificate that nobody vouches for whom the trusted root names";
  return wrongIdentity(signature, message, `${who}; ${chain.reason}`);
}
