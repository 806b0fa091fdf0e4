import type { Finding } from "../registry/finding.ts";
import type { Form, Signature } from "./signature.ts";

const FORMS: Readonly<Record<Form, string>> = {
  bundle: "the bundle",
  tag: "the signature under the tag .sig",
};

/** `the bundle sha256:…`. */
export function named({ form, holder }: { form: Form; holder: string }): string {
  return `${FORMS[form]} in ${holder}`;
}

/** Nothing signs the artifact. */
export function unsigned(name: string, digest: string, tool: "cosign" | "notation"): Finding {
  return {
    row: "unsigned",
    message: `${name}@${digest} has no signature of ${tool}`,
    evidence:
      tool === "cosign"
        ? `no bundle refers to ${digest}, and there is no tag ${digest.replace(":", "-")}.sig`
        : `no signature of notation refers to ${digest}`,
    next: "sign it: run the pipeline of its Git ref again, or see whether the pipeline signs at all",
  };
}

/** No key of the Secret made the signature. @param keys names of the keys in the Secret */
export function wrongKey(signature: Signature, keys: readonly string[]): Finding {
  const keyless = signature.certificate ? "; it was made without a key, by a certificate" : "";
  return {
    row: "wrong-key",
    message: `${named(signature)} was not made with ${keys.join(", ")} of the Secret${keyless}`,
    evidence: `signatures: ${signature.signatures.length}, keys: ${keys.length}, and none fits`,
    next: "put the public half of the key that signs into the Secret, or sign again with the right one",
  };
}

/** The signature is of something else. */
export function otherDigest(signature: Signature, digest: string): Finding {
  return {
    row: "other-digest",
    message: `${named(signature)} is of another artifact`,
    evidence: `signed: ${signature.digests.map(safe).join(", ") || "no digest"}; pulled: ${digest}`,
    next: "sign the digest that the tag points at, and find out who copied the signature there",
  };
}

/** Somebody else signed. */
export function wrongIdentity(signature: Signature, message: string, evidence: string): Finding {
  return {
    row: "wrong-identity",
    message: `${named(signature)} ${message}`,
    evidence: safe(evidence),
    next: "sign with the workflow that matchOIDCIdentity names, or write the one that signs there",
  };
}

/** Nothing is known to be wrong, and nothing is proven. */
export function notChecked(message: string, evidence: string, next: string): Finding {
  return { row: "not-checked", message: safe(message), evidence: safe(evidence), next };
}

/** A text of a registry on one line, without anything that a terminal would obey. */
export function safe(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
