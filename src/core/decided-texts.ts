import { type MigrateDecision, refEntry } from "./decision.ts";

/** A value of a decision that becomes one of a new object. */
export interface DecidedText {
  /** As `ref.tag`, the key of git2oci.yaml. */
  key: string;
  text: string;
}

/** The values of a decision that may hold variables. */
export function decidedTexts({ url, ref, access, verify }: MigrateDecision): DecidedText[] {
  const [field, version] = refEntry(ref);
  const { secretRef, certSecretRef, serviceAccountName } = access;
  const texts: Record<string, string | undefined> = {
    url,
    [`ref.${field}`]: version,
    secretRef,
    certSecretRef,
    serviceAccountName,
    "verify.secretRef": verify?.secretRef,
    "verify.trustedRootSecretRef": verify?.trustedRootSecretRef,
  };
  for (const { issuer, subject } of verify?.matchOIDCIdentity ?? []) {
    texts[`issuer ${issuer}`] = issuer;
    texts[`subject ${subject}`] = subject;
  }
  return Object.entries(texts).flatMap(([key, text]) =>
    text === undefined ? [] : [{ key: key.replace(/ .*$/s, ""), text }],
  );
}
