import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Secret } from "../registry/finding.ts";
import { MAX_KEYS } from "./limits.ts";

/** A public key of the Secret, by the name it has there. */
export interface NamedKey {
  readonly name: string;
  readonly key: KeyObject;
}

/** Hash that cosign signs with; `null`: the algorithm has its own. Other keys are not read. */
const HASHES: Readonly<Record<string, "sha256" | null>> = { ec: "sha256", rsa: "sha256", ed25519: null };

/**
 * The keys of a Secret that source-controller takes: entries that end in `.pub`.
 * @returns or why the controller cannot use the Secret, as a clause
 */
export function publicKeys({ data }: Secret): readonly NamedKey[] | { reason: string } {
  const names = [...data.keys()].filter((name) => name.endsWith(".pub")).sort();
  if (names.length === 0) return { reason: "has no key that ends in .pub" };
  if (names.length > MAX_KEYS) return { reason: `has ${names.length} keys; ${MAX_KEYS} are the limit` };
  const keys: NamedKey[] = [];
  for (const name of names) {
    const key = publicKey(data.get(name));
    if (key === undefined) return { reason: `has no public key under ${name}` };
    keys.push({ name, key });
  }
  return keys;
}

/** Only a public key counts: Node would take the public half of a private one too. */
function publicKey(pem: Uint8Array | undefined): KeyObject | undefined {
  const text = Buffer.from(pem ?? []).toString("utf8");
  if (!/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text)) return undefined;
  try {
    return createPublicKey(text);
  } catch {
    return undefined;
  }
}

/** True if this program knows how cosign signs with such a key: one on another curve may have another hash. */
export function isKnown({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === "ec") return asymmetricKeyDetails?.namedCurve === "prime256v1";
  return (asymmetricKeyType ?? "") in HASHES;
}

/** True if the key made the signature. */
export function hasSigned(key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  const hash = HASHES[key.asymmetricKeyType ?? ""];
  if (hash === undefined) return false;
  try {
    return verify(hash, signed, key, signature);
  } catch {
    return false;
  }
}
