import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Secret } from "../../src/registry/finding.ts";
import type { Descriptor, Manifest, Repository } from "../../src/registry/registry.ts";
import { preAuthEncoding, SIGN_PREDICATE } from "../../src/signature/bundle.ts";
import { signatureTag } from "../../src/signature/tag.ts";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

export const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
export const newKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** A repository in memory, with an artifact to be signed. */
export class SignedRepository implements Repository {
  readonly name = "registry.example/acme/fleet";
  readonly artifact: Manifest;
  readonly #manifests = new Map<string, Manifest>();
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #referrers: Descriptor[] = [];
  /** What was asked for, in order. */
  readonly asked: string[] = [];

  constructor() {
    this.artifact = this.#put({ schemaVersion: 2, mediaType: MANIFEST, layers: [] });
  }

  async manifest(reference: string) {
    this.asked.push(reference);
    return this.#manifests.get(reference);
  }
  async blob({ digest }: Descriptor) {
    this.asked.push(digest);
    const bytes = this.#blobs.get(digest);
    if (bytes === undefined) throw new Error(`no blob ${digest}`);
    return bytes;
  }
  async tags() {
    return [];
  }
  async referrers(digest: string) {
    return digest === this.artifact.digest ? this.#referrers : [];
  }

  /** Lists a referrer that is nowhere. */
  listNothing(digest: string): void {
    this.#referrers.push({ mediaType: MANIFEST, digest, size: 1 });
  }

  /** A manifest that refers to the artifact. The list shows the type of an empty configuration, as some registries do. */
  refer(mediaType: string, bytes: Uint8Array, more: Record<string, unknown> = {}): Manifest {
    const subject = { mediaType: MANIFEST, digest: this.artifact.digest, size: this.artifact.bytes.length };
    const made = this.#put({
      mediaType: MANIFEST,
      layers: [this.#layer(mediaType, bytes)],
      subject,
      ...more,
    });
    this.#referrers.push({
      mediaType: MANIFEST,
      digest: made.digest,
      size: made.bytes.length,
      artifactType: "application/vnd.oci.empty.v1+json",
    });
    return made;
  }

  /** As cosign 3 signs, with a key. */
  signBundle(key: KeyObject, digest = this.artifact.digest, predicateType = SIGN_PREDICATE): Manifest {
    return this.refer(BUNDLE_TYPE, Buffer.from(JSON.stringify(keyBundle(key, digest, predicateType))));
  }

  /** As cosign 2 signs, with some keys, into one tag. */
  signTag(keys: readonly KeyObject[], digest = this.artifact.digest): Manifest {
    const payload = Buffer.from(
      JSON.stringify({ critical: { image: { "docker-manifest-digest": digest } } }),
    );
    return this.putTag(
      payload,
      keys.map((key) => ({ "dev.cosignproject.cosign/signature": signed(key, payload) })),
    );
  }

  /** As cosign 2 signs without a key, as often as said; nobody vouches for the log's part. */
  signTagKeyless(key: KeyObject, certificate: string, times: number): Manifest {
    const image = { "docker-manifest-digest": this.artifact.digest };
    const payload = Buffer.from(JSON.stringify({ critical: { image } }));
    const body = Buffer.from('{"kind":"hashedrekord","apiVersion":"0.0.1"}').toString("base64");
    const log = {
      SignedEntryTimestamp: "AAAA",
      Payload: { body, integratedTime: 1, logIndex: 1, logID: "00" },
    };
    const one = {
      "dev.cosignproject.cosign/signature": signed(key, payload),
      "dev.sigstore.cosign/certificate": certificate,
      "dev.sigstore.cosign/bundle": JSON.stringify(log),
    };
    return this.putTag(
      payload,
      Array.from({ length: times }, () => one),
    );
  }

  /** A layer each, with these annotations, under the tag of the artifact's signatures. */
  putTag(payload: Uint8Array, all: readonly Record<string, string>[]): Manifest {
    const layers = all.map((annotations) => ({
      ...this.#layer("application/vnd.dev.cosign.simplesigning.v1+json", payload),
      annotations,
    }));
    const made = this.#put({ mediaType: MANIFEST, layers });
    this.#manifests.set(signatureTag(this.artifact.digest), made);
    return made;
  }

  #layer(mediaType: string, bytes: Uint8Array): Descriptor {
    const digest = digestOf(bytes);
    this.#blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  #put(json: unknown): Manifest {
    const bytes = Buffer.from(JSON.stringify(json));
    const made = { mediaType: MANIFEST, digest: digestOf(bytes), bytes, json };
    this.#manifests.set(made.digest, made);
    return made;
  }
}

/** A bundle as cosign 3 writes it, with a key. */
export function keyBundle(key: KeyObject, digest: string, predicateType = SIGN_PREDICATE) {
  const type = "application/vnd.in-toto+json";
  const subject = [{ digest: { sha256: digest.replace("sha256:", "") } }];
  const payload = Buffer.from(JSON.stringify({ subject, predicateType, predicate: {} }));
  return {
    mediaType: BUNDLE_TYPE,
    verificationMaterial: { publicKey: { hint: "" } },
    dsseEnvelope: {
      payloadType: type,
      payload: payload.toString("base64"),
      signatures: [{ sig: signed(key, preAuthEncoding(type, payload)) }],
    },
  };
}

function signed(key: KeyObject, bytes: Uint8Array): string {
  return sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", bytes, key).toString("base64");
}

/** A Secret with public keys, by name. */
export function keySecret(keys: Readonly<Record<string, KeyObject | string>>): Secret {
  const data = Object.entries(keys).map(([name, key]): [string, Uint8Array] => [
    name,
    Buffer.from(typeof key === "string" ? key : key.export({ type: "spki", format: "pem" }).toString()),
  ]);
  return { namespace: "flux-system", name: "cosign", type: "Opaque", data: new Map(data) };
}
