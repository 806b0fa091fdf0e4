import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf } from "../../src/registry/address.ts";
import { Registries } from "../../src/registry/open.ts";
import type { Route } from "../../src/registry/transport.ts";
import { manifestReply } from "../support/scripted-registry.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const why = hasOpenssl ? "" : " (SKIPPED: openssl is not here)";
const MANIFEST = manifestReply([]);

/** Certificates of an authority of the test: for a server `localhost`, and for a client. */
function certificates(folder: string) {
  const ssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const request = (name: string) => [
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    `${name}.key`,
    "-subj",
    `/CN=${name}`,
  ];
  ssl(...request("ca"), "-x509", "-days", "2", "-out", "ca.crt");
  ssl(...request("other"), "-x509", "-days", "2", "-out", "other.crt");
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost");
  for (const name of ["localhost", "client"]) {
    ssl(...request(name), "-out", `${name}.csr`);
    ssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.crt",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      "names",
      "-out",
      `${name}.crt`,
    );
  }
  return (file: string) => readFileSync(join(folder, file), "utf8");
}

describe.skipIf(!hasOpenssl)(`a registry with an authority of its own${why}`, () => {
  let folder: string;
  let file: (name: string) => string;
  let registry: Server;
  let proxy: Server;
  let host: string;
  let proxied: { target: string; login: string | undefined }[] = [];
  const open: Registries[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "git2oci-tls-"));
    file = certificates(folder);
    const tls = {
      key: file("localhost.key"),
      cert: file("localhost.crt"),
      ca: file("ca.crt"),
      requestCert: true,
      rejectUnauthorized: false,
    };
    registry = createServer(tls, ({ url, socket }, response) => {
      // One path is for clients with a certificate.
      const isKnown = (socket as unknown as { authorized: boolean }).authorized;
      if (url?.includes("/closed/") && !isKnown) response.writeHead(403).end();
      else response.writeHead(200, MANIFEST.headers).end(MANIFEST.body);
    });
    proxy = createHttp().on("connect", ({ url = "", headers }, socket) => {
      proxied.push({ target: url, login: headers["proxy-authorization"] });
      const [name = "", port] = url.split(":");
      const through = connect(Number(port), name, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        through.pipe(socket).pipe(through);
      });
      for (const one of [through, socket]) one.on("error", () => through.destroy());
    });
    for (const server of [registry, proxy])
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    host = `localhost:${(registry.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    for (const one of open) await one.close();
    registry?.close();
    proxy?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function read(route: Route, env: Record<string, string> = {}, path = "acme/open") {
    const registries = new Registries(env, () => {});
    open.push(registries);
    return (await registries.open(addressOf(`oci://${host}/${path}`)!, { route })).manifest("main");
  }
  const unknown = {
    kind: "unreachable",
    message: expect.stringContaining("an authority that is not known here"),
  };
  const found = { digest: MANIFEST.digest };

  test("is refused, and taken with its certificate: of a Secret, or of the environment", async () => {
    await expect(read({})).rejects.toMatchObject(unknown);
    await expect(read({ ca: file("other.crt") })).rejects.toMatchObject(unknown);
    expect(await read({ ca: file("ca.crt") })).toMatchObject(found);
    expect(await read({}, { SSL_CERT_FILE: join(folder, "ca.crt") })).toMatchObject(found);
    expect(await read({ anyCertificate: true })).toMatchObject(found);
  });

  test("gets the certificate of a client", async () => {
    const ca = file("ca.crt");
    await expect(read({ ca }, {}, "acme/closed/x")).rejects.toMatchObject({ kind: "not-visible" });
    const pair = { cert: file("client.crt"), key: file("client.key") };
    expect(await read({ ca, ...pair }, {}, "acme/closed/x")).toMatchObject(found);
  });

  test("is reached through a proxy: of a Secret, with its login, or of the environment", async () => {
    const { port } = proxy.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}`;
    const ca = file("ca.crt");
    expect(await read({ ca, proxy: { address, username: "me", password: "p" } })).toMatchObject(found);
    expect(proxied.at(-1)).toEqual({
      target: host,
      login: `Basic ${Buffer.from("me:p").toString("base64")}`,
    });
    // This machine is asked without the proxy of the environment, so it needs an address that does not count as it.
    const here = host;
    host = host.replace("localhost", "0.0.0.0");
    for (const [env, targets] of [
      [{ HTTPS_PROXY: address }, [host]],
      [{ HTTPS_PROXY: address, NO_PROXY: "0.0.0.0" }, []],
    ] as const) {
      proxied = [];
      expect(await read({ anyCertificate: true }, env)).toMatchObject(found);
      expect([...new Set(proxied.map(({ target }) => target))]).toEqual(targets);
    }
    host = here;
    proxied = [];
    expect(await read({ ca }, { HTTPS_PROXY: address })).toMatchObject(found);
    expect(proxied).toEqual([]);
  });
});
