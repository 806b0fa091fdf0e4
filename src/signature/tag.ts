import { createHash, X509Certificate } from "node:crypto";
import type { Descriptor } from "../registry/registry.ts";
import { at, fromBase64, jsonOf, textAt } from "./parts.ts";
import type { Found } from "./signature.ts";

/** Where cosign 2 puts the signatures of a digest (publish-facts 16). */
export function signatureTag(digest: string): string {
  return `${digest.replace(":", "-")}.sig`;
}

/** The type of each layer there. */
export const PAYLOAD_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";

const SIGNATURE = "dev.cosignproject.cosign/signature";
const CERTIFICATE = "dev.sigstore.cosign/certificate";
const LOG = "dev.sigstore.cosign/bundle";

/** Reads one layer. @param payload its bytes @param holder digest of the manifest under the tag */
export function readLayer({ annotations = {} }: Descriptor, payload: Uint8Array, holder: string): Found {
  const signature = fromBase64(annotations[SIGNATURE]);
  if (signature === undefined)
    return { form: "tag", holder, reason: "a layer of the signature has no signature" };
  const digest = textAt(jsonOf(payload), "critical", "image", "docker-manifest-digest");
  const certificate = certificateOf(annotations[CERTIFICATE]);
  return {
    form: "tag",
    holder,
    signed: payload,
    signatures: [signature],
    digests: digest === undefined ? [] : [digest],
    certificate,
    bundle: certificate && asBundle(certificate, payload, signature, annotations[LOG]),
    isAttestation: false,
  };
}

function certificateOf(pem: string | undefined): Buffer | undefined {
  if (pem === undefined) return undefined;
  try {
    return new X509Certificate(pem).raw;
  } catch {
    return undefined;
  }
}

/** The oldest form of a bundle: it has a promise of the log, as the annotation has. */
function asBundle(certificate: Buffer, payload: Uint8Array, signature: Buffer, log: string | undefined) {
  const entry = logEntry(log);
  if (entry === undefined) return undefined;
  return {
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: certificate.toString("base64") }] },
      tlogEntries: [entry],
    },
    messageSignature: {
      messageDigest: {
        algorithm: "SHA2_256",
        digest: createHash("sha256").update(payload).digest("base64"),
      },
      signature: signature.toString("base64"),
    },
  };
}

function logEntry(text: string | undefined): unknown {
  const log = jsonOf(Buffer.from(text ?? ""));
  const [promise, body] = [textAt(log, "SignedEntryTimestamp"), textAt(log, "Payload", "body")];
  const entry = jsonOf(fromBase64(body) ?? Buffer.of());
  const [kind, version] = [textAt(entry, "kind"), textAt(entry, "apiVersion")];
  const id = textAt(log, "Payload", "logID");
  if (promise === undefined || kind === undefined || version === undefined || id === undefined)
    return undefined;
  return {
    logIndex: String(at(log, "Payload", "logIndex")),
    logId: { keyId: Buffer.from(id, "hex").toString("base64") },
    kindVersion: { kind, version },
    integratedTime: String(at(log, "Payload", "integratedTime")),
    inclusionPromise: { signedEntryTimestamp: promise },
    canonicalizedBody: body,
  };
}
