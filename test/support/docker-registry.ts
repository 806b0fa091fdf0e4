import { execFileSync } from "node:child_process";
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Who may sign in to the registries of the tests: each can pull what its name says. */
export const READER = { username: "reader", password: "correct horse" };
/** Signs in, and may pull nothing. */
export const STRANGER = { username: "stranger", password: "correct horse" };
export const USERS = [READER, STRANGER];

/** bcrypt of "correct horse", as the registry wants it. */
const HASH = "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";

/** Lines of a registry's configuration that ask for a password. */
export function htpasswdLines(folder: string): string[] {
  const file = join(folder, "htpasswd");
  writeFileSync(file, USERS.map(({ username }) => `${username}:${HASH}\n`).join(""));
  return [`auth: {htpasswd: {realm: tests, path: ${JSON.stringify(file)}}}`];
}

/**
 * A server of tokens on this machine, under the name `localhost`: a registry takes no realm on a private address but
 * its own (publish-facts 31). Anonymously it shows `public/…`; the reader may pull everything, the stranger nothing more.
 */
export async function startTokens(folder: string): Promise<{ lines: string[]; close: () => void }> {
  const [key, certificate] = [join(folder, "token.key"), join(folder, "token.pem")];
  const subject = ["-subj", "/CN=tests", "-days", "2"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, ...subject],
    { stdio: "ignore" },
  );
  const chain = [readFileSync(certificate, "utf8").replace(/-----[^-]+-----|\s/g, "")];
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const server = createServer(({ url = "", headers }, response) => {
    const [name, password] = Buffer.from(headers.authorization?.slice("Basic ".length) ?? "", "base64")
      .toString()
      .split(":");
    const user = USERS.find((one) => one.username === name && one.password === password);
    if (headers.authorization !== undefined && !user) return response.writeHead(401).end();
    const asked = new URL(url, "http://localhost").searchParams.get("scope")?.split(":") ?? [];
    const [type = "", path = "", actions = ""] = asked;
    const may = user === READER || path.startsWith("public/");
    const access = may ? [{ type, name: path, actions: actions.split(",") }] : [];
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "tests",
      aud: "registry",
      sub: name ?? "",
      iat: now,
      nbf: now - 60,
      exp: now + 300,
      access,
    };
    const text = `${part({ typ: "JWT", alg: "RS256", x5c: chain })}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(text), createPrivateKey(readFileSync(key))).toString(
      "base64url",
    );
    return response.end(JSON.stringify({ token: `${text}.${signature}` }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const realm = `http://localhost:${(server.address() as AddressInfo).port}/token`;
  const lines = [
    `auth: {token: {realm: "${realm}", service: registry, issuer: tests, rootcertbundle: ${JSON.stringify(certificate)}}}`,
  ];
  return { lines, close: () => server.close() };
}
