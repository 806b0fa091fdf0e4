import { expect, onTestFinished, test } from "vitest";
import { addressOf } from "../../src/registry/address.ts";
import type { Credential } from "../../src/registry/credential.ts";
import { type OpenOptions, Registries } from "../../src/registry/open.ts";
import { RegistryError } from "../../src/registry/registry.ts";
import {
  manifestReply,
  type Reply,
  type Seen,
  scriptedServer,
  sha256,
} from "../support/scripted-registry.ts";

const ME: Credential = { kind: "password", username: "me", password: "hunter2" };
const BASIC = `Basic ${Buffer.from("me:hunter2").toString("base64")}`;

/** A repository `acme/fleet` of a server, what was said, and how long somebody waited. */
async function opened(host: string, options: OpenOptions = {}) {
  const said: string[] = [];
  const waits: number[] = [];
  const registries = new Registries(
    {},
    (line) => said.push(line),
    async (time) => void waits.push(time),
  );
  onTestFinished(() => registries.close());
  const repository = await registries.open(addressOf(`oci://${host}/acme/fleet`)!, options);
  return { repository, said, waits };
}

/** What a promise fails with. */
async function failure(promise: Promise<unknown>): Promise<RegistryError> {
  const error = await promise.then(
    (value) => expect.fail(`gave ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RegistryError);
  return error as RegistryError;
}

const V2 = "/v2/acme/fleet";
const REALM_OF = (host: string, more = "") => ({
  "www-authenticate": `Bearer realm="http://${host}/token",service="s",scope="repository:acme/fleet:pull"${more}`,
});

test("a manifest is asked for by HEAD, then by the digest that this told", async () => {
  const reply = manifestReply([]);
  const { host, seen } = await scriptedServer(({ path }) =>
    [`${V2}/manifests/main`, `${V2}/manifests/${reply.digest}`].includes(path) ? reply : undefined,
  );
  const { repository } = await opened(host);
  expect(await repository.manifest("main")).toMatchObject({
    digest: reply.digest,
    json: { schemaVersion: 2 },
  });
  expect(await repository.manifest("gone")).toBe(undefined);
  expect(
    seen.filter(({ path }) => path.startsWith(V2)).map(({ method, path }) => `${method} ${path}`),
  ).toEqual([
    `HEAD ${V2}/manifests/main`,
    `GET ${V2}/manifests/${reply.digest}`,
    `HEAD ${V2}/manifests/gone`,
    `GET ${V2}/manifests/gone`,
  ]);
});

test.each<[string, Reply]>([
  ["the registry lies about the digest", { ...manifestReply([]), body: '{"schemaVersion":2}' }],
  ["the answer ends too early", { ...manifestReply([]), headers: { "content-length": "999" }, cut: true }],
  ["what comes is no JSON", { body: "<html>" }],
])("a manifest is broken if %s", async (_, reply) => {
  const { host } = await scriptedServer(() => reply);
  const { repository } = await opened(host);
  expect(await failure(repository.manifest("main"))).toMatchObject({ kind: "broken-blob" });
});

test.each<[string, number, Reply, string]>([
  ["longer", 3, { body: "abcd" }, "the blob is longer than its manifest says"],
  ["shorter", 5, { body: "abcd" }, "the blob has another length than its manifest says"],
  ["another", 4, { body: "abce" }, "the blob has another digest"],
  ["cut off", 4, { headers: { "content-length": "4" }, body: "ab", cut: true }, "ends before its length"],
  ["not there", 4, { status: 404 }, "the blob is not there"],
])("a blob that is %s is broken", async (_, size, reply, words) => {
  const { host } = await scriptedServer(() => reply);
  const { repository } = await opened(host);
  const error = await failure(repository.blob({ mediaType: "x", digest: sha256("abcd"), size }));
  expect(error.kind).toBe("broken-blob");
  expect(error.message).toContain(words);
});

test("a blob that is too large is not asked for, and nothing is called broken", async () => {
  const { host, seen } = await scriptedServer(() => ({}));
  const { repository } = await opened(host);
  const before = seen.length;
  const huge = { mediaType: "x", digest: sha256(""), size: 2 ** 40 };
  expect(await failure(repository.blob(huge))).toMatchObject({ kind: "not-checked" });
  expect(seen.length).toBe(before);
});

test("tags are read to the end of the pages", async () => {
  const pages: Record<string, Reply> = {
    [`${V2}/tags/list?n=1000`]: {
      body: '{"tags":["a","b"]}',
      headers: { link: `<${V2}/tags/list?n=2&last=b>; rel="next"` },
    },
    [`${V2}/tags/list?n=2&last=b`]: { body: '{"tags":["c"]}', headers: { link: `<?last=c>; rel=next` } },
    [`${V2}/tags/list?last=c`]: { body: '{"tags":null}' },
  };
  const { host } = await scriptedServer(({ path }) => pages[path]);
  const { repository } = await opened(host);
  expect(await repository.tags()).toEqual(["a", "b", "c"]);
});

test.each([
  ["its own beginning", `${V2}/tags/list?n=1000`, "a list that does not end"],
  ["another host", "http://127.0.0.1:1/v2/acme/fleet/tags/list", "in another place"],
  ["another repository", "/v2/other/tags/list", "in another place"],
])("a list of tags that goes on at %s is refused", async (_, link, words) => {
  const { host } = await scriptedServer(() => ({
    body: '{"tags":["a"]}',
    headers: { link: `<${link}>; rel="next"` },
  }));
  const { repository } = await opened(host);
  expect((await failure(repository.tags())).message).toContain(words);
});

test("referrers come from the API, page by page, or from the tag that stands in for it", async () => {
  const digest = sha256("x");
  const one = (text: string) => ({ mediaType: "m", digest: sha256(text), size: 1 });
  const index = (...manifests: object[]) => JSON.stringify({ manifests });
  const pages: Record<string, Reply> = {
    [`${V2}/referrers/${digest}`]: {
      body: index(one("a")),
      headers: { link: `<${V2}/referrers/${digest}?p=2>; rel="next"` },
    },
    [`${V2}/referrers/${digest}?p=2`]: { body: index(one("b"), { mediaType: "m", digest: "sha1:x" }) },
  };
  const api = await scriptedServer(({ path }) => pages[path]);
  const withApi = await opened(api.host);
  expect(await withApi.repository.referrers(digest)).toEqual([one("a"), one("b")]);
  const tag = `${V2}/manifests/${digest.replace(":", "-")}`;
  const old = await scriptedServer(({ path }) =>
    path === tag ? { body: index(one("c")) } : { status: 404, body: "404 page" },
  );
  expect(await (await opened(old.host)).repository.referrers(digest)).toEqual([one("c")]);
  const none = await scriptedServer(() => ({ status: 404 }));
  expect(await (await opened(none.host)).repository.referrers(digest)).toEqual([]);
});

test("429 is waited for as long as it asks, and then it is throttled", async () => {
  const reply = manifestReply([]);
  const { host } = await scriptedServer((_, before) =>
    before === 0 ? { status: 429, headers: { "retry-after": "7" } } : reply,
  );
  const { repository, waits } = await opened(host);
  expect(await repository.manifest(reply.digest)).toMatchObject({ digest: reply.digest });
  expect(waits.slice(-1)).toEqual([7_000]);
  const busy = await scriptedServer(() => ({ status: 429, headers: { "retry-after": "3600" } }));
  const long = await opened(busy.host);
  expect(await failure(long.repository.manifest("main"))).toMatchObject({ kind: "throttled" });
  expect(long.waits).toEqual([]);
});

test.each<[string, Reply, string]>([
  ["an error of the server", { status: 500 }, "500"],
  ["an answer that never comes", { hang: true }, "no answer within 0.2 s"],
  ["a redirect without end", { status: 302, headers: { location: "?again" } }, "more than 5 redirects"],
  [
    "a redirect to a link-local address",
    { status: 302, headers: { location: "http://169.254.169.254/x" } },
    "link-local",
  ],
  [
    "a redirect to what is no url",
    { status: 302, headers: { location: "http://" } },
    "its redirect is no url",
  ],
  [
    "a redirect to another scheme",
    { status: 302, headers: { location: "file:///etc/passwd" } },
    "has no TLS",
  ],
])("%s makes it unreachable", async (_, reply, words) => {
  const { host } = await scriptedServer(({ path }) => (path === "/v2/" ? {} : reply));
  const { repository } = await opened(host, { timeout: 200 });
  const error = await failure(repository.manifest("main"));
  expect(error.kind).toBe("unreachable");
  expect(`${error.message} ${error.evidence}`).toContain(words);
});

test("nothing that listens, and no such name, are unreachable; link-local hosts are not asked", async () => {
  for (const [host, words] of [
    ["127.0.0.1:1", "nothing listens at 127.0.0.1 port 1 (ECONNREFUSED)"],
    ["nowhere.invalid", "(E"],
    ["169.254.169.254", "link-local addresses are not asked"],
    ["[fe80::1]", "link-local addresses are not asked"],
  ] as const) {
    const asked = opened(host).then(({ repository }) => repository.manifest("main"));
    expect(await failure(asked)).toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining(words),
    });
  }
});

test("a redirect to another port gets no credentials, and its signature is in no message", async () => {
  const storage = await scriptedServer(() => ({ status: 403 }));
  const location = `http://user:pass@${storage.host}/blob?X-Signature=s3cr3t`;
  const { host, seen } = await scriptedServer(({ path, authorization }) =>
    authorization === undefined
      ? { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } }
      : path.includes("/blobs/")
        ? { status: 307, headers: { location } }
        : {},
  );
  const { repository } = await opened(host, { credential: ME });
  const error = await failure(repository.blob({ mediaType: "x", digest: sha256("a"), size: 1 }));
  expect(seen.at(-1)?.authorization).toBe(BASIC);
  expect(storage.seen).toEqual([
    { method: "GET", path: "/blob?X-Signature=s3cr3t", authorization: undefined },
  ]);
  expect(`${error.message} ${error.evidence} ${error.stack}`).not.toMatch(/s3cr3t|user:pass|hunter2/);
});

