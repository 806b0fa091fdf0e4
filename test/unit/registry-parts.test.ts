import { chmodSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { addressOf, shownUrl } from "../../src/registry/address.ts";
import { challengesIn } from "../../src/registry/challenge.ts";
import { findInDockerConfig, readDockerConfig } from "../../src/registry/docker-config.ts";
import type { Secret } from "../../src/registry/finding.ts";
import { clusterKeychain } from "../../src/registry/keychain.ts";
import { nextLink } from "../../src/registry/links.ts";
import { waitOf } from "../../src/registry/requests.ts";
import { tempTree } from "../support/temp-tree.ts";

describe("addresses", () => {
  it.each([
    ["oci://ghcr.io/acme/fleet", "ghcr.io/acme/fleet"],
    ["oci://ghcr.io/acme/fleet/", "ghcr.io/acme/fleet"],
    ["oci://localhost:5000/a", "localhost:5000/a"],
    ["oci://[::1]:5000/a/b", "[::1]:5000/a/b"],
    ["oci://docker.io/acme/fleet", "index.docker.io/acme/fleet"],
    ["oci://docker.io/nginx", "index.docker.io/library/nginx"],
  ])("%s is %s", (url, name) => {
    expect(addressOf(url)?.name).toBe(name);
  });

  it.each([
    "https://ghcr.io/a",
    "oci://ghcr.io",
    "oci://ghcr.io/Acme/x",
    "oci://ghcr.io/a:tag",
    "oci://user:pass@ghcr.io/a",
    "oci://ghcr.io/a?x",
    "oci://ghcr.io/a//b",
    "oci://ghcr.io/../a",
    "oci://${HOST}/a",
  ])("%s is none", (url) => {
    expect(addressOf(url)).toBe(undefined);
  });

  it("are shown without what signs in", () => {
    expect(shownUrl(new URL("https://u:p@host:1/a/b?sig=x#y"))).toBe("https://host:1/a/b");
  });
});

describe("challenges", () => {
  const read = (header: string | string[]) =>
    challengesIn(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

  it.each<[string, string | string[], unknown]>([
    [
      "one of a registry",
      'Bearer realm="https://a/token",service="s",scope="repository:x:pull,push"',
      [["bearer", { realm: "https://a/token", service: "s", scope: "repository:x:pull,push" }]],
    ],
    [
      "two in one header",
      'Basic realm="x", Bearer realm="y"',
      [
        ["basic", { realm: "x" }],
        ["bearer", { realm: "y" }],
      ],
    ],
    [
      "two headers",
      ["BASIC", "bearer Realm=y"],
      [
        ["basic", {}],
        ["bearer", { realm: "y" }],
      ],
    ],
    [
      "escapes and blanks",
      'Bearer realm = "a\\"b" , error="insufficient_scope"',
      [["bearer", { realm: 'a"b', error: "insufficient_scope" }]],
    ],
    ["nothing", "", []],
  ])("%s", (_, header, wanted) => {
    expect(read(header)).toEqual(wanted);
  });

  it("end with a quote that is never closed", () => {
    expect(read(`Bearer service="s", realm="${"x".repeat(20_000)}`)[0]).toEqual(["bearer", { service: "s" }]);
  });
});

test.each([
  ['<https://x/a?n=1>; rel="next"', "https://x/a?n=1"],
  ["</v2/a>; rel=next", "/v2/a"],
  ['</p>; rel="prev", </n>; title="a, b"; rel="next"', "/n"],
  ['</p>; rel="prev"', undefined],
  ['</p>; rel="nextish"', undefined],
  ["", undefined],
])("the next page of %s is %s", (header, url) => {
  expect(nextLink(header)).toBe(url);
});

test.each([
  ["7", 7_000],
  ["Tue, 01 Dec 2026 00:00:10 GMT", 10_000],
  ["Tue, 01 Dec 2020 00:00:00 GMT", 0],
  ["soon", 1_000],
  [undefined, 1_000],
])("Retry-After %s waits %d ms", (header, wait) => {
  expect(waitOf(header, Date.parse("2026-12-01T00:00:00Z"))).toBe(wait);
});

/** A Secret with a docker configuration whose entries all have the user that their key is. */
function secret(keys: readonly string[], over: Partial<Secret> = {}): Secret {
  const auths = Object.fromEntries(keys.map((key) => [key, { username: key, password: "p" }]));
  const data = new Map([[".dockerconfigjson", Buffer.from(JSON.stringify({ auths }))]]);
  return { namespace: "flux-system", name: "pull", type: "kubernetes.io/dockerconfigjson", data, ...over };
}

describe("the cluster's keychain", () => {
  it.each<[string, readonly string[], string, string | undefined]>([
    ["a host", ["ghcr.io"], "ghcr.io/acme/x", "ghcr.io"],
    ["a scheme is left out", ["https://ghcr.io"], "ghcr.io/acme/x", "https://ghcr.io"],
    ["another case is another host", ["GHCR.io"], "ghcr.io/acme/x", undefined],
    ["a path is a plain prefix", ["ghcr.io/acm"], "ghcr.io/acme/x", "ghcr.io/acm"],
    ["another path", ["ghcr.io/other"], "ghcr.io/acme/x", undefined],
    [
      "the key that sorts last wins",
      ["ghcr.io", "ghcr.io/acme", "ghcr.io/acme/x"],
      "ghcr.io/acme/x",
      "ghcr.io/acme/x",
    ],
    ["a star is one label", ["*.azurecr.io"], "acme.azurecr.io/x", "*.azurecr.io"],
    ["a star is not two", ["*.azurecr.io"], "a.b.azurecr.io/x", undefined],
    ["a star in a label", ["acme-*.example.com"], "acme-eu.example.com/x", "acme-*.example.com"],
    ["ports are equal", ["host:5000"], "host:5000/x", "host:5000"],
    ["no port is not every port", ["host"], "host:5000/x", undefined],
    ["a dot is a dot", ["ghcr.io"], "ghcrXio/x", undefined],
    [
      "Docker Hub by its old url",
      ["https://index.docker.io/v1/"],
      "index.docker.io/acme/x",
      "https://index.docker.io/v1/",
    ],
    ["Docker Hub by its name fits nothing", ["docker.io"], "index.docker.io/acme/x", undefined],
  ])("%s", (_, keys, name, wanted) => {
    const found = clusterKeychain([secret(keys)]).find(name);
    expect(found && "username" in found ? found.username : undefined).toBe(wanted);
  });

  it("passes over other types of Secrets, and says so", () => {
    const opaque = clusterKeychain([secret(["ghcr.io"], { type: "Opaque" })]);
    expect(opaque.find("ghcr.io/x")).toBe(undefined);
    expect(opaque.unused).toEqual(['Secret flux-system/pull is of type "Opaque", which Flux passes over']);
    expect(clusterKeychain([secret([], { data: new Map() })]).unused).toEqual([
      "Secret flux-system/pull has no .dockerconfigjson",
    ]);
  });

  it("reads the old form, and auth before username", () => {
    const auth = Buffer.from("me:pass:word").toString("base64");
    const data = new Map([
      [".dockercfg", Buffer.from(JSON.stringify({ "ghcr.io": { auth, username: "other", password: "x" } }))],
    ]);
    const keychain = clusterKeychain([secret([], { type: "kubernetes.io/dockercfg", data })]);
    expect(keychain.find("ghcr.io/x")).toEqual({ kind: "password", username: "me", password: "pass:word" });
  });

  it.each([
    ["{", "is no JSON"],
    ["[]", "is no map"],
    [
      '{"auths":{"ghcr.io":{"auth":"hunter2!"}}}',
      'auth of the entry "ghcr.io" is not the base64 of <user>:<password>',
    ],
    [`{"auths":{"ghcr.io":{"auth":"${Buffer.from("hunter2").toString("base64")}"}}}`, "is not the base64"],
  ])("refuses %s as Flux does, without its values", (text, words) => {
    const data = new Map([[".dockerconfigjson", Buffer.from(text)]]);
    const make = () => clusterKeychain([secret([], { data })]);
    expect(make).toThrow(words);
    expect(make).not.toThrow("hunter2");
  });
});

describe("a docker configuration", () => {
  const find = (config: object, name: string, path = "/nowhere", untrusted = "/tree") =>
    findInDockerConfig(readDockerConfig(JSON.stringify(config)), name, { PATH: path }, untrusted);
  const entry = { username: "me", password: "p" };
  const me = { kind: "password", ...entry };

  it("has entries by host, by url, and Docker Hub's", async () => {
    expect(await find({ auths: { "ghcr.io": entry } }, "ghcr.io/a")).toEqual(me);
    expect(await find({ auths: { "https://ghcr.io/v2/": entry } }, "ghcr.io/a")).toEqual(me);
    expect(await find({ auths: { "https://index.docker.io/v1/": entry } }, "index.docker.io/a/b")).toEqual(
      me,
    );
    expect(await find({ auths: { "quay.io": entry } }, "ghcr.io/a")).toBe(undefined);
  });

  /** A helper that tells what it was asked, and gives a password for one host. */
  function helper(script: string): string {
    const folder = tempTree({ "docker-credential-mine": `#!/bin/sh\n${script}\n` });
    chmodSync(`${folder}/docker-credential-mine`, 0o755);
    return `${folder}:${process.env.PATH}`;
  }
  const config = { credHelpers: { "ghcr.io": "mine" } };

  it("asks a helper with the key on its input", async () => {
    const path = helper(`read key; test "$1 $key" = "get ghcr.io" && echo '{"Username":"me","Secret":"p"}'`);
    expect(await find(config, "ghcr.io/a", path)).toEqual(me);
    expect(await find({ credsStore: "mine" }, "ghcr.io/a", helper("cat >/dev/null; exit 1"))).toBe(undefined);
    const token = helper(`cat >/dev/null; echo '{"Username":"<token>","Secret":"r"}'`);
    expect(await find(config, "ghcr.io/a", token)).toEqual({ kind: "identity", token: "r" });
  });

  it("says what a helper did, and not what it printed", async () => {
    const broken = helper("cat >/dev/null; echo hunter2; exit 0");
    await expect(find(config, "ghcr.io/a", broken)).rejects.toThrow(
      /^docker-credential-mine gave no credentials \(status 0\)$/,
    );
    await expect(find(config, "ghcr.io/a")).rejects.toThrow("docker-credential-mine is not on PATH");
  });

  it("runs no helper of the scanned tree, and none whose name is a path", async () => {
    const path = helper("echo '{}'");
    await expect(find(config, "ghcr.io/a", path, path.split(":")[0])).rejects.toThrow("is not on PATH");
    for (const name of ["../evil", "a/b", "A", ""].filter(Boolean))
      expect(() => readDockerConfig(JSON.stringify({ credsStore: name }))).toThrow(/allowed: \[a-z0-9-\]\+$/);
  });
});
