import type { X509Certificate } from "@sigstore/core";
import { goRegExp } from "../build/go-regexp.ts";
import { BuildFailure } from "../build/node.ts";

/** Who a certificate of Fulcio says it is. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** Fulcio's extensions: the newer one is a text of ASN.1, the older one the bytes themselves. */
const ISSUER = "1.3.6.1.4.1.57264.1.8";
const OLDER_ISSUER = "1.3.6.1.4.1.57264.1.1";

/** Reads a certificate; undefined if it names nobody. Nothing is proven by that. */
export async function identityOf(certificate: Uint8Array): Promise<Identity | undefined> {
  const { X509Certificate } = await import("./sigstore.ts");
  try {
    const read = X509Certificate.parse(Buffer.from(certificate));
    const [issuer, subject] = [issuerOf(read), read.subjectAltName];
    return issuer === undefined || subject === undefined ? undefined : { issuer, subject };
  } catch {
    return undefined;
  }
}

function issuerOf(certificate: X509Certificate): string | undefined {
  const newer = certificate.extension(ISSUER)?.valueObj.subs[0]?.value;
  return (newer ?? certificate.extension(OLDER_ISSUER)?.value)?.toString("utf8");
}

/** As source-controller takes matchOIDCIdentity: one entry has to fit in both, anywhere in the text; none means anybody. */
export type Patterns = readonly Identity[];

/**
 * Whether an identity fits. The patterns are run as Go runs them, since JavaScript reads some otherwise.
 * @returns or why nobody can tell, as a clause: Go refuses a pattern, or it is over a limit of ours
 */
export function fits(identity: Identity, patterns: Patterns): boolean | { reason: string } {
  if (patterns.length === 0) return true;
  for (const { issuer, subject } of patterns) {
    try {
      // Both are read, so that a pattern that Go refuses is told whether the other one fits or not.
      const both = [
        goRegExp(issuer, false).test(identity.issuer),
        goRegExp(subject, false).test(identity.subject),
      ];
      if (both.every(Boolean)) return true;
    } catch (error) {
      if (error instanceof BuildFailure) return { reason: error.message };
      throw error;
    }
  }
  return false;
}