/** A registry that gives tokens: what the endpoint answers, and what the API answers to a token. */
async function tokenRegistry(token: (seen: Seen) => Reply, api: (seen: Seen) => Reply) {
  const tokens = await scriptedServer(token);
  const registry = await scriptedServer((seen) =>
    seen.authorization === undefined
      ? { status: 401, headers: REALM_OF(tokens.host.replace("127.0.0.1", "localhost")) }
      : api(seen),
  );
  return { tokens, registry };
}

test("a token is fetched with the credentials, and sent to the registry alone; another host is said", async () => {
  const reply = manifestReply([]);
  const { tokens, registry } = await tokenRegistry(
    () => ({ body: '{"token":"t0k"}' }),
    () => reply,
  );
  const { repository, said } = await opened(registry.host, { credential: ME });
  expect(await repository.manifest(reply.digest)).toMatchObject({ digest: reply.digest });
  expect(tokens.seen).toEqual([
    { method: "GET", path: "/token?service=s&scope=repository%3Aacme%2Ffleet%3Apull", authorization: BASIC },
  ]);
  expect(registry.seen.at(-1)?.authorization).toBe("Bearer t0k");
  expect(said).toEqual([
    `${registry.host} takes tokens of ${tokens.host.replace("127.0.0.1", "localhost")}: the credentials are sent there`,
  ]);
});

