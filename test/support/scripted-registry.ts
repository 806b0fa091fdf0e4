import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What a request was, as the server saw it. */
export interface Seen {
  method: string;
  path: string;
  authorization: string | undefined;
}

/** What is answered; left out: 200, no headers, no body. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** The connection ends after the body, whatever length was promised. */
  cut?: boolean;
  /** Nothing more is sent, and the connection stays. */
  hang?: boolean;
}

/** A server of a test on this machine, and what was asked of it. */
export interface ScriptedServer {
  /** `127.0.0.1:<port>`. */
  host: string;
  seen: Seen[];
}

/** Starts a server that answers as a function says; it ends with the test. */
export async function scriptedServer(
  answer: (seen: Seen, before: number) => Reply | undefined,
): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url: path = "", headers } = request;
    const one = { method, path, authorization: headers.authorization };
    const before = seen.filter((other) => other.method === method && other.path === path).length;
    seen.push(one);
    const reply = answer(one, before) ?? { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' };
    response.writeHead(reply.status ?? 200, reply.headers);
    response.flushHeaders();
    if (reply.hang) return;
    if (method === "HEAD") response.end();
    else if (reply.cut) response.write(reply.body ?? "", () => response.destroy());
    else response.end(reply.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export function sha256(bytes: string | Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A manifest with these layers, as a registry answers it. */
export function manifestReply(layers: readonly object[], more: object = {}): Reply & { digest: string } {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const body = JSON.stringify({ schemaVersion: 2, mediaType, layers, ...more });
  const digest = sha256(body);
  return { body, digest, headers: { "content-type": mediaType, "docker-content-digest": digest } };
}
