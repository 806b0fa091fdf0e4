import { at, fromBase64, jsonOf, listAt, textAt } from "./parts.ts";
import type { Found } from "./signature.ts";

/** The statement that `cosign sign` makes (publish-facts 16). */
export const SIGN_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

/** True for the type of a layer that holds a Sigstore bundle, in each of its spellings. */
export function isBundleType(mediaType: string): boolean {
  return /^application\/vnd\.dev\.sigstore\.bundle(?:\.v\d+\.\d+)?\+json(?:;|$)/.test(mediaType);
}

/** Reads the bytes of a bundle. @param holder digest of the manifest that has them as a layer */
export function readBundle(bytes: Uint8Array, holder: string): Found {
  const unreadable = (reason: string): Found => ({ form: "bundle", holder, reason });
  const bundle = jsonOf(bytes);
  if (bundle === undefined) return unreadable("the bundle is no JSON");
  const type = textAt(bundle, "dsseEnvelope", "payloadType");
  const payload = fromBase64(textAt(bundle, "dsseEnvelope", "payload"));
  if (type === undefined || payload === undefined) return unreadable("the bundle has no DSSE envelope");
  const statement = jsonOf(payload);
  const list = listAt(bundle, "dsseEnvelope", "signatures");
  return {
    form: "bundle",
    holder,
    signed: preAuthEncoding(type, payload),
    signatures: list.flatMap((one) => fromBase64(textAt(one, "sig")) ?? []),
    digests: listAt(statement, "subject").flatMap((one) => {
      const hex = textAt(one, "digest", "sha256");
      return hex === undefined ? [] : [`sha256:${hex}`];
    }),
    certificate: certificateOf(bundle),
    bundle,
    isAttestation: at(statement, "predicateType") !== SIGN_PREDICATE,
  };
}

function certificateOf(bundle: unknown): Buffer | undefined {
  const material = at(bundle, "verificationMaterial");
  return fromBase64(
    textAt(material, "certificate", "rawBytes") ??
      textAt(material, "x509CertificateChain", "certificates", 0, "rawBytes"),
  );
}

/** What is signed of an envelope, as DSSE 1 says. */
export function preAuthEncoding(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
}