test.each<[string, Credential | undefined, Reply, Reply, string]>([
  ["nobody signs in, and no token is given", undefined, { status: 403 }, {}, "not-visible"],
  [
    "nobody signs in, and the token is not enough",
    undefined,
    { body: '{"token":"t"}' },
    { status: 401 },
    "not-visible",
  ],
  ["the token endpoint refuses", ME, { status: 401 }, {}, "credentials-refused"],
  ["the token endpoint forbids", ME, { status: 403 }, {}, "no-right"],
  ["the token is not enough", ME, { body: '{"token":"t"}' }, { status: 403 }, "no-right"],
  ["the endpoint is broken", ME, { status: 500 }, {}, "unreachable"],
  ["the endpoint gives no token", ME, { body: "{}" }, {}, "unreachable"],
])("tokens: if %s", async (_, credential, token, api, kind) => {
  const { registry } = await tokenRegistry(
    () => token,
    () => api,
  );
  const { repository } = await opened(registry.host, { credential });
  const error = await failure(repository.manifest("main"));
  expect(error.kind).toBe(kind);
  expect(`${error.message} ${error.evidence}`).not.toContain("hunter2");
});

test("insufficient_scope asks for no second token", async () => {
  const tokens = await scriptedServer(() => ({ body: '{"access_token":"t"}' }));
  const registry = await scriptedServer(({ authorization }) => ({
    status: 401,
    headers: REALM_OF(tokens.host, authorization === undefined ? "" : ',error="insufficient_scope"'),
  }));
  const { repository } = await opened(registry.host, { credential: ME });
  expect(await failure(repository.manifest("main"))).toMatchObject({ kind: "no-right" });
  expect(tokens.seen.length).toBe(1);
});

