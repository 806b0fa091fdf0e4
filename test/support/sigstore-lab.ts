import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { X509Certificate } from "@sigstore/core";
import { fulcioHandler, initializeCA, initializeTLog, rekorHandler } from "@sigstore/mock";

/** A certificate authority and a log of signatures on this machine, as cosign asks them (publish-facts 20a). */
export interface SigstoreLab {
  fulcio: string;
  rekor: string;
  /** What trusts both, as text. */
  trustedRoot: string;
  /** Files in the folder: the trusted root, and keys in PEM for older ways to say what is trusted. */
  files: { trustedRoot: string; root: string; rekor: string; ctLog: string };
  /** A token that says who signs. */
  token(issuer: string, subject: string): string;
  close(): void;
}

const START = "2020-01-01T00:00:00Z";

/** Starts a lab. @param folder gets the files */
export async function openSigstore(folder: string): Promise<SigstoreLab> {
  const [caKey, ctKey, logKey] = [newPair(), newPair(), newPair()];
  const ca = await initializeCA(caKey, certificateLog(ctKey));
  const issue = fulcioHandler(ca);
  const fulcio = await listen(async (request, body) => {
    const oidcIdentityToken = request.headers.authorization?.slice("Bearer ".length);
    const asked = { ...JSON.parse(body), credentials: { oidcIdentityToken } };
    const { response } = await issue.fn(JSON.stringify(asked));
    return { status: 200, text: String(response) };
  });
  let write: ReturnType<typeof rekorHandler> | undefined;
  const rekor = await listen(async (_, body) => {
    if (!write) throw new Error("the log is not open yet");
    const { response } = await write.fn(JSON.stringify(canonical(JSON.parse(body))));
    const text = String(response);
    return { status: 201, text, uuid: Object.keys(JSON.parse(text))[0] ?? "" };
  });
  write = rekorHandler(await initializeTLog(rekor.url, logKey));
  const spki = (pair: typeof logKey) => pair.publicKey.export({ type: "spki", format: "der" });
  const log = (pair: typeof logKey, baseUrl: string) => ({
    baseUrl,
    hashAlgorithm: "SHA2_256",
    publicKey: {
      rawBytes: spki(pair).toString("base64"),
      keyDetails: "PKIX_ECDSA_P256_SHA_256",
      validFor: { start: START },
    },
    logId: { keyId: createHash("sha256").update(spki(pair)).digest("base64") },
  });
  const trustedRoot = JSON.stringify({
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [log(logKey, rekor.url)],
    ctlogs: [log(ctKey, "http://ct.invalid")],
    certificateAuthorities: [
      {
        subject: { organization: "sigstore.mock", commonName: "sigstore" },
        uri: fulcio.url,
        certChain: { certificates: [{ rawBytes: ca.rootCertificate.toString("base64") }] },
        validFor: { start: START },
      },
    ],
    timestampAuthorities: [],
  });
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const pem = (pair: typeof logKey) => pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  return {
    fulcio: fulcio.url,
    rekor: rekor.url,
    trustedRoot,
    files: {
      trustedRoot: put("trusted-root.json", trustedRoot),
      root: put("root.pem", certificatePem(ca.rootCertificate)),
      rekor: put("rekor.pem", pem(logKey)),
      ctLog: put("ct.pem", pem(ctKey)),
    },
    token,
    close: () => {
      fulcio.server.close();
      rekor.server.close();
    },
  };
}

const newPair = () => generateKeyPairSync("ec", { namedCurve: "prime256v1" });

function certificatePem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

/** Nobody here checks who made it; cosign only wants it to be a token. */
function token(issuer: string, subject: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: subject, aud: "sigstore", iat: now, exp: now + 600 };
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${Buffer.from("none").toString("base64url")}`;
}

/**
 * A log of certificates, which answers as RFC 6962 says. The one of @sigstore/mock 0.11 leaves the signature out with
 * the newest release of a package that it needs.
 */
function certificateLog({ publicKey, privateKey }: KeyPairKeyObjectResult) {
  const der = publicKey.export({ type: "spki", format: "der" });
  const logID = createHash("sha256").update(der).digest();
  return {
    publicKey: der,
    logID,
    async log(certificate: ArrayBuffer, issuer: ArrayBuffer): Promise<ArrayBuffer> {
      const body = X509Certificate.parse(Buffer.from(certificate)).tbsCertificate.toDER();
      const time = number(BigInt(Date.now()), 8);
      const entry = [number(1n, 2), Buffer.from(issuer), number(BigInt(body.length), 3), body];
      const signed = Buffer.concat([Buffer.of(0, 0), time, ...entry, number(0n, 2)]);
      const signature = sign("sha256", signed, privateKey);
      const algorithms = Buffer.of(4, 3);
      const parts = [Buffer.of(0), logID, time, number(0n, 2), algorithms];
      const stamp = Buffer.concat([...parts, number(BigInt(signature.length), 2), signature]);
      return new Uint8Array(Buffer.concat([number(BigInt(stamp.length), 2), stamp])).buffer;
    },
  };
}

function number(value: bigint, bytes: number): Buffer {
  return Buffer.from(value.toString(16).padStart(bytes * 2, "0"), "hex");
}

interface Entry {
  kind: string;
  apiVersion: string;
  spec: { proposedContent?: { envelope: string; verifiers: string[] } };
}

/** What a log keeps of an entry: of an envelope its hashes and signatures. */
function canonical(entry: Entry): object {
  const { proposedContent } = entry.spec;
  if (proposedContent === undefined) return entry;
  const hash = (bytes: string | Buffer) => ({
    algorithm: "sha256",
    value: createHash("sha256").update(bytes).digest("hex"),
  });
  const { payload, signatures } = JSON.parse(proposedContent.envelope);
  return {
    kind: entry.kind,
    apiVersion: entry.apiVersion,
    spec: {
      envelopeHash: hash(proposedContent.envelope),
      payloadHash: hash(Buffer.from(payload, "base64")),
      signatures: signatures.map(({ sig }: { sig: string }, i: number) => ({
        signature: sig,
        verifier: proposedContent.verifiers[i],
      })),
    },
  };
}

type Answer = (
  request: IncomingMessage,
  body: string,
) => Promise<{ status: number; text: string; uuid?: string }>;

async function listen(answer: Answer): Promise<{ url: string; server: Server }> {
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { status, text, uuid } = await answer(request, Buffer.concat(parts).toString());
    const more = uuid === undefined ? {} : { etag: uuid, location: `/api/v1/log/entries/${uuid}` };
    response.writeHead(status, { "content-type": "application/json", ...more }).end(text);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
