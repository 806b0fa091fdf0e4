import { lookup as systemLookup } from "node:dns";
import { readFileSync } from "node:fs";
import type { LookupFunction } from "node:net";
import { rootCertificates } from "node:tls";
import type { Dispatcher } from "undici";
import { errnoCode } from "../io/errno.ts";
import { isLinkLocal, isLoopback, shownUrl } from "./address.ts";
import { PARALLEL } from "./limits.ts";
import { RegistryError } from "./registry.ts";

/** What a connection needs that is no part of a request: Secrets may name other certificates, and a proxy. */
export interface Route {
  /** PEM, beside the authorities that Node trusts. */
  ca?: string;
  cert?: string;
  key?: string;
  /** No certificate is looked at. */
  anyCertificate?: boolean;
  proxy?: { address: string; username: string; password: string };
}

export interface Request {
  url: URL;
  method: "GET" | "HEAD" | "POST";
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Of the answer, in bytes. */
  limit: number;
  /** In milliseconds, to the end of the answer. */
  timeout: number;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** Sends requests, with the proxy of the environment; follows no redirect. */
export class Transport {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #dispatchers = new Map<string, Promise<Dispatcher>>();

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** @throws RegistryError of kind unreachable; broken-blob if the answer ends too early, not-checked if it is too large */
  async send(request: Request, route: Route): Promise<Answer> {
    const { url, method, headers, body, limit, timeout } = request;
    const shown = shownUrl(url);
    if (isLinkLocal(url.hostname)) throw unreachable(shown, "link-local addresses are not asked");
    const signal = AbortSignal.timeout(timeout);
    let status: number | undefined;
    try {
      const { request: send } = await import("./undici.ts");
      const dispatcher = await this.#dispatcher(route, isLoopback(url.hostname));
      const response = await send(url, {
        dispatcher,
        method,
        headers,
        signal,
        ...(body !== undefined && { body }),
      });
      status = response.statusCode;
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of response.body) {
        size += part.length;
        if (size > limit)
          throw new RegistryError(
            "not-checked",
            `${shown} sends more than ${limit} bytes`,
            `${status} from ${shown}`,
          );
        parts.push(part);
      }
      return { status, headers: response.headers, body: Buffer.concat(parts) };
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      throw failure(shown, error, status, signal.aborted ? timeout : undefined);
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#dispatchers.values());
    await Promise.allSettled(
      all.map((one) => (one.status === "fulfilled" ? one.value.destroy() : undefined)),
    );
    this.#dispatchers.clear();
  }

  #dispatcher(route: Route, isHere: boolean): Promise<Dispatcher> {
    const key = JSON.stringify([route, isHere]);
    const known = this.#dispatchers.get(key) ?? this.#connect(route, isHere);
    this.#dispatchers.set(key, known);
    return known;
  }

  /** @param isHere Go's programs ask this machine without the proxy of the environment. */
  async #connect({ ca, cert, key, anyCertificate, proxy }: Route, isHere: boolean): Promise<Dispatcher> {
    const { EnvHttpProxyAgent, ProxyAgent } = await import("./undici.ts");
    // Go's programs read this variable; what Node adds by NODE_EXTRA_CA_CERTS is lost once a list is given.
    const files = [this.#env.SSL_CERT_FILE, this.#env.NODE_EXTRA_CA_CERTS].filter(Boolean) as string[];
    const extra = [...files.flatMap(readCertificates), ...(ca === undefined ? [] : [ca])];
    const tls = {
      ...(extra.length > 0 && { ca: [...rootCertificates, ...extra] }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(anyCertificate && { rejectUnauthorized: false }),
    };
    // One for each request that may be under way: none waits for another, because its time runs.
    const options = { connect: { ...tls, lookup: guardedLookup }, requestTls: tls, connections: PARALLEL };
    if (proxy) {
      const token = `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString("base64")}`;
      return new ProxyAgent({ ...options, uri: proxy.address, ...(proxy.username !== "" && { token }) });
    }
    const env = this.#env;
    return new EnvHttpProxyAgent({
      ...options,
      httpProxy: isHere ? "" : (env.http_proxy ?? env.HTTP_PROXY ?? ""),
      httpsProxy: isHere ? "" : (env.https_proxy ?? env.HTTPS_PROXY ?? ""),
      noProxy: env.no_proxy ?? env.NO_PROXY ?? "",
    });
  }
}

/** A name that leads to a link-local address is refused like the address. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) callback(error, "", 0);
    else if (addresses.some(({ address }) => isLinkLocal(address)))
      callback(Object.assign(new Error("link-local"), { code: LINK_LOCAL }), "", 0);
    else if (options.all) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family ?? 0);
  });
};

const LINK_LOCAL = "ERR_LINK_LOCAL";

function readCertificates(file: string): string[] {
  try {
    return [readFileSync(file, "utf8")];
  } catch {
    return [];
  }
}

/** What errors of a connection mean; a code that is not here is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  [LINK_LOCAL]: "the name leads to a link-local address, which is not asked",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name could not be looked up",
  ECONNRESET: "the connection was reset",
  EPROTO: "it does not speak TLS",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by an authority that is not known here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by an authority that is not known here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by an authority that is not known here",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};

/** Codes by which a server that speaks plain HTTP answers TLS. */
const NO_TLS: ReadonlySet<string> = new Set([
  "EPROTO",
  "ECONNRESET",
  "UND_ERR_SOCKET",
  "ERR_SSL_WRONG_VERSION_NUMBER",
]);

function failure(
  shown: string,
  error: unknown,
  status: number | undefined,
  timeout: number | undefined,
): RegistryError {
  // Ended in the middle of the answer.
  if (timeout !== undefined) return unreachable(shown, `no answer within ${timeout / 1000} s`);
  const code = codeOf(error);
  // What the system and undici throw has a code; anything else is a fault of ours.
  if (code === undefined) throw error;
  if (status !== undefined)
    return new RegistryError(
      "broken-blob",
      `${shown} ends before its length`,
      `${status} from ${shown}, then ${code}`,
    );
  const words = code === "ECONNREFUSED" ? nobodyAt(error) : WORDS[code];
  const failed = unreachable(shown, words === undefined ? code : `${words} (${code})`);
  return Object.assign(failed, { cause: NO_TLS.has(code) ? NO_TLS : undefined });
}

/** It may be the proxy that is not there, so the place is told. */
function nobodyAt(error: unknown): string {
  const { address, port } = error as { address?: unknown; port?: unknown };
  return typeof address === "string" ? `nothing listens at ${address} port ${port}` : "nothing listens there";
}

/** True for the error of a server that does not speak TLS. */
export function speaksNoTls(error: unknown): boolean {
  return error instanceof RegistryError && error.cause === NO_TLS;
}

/** The code of the system or of undici, also of an error that wraps it. */
function codeOf(error: unknown): string | undefined {
  const own = errnoCode(error);
  if (own !== undefined) return own.startsWith("ERR_SSL_") ? "EPROTO" : own;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : undefined;
}

function unreachable(shown: string, why: string): RegistryError {
  return new RegistryError("unreachable", `${shown} could not be asked: ${why}`, why);
}
