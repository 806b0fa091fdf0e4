import { notChecked, otherDigest, wrongKey } from "./findings.ts";
import { hasSigned, isKnown, type NamedKey } from "./keys.ts";
import type { Signature } from "./signature.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Whether one of the keys signed this digest. As source-controller does with a key, no log is asked.
 * The signature is checked before what it says: a claim that nobody signed is no evidence.
 */
export function byKey(signature: Signature, keys: readonly NamedKey[], digest: string): Verdict {
  const { signed, signatures, digests } = signature;
  const signer = keys.find(({ key }) => signatures.some((one) => hasSigned(key, signed, one)));
  if (signer !== undefined) return digests.includes(digest) ? undefined : otherDigest(signature, digest);
  const strange = keys.find(({ key }) => !isKnown(key));
  if (strange === undefined)
    return wrongKey(
      signature,
      keys.map(({ name }) => name),
    );
  return notChecked(
    `the signature, because ${strange.name} is a key of a kind that this program cannot check`,
    `${strange.key.asymmetricKeyType} ${strange.key.asymmetricKeyDetails?.namedCurve ?? ""}`,
    `check it yourself: cosign verify --key ${strange.name} --insecure-ignore-tlog=true <artifact>@${digest}`,
  );
}