test("a token realm without TLS on another host gets nothing", async () => {
  const { host } = await scriptedServer(() => ({ status: 401, headers: REALM_OF("192.0.2.1") }));
  const { repository } = await opened(host, { credential: ME });
  const error = await failure(repository.manifest("main"));
  expect(error.message).toContain("http://192.0.2.1/token, which has no TLS: nothing was sent there");
});

test("a refresh token is exchanged by a form", async () => {
  const reply = manifestReply([]);
  const { tokens, registry } = await tokenRegistry(
    () => ({ body: '{"access_token":"t"}' }),
    () => reply,
  );
  const { repository } = await opened(registry.host, { credential: { kind: "identity", token: "refresh" } });
  expect(await repository.manifest(reply.digest)).toMatchObject({ digest: reply.digest });
  expect(tokens.seen).toEqual([{ method: "POST", path: "/token", authorization: undefined }]);
});

test("Basic that is refused twice is wrong; 403 at once means that nobody asked, so nothing was sent", async () => {
  const asking = await scriptedServer(() => ({
    status: 401,
    headers: { "www-authenticate": "Basic realm=x" },
  }));
  const asked = await opened(asking.host, { credential: ME });
  expect(await failure(asked.repository.manifest("main"))).toMatchObject({ kind: "credentials-refused" });
  expect(asking.seen.at(-1)?.authorization).toBe(BASIC);
  const silent = await scriptedServer(() => ({ status: 403 }));
  const unasked = await opened(silent.host, { credential: ME });
  expect(await failure(unasked.repository.manifest("main"))).toMatchObject({ kind: "not-visible" });
  expect(silent.seen.map(({ authorization }) => authorization)).not.toContain(BASIC);
});

test("Basic that is accepted and then forbidden has no right", async () => {
  const { host } = await scriptedServer(({ authorization }) =>
    authorization === BASIC
      ? { status: 403 }
      : { status: 401, headers: { "www-authenticate": "Basic realm=x" } },
  );
  const { repository } = await opened(host, { credential: ME });
  expect(await failure(repository.manifest("main"))).toMatchObject({ kind: "no-right" });
});

test("plain HTTP is not spoken to other hosts, unless insecure says so", async () => {
  const { host } = await scriptedServer(() => manifestReply([]));
  const port = host.split(":")[1];
  // The name of this machine leads to the same server; only loopback names and addresses count as this machine.
  const asked = opened(`0.0.0.0:${port}`).then(({ repository }) => repository.manifest("main"));
  expect(await failure(asked)).toMatchObject({
    kind: "unreachable",
    message: expect.stringContaining("it does not speak TLS"),
  });
  const { repository } = await opened(`0.0.0.0:${port}`, { insecure: true });
  expect(await repository.manifest("main")).toMatchObject({ digest: manifestReply([]).digest });
});
