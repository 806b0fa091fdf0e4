import { describe, expect, test } from "vitest";
import {
  parseDeclareInFlag,
  parseFluxVersionFlag,
  parseMapFlag,
  parseRegistryFlag,
} from "../../src/config/flags.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type DecisionFlags, mergeFlags, underFlag } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig, type SourceEntry } from "../../src/config/types.ts";
import { formatProblem } from "../../src/config/wording.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

function lineOf(result: object): string {
  return "error" in result ? formatProblem(result.error as Parameters<typeof formatProblem>[0]) : "no error";
}

async function file(text: string): Promise<Config> {
  const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
  if ("errors" in loaded) throw new Error(loaded.errors.map(formatProblem).join("\n"));
  return loaded.config;
}

function merged(config: Config, flags: DecisionFlags): Config {
  const result = mergeFlags(config, flags);
  if ("errors" in result) throw new Error(result.errors.map(formatProblem).join("\n"));
  return result.config;
}

function linesOf(config: Config, flags: DecisionFlags): string[] {
  const result = mergeFlags(config, flags);
  return "errors" in result ? result.errors.map(formatProblem) : ["no error"];
}

function map(text: string): SourceEntry {
  const entry = parseMapFlag(text);
  if ("error" in entry) throw new Error(lineOf(entry));
  return entry;
}

describe("--map", () => {
  test("the whole entry", () => {
    expect(
      parseMapFlag("GitRepository/flux-system/fleet@clusters/prod=oci://ghcr.io/acme/fleet:main"),
    ).toEqual({
      origin: { flag: "--map GitRepository/flux-system/fleet@clusters/prod=oci://ghcr.io/acme/fleet:main" },
      selector: {
        by: "name",
        text: "GitRepository/flux-system/fleet@clusters/prod",
        namespace: "flux-system",
        name: "fleet",
        scopes: ["clusters/prod"],
      },
      action: "migrate",
      url: "oci://ghcr.io/acme/fleet",
      ref: { tag: "main" },
      waive: [],
      root: "keep",
    });
  });

  test("without tag, with digest, with variables that hold an equals sign", () => {
    expect(map("web=oci://ghcr.io/acme/web").ref).toBeUndefined();
    expect(map(`web=oci://ghcr.io/acme/web@${DIGEST}`).ref).toEqual({ digest: DIGEST });
    const variable = map(`web=oci://\${HOST:=ghcr.io}/acme/web:\${TAG:=main}`);
    expect(variable).toMatchObject({
      url: `oci://\${HOST:=ghcr.io}/acme/web`,
      ref: { tag: `\${TAG:=main}` },
    });
  });

  const BAD: readonly [text: string, line: string][] = [
    ["", '--map : has no "="; allowed: --map [namespace/]name[@scope]=oci://host/path[:tag]'],
    ["web", '--map web: has no "="; allowed: --map [namespace/]name[@scope]=oci://host/path[:tag]'],
    [
      "=oci://ghcr.io/a",
      '--map =oci://ghcr.io/a: names no source before "="; allowed: --map [namespace/]name[@scope]=oci://host/path[:tag]',
    ],
    [
      "a/b/c=oci://ghcr.io/a",
      '--map a/b/c=oci://ghcr.io/a: is no source: "a/b/c"; allowed: [namespace/]name[@scope], * and ? as wildcards',
    ],
    ["web@=oci://ghcr.io/a", '--map web@=oci://ghcr.io/a: has no usable scope behind @: "web@"'],
    ["web=ghcr.io/acme/web", "--map web=ghcr.io/acme/web: the url must start with oci://"],
    [
      "web=oci://ghcr.io",
      "--map web=oci://ghcr.io: the url has no repository behind the host; allowed: oci://host[:port]/path",
    ],
    [
      "web=oci://me:secret@ghcr.io/web",
      "--map web=oci://ghcr.io/web: the url must not hold a user name or password; allowed: oci://host[:port]/path",
    ],
    [
      `web=oci://ghcr.io/web:v1@${DIGEST}`,
      `--map web=oci://ghcr.io/web:v1@${DIGEST}: the url has a tag and a digest; keep one of the two`,
    ],
    [
      "web\n=x",
      '--map "web\\n=x": is no source: "web\\n"; allowed: [namespace/]name[@scope], * and ? as wildcards',
    ],
  ];
  test.each(BAD)("%j", (text, line) => {
    expect(lineOf(parseMapFlag(text))).toBe(line);
  });
});

test("--registry", () => {
  expect(parseRegistryFlag("oci://ghcr.io/acme/")).toEqual({
    url: "oci://ghcr.io/acme",
    origin: { flag: "--registry oci://ghcr.io/acme/" },
  });
  expect(lineOf(parseRegistryFlag("ghcr.io/acme"))).toBe("--registry ghcr.io/acme: must start with oci://");
  expect(lineOf(parseRegistryFlag("oci://ghcr.io/acme:v1"))).toBe(
    "--registry oci://ghcr.io/acme:v1: must not hold a tag or digest; allowed: oci://host[:port][/path]",
  );
});

test("--flux-version", () => {
  for (const text of ["2.6", "v2.6", "2.6.1", "v2.6.12"])
    expect(parseFluxVersionFlag(text)).toEqual({
      target: { origin: { flag: `--flux-version ${text}` }, scope: undefined, minor: 6 },
    });
  for (const text of ["", "2", "2.x", "1.0", "0.41", "3.0", "latest", "2.6-rc.1", ">=2.6"])
    expect(lineOf(parseFluxVersionFlag(text))).toBe(
      `--flux-version ${text}: ${JSON.stringify(text)} is no version of Flux 2; allowed: a minor such as 2.9`,
    );
  expect(mergeFlags(emptyConfig(), { fluxVersion: "2.42" })).toMatchObject({
    warnings: [{ message: "Flux 2.42 is newer than 2.9, the newest that is known" }],
  });
});

test("--declare-in", () => {
  expect(parseDeclareInFlag("./clusters/prod/sources.yaml")).toEqual({
    origin: { flag: "--declare-in ./clusters/prod/sources.yaml" },
    selector: undefined,
    place: { files: ["clusters/prod/sources.yaml"] },
  });
  expect(parseDeclareInFlag("flux-system/web@clusters/prod=elsewhere")).toMatchObject({
    selector: { namespace: "flux-system", name: "web", scopes: ["clusters/prod"] },
    place: { elsewhere: true },
  });
  const rule = "allowed: elsewhere, or a .yaml or .yml file relative to the scanned root";
  for (const text of ["", "clusters/prod", "../x.yaml", "/x.yaml", "x.json", ".yaml"])
    expect(lineOf(parseDeclareInFlag(text))).toBe(
      `--declare-in ${text}: ${JSON.stringify(text)} is no place for a declaration; ${rule}`,
    );
  expect(lineOf(parseDeclareInFlag("a/b/c=x.yaml"))).toBe(
    '--declare-in a/b/c=x.yaml: is no source: "a/b/c"; allowed: [namespace/]name[@scope], * and ? as wildcards',
  );
});

describe("flags on top of the file", () => {
  test("replace and add", async () => {
    const config = await file('flux: { a: "2.6" }\nregistry: oci://ghcr.io/old\nexclude: [docs]\n');
    const result = merged(config, {
      registry: "oci://ghcr.io/new",
      fluxVersion: "v2.8",
      exclude: ["tests/**"],
      declareIn: ["a.yaml", "web=b.yaml", "apps/web@prod=c.yaml", "apps/*=d.yaml"],
    });
    expect(result.registry?.url).toBe("oci://ghcr.io/new");
    expect(result.flux.map(({ scope, minor }) => [scope, minor])).toEqual([[undefined, 8]]);
    expect(result.exclude).toEqual(["docs", "tests/**"]);
    expect(result.declareIn.map(({ selector }) => selector?.text)).toEqual([
      "apps/web@prod",
      "apps/*",
      "web",
      undefined,
    ]);
    expect(config.registry?.url).toBe("oci://ghcr.io/old");
    expect(merged(config, {})).toEqual(config);
  });

  test("--map comes first, the narrower the earlier, whatever the order", async () => {
    const config = await file("sources:\n  - { source: other, action: migrate }\n");
    const result = merged(config, {
      map: [
        "*=oci://g.io/a",
        "web=oci://g.io/b",
        "apps/web=oci://g.io/c",
        "web@prod=oci://g.io/d",
        "web=oci://g.io/b",
      ],
    });
    expect(result.sources.map(({ selector }) => selector.text)).toEqual([
      "web@prod",
      "apps/web",
      "web",
      "*",
      "other",
    ]);
  });

  test("a --map takes over what the file demands of the same source", async () => {
    const config = await file(`sources:
  - source: apps/web
    action: migrate
    url: oci://ghcr.io/acme/web
    ref: { semver: 1.x }
    secretRef: auth
    verify: { matchOIDCIdentity: [{ issuer: a, subject: b }] }
    waive: [dropped-verify]
    reason: signed instead
    declareIn: x.yaml
`);
    const kept = {
      verify: { provider: "cosign", matchOIDCIdentity: [{ issuer: "a", subject: "b" }] },
      waive: ["dropped-verify"],
      reason: "signed instead",
      declareIn: { files: ["x.yaml"] },
    };
    const [same, ...none] = merged(config, {
      map: ["GitRepository/apps/web=oci://ghcr.io/acme/site"],
    }).sources;
    expect(none).toEqual([]);
    expect(same).toEqual({
      ...kept,
      origin: { flag: "--map GitRepository/apps/web=oci://ghcr.io/acme/site" },
      selector: { by: "name", text: "GitRepository/apps/web", namespace: "apps", name: "web", scopes: [] },
      action: "migrate",
      url: "oci://ghcr.io/acme/site",
      ref: { semver: "1.x" },
      secretRef: "auth",
      root: "keep",
    });
    const [other] = merged(config, { map: ["apps/web=oci://quay.io/acme/web:v1"] }).sources;
    expect(other).toMatchObject({ ...kept, url: "oci://quay.io/acme/web", ref: { tag: "v1" } });
    expect(other).not.toHaveProperty("secretRef");
  });

  test("a digest of the file is not that of another artifact, and keep leaves nothing", async () => {
    const config = await file(`registry: oci://ghcr.io/acme
sources:
  - { source: a, action: migrate, ref: { digest: "${DIGEST}" }, anonymous: true }
  - { source: b, action: keep, reason: not yet }
`);
    const [a, b] = config.sources as [SourceEntry, SourceEntry];
    const overA = underFlag(map("a=oci://ghcr.io/x/a"), a, config.registry?.url);
    expect(overA).not.toHaveProperty("ref");
    expect(overA).toHaveProperty("anonymous", true);
    const flag = map("b=oci://ghcr.io/x/b");
    expect(underFlag(flag, b, undefined)).toBe(flag);
  });

  test("every flag that is wrong is one line", () => {
    expect(
      linesOf(emptyConfig(), { map: ["x", "y=z"], registry: "r", declareIn: ["d"], fluxVersion: "9" }),
    ).toEqual([
      '--map x: has no "="; allowed: --map [namespace/]name[@scope]=oci://host/path[:tag]',
      "--map y=z: the url must start with oci://",
      "--registry r: must start with oci://",
      '--declare-in d: "d" is no place for a declaration; allowed: elsewhere, or a .yaml or .yml file relative to the scanned root',
      '--flux-version 9: "9" is no version of Flux 2; allowed: a minor such as 2.9',
    ]);
  });

  test("two --map for the same sources", () => {
    expect(linesOf(emptyConfig(), { map: ["web=oci://g.io/a:1", "*/web=oci://g.io/a:2"] })).toEqual([
      "--map */web=oci://g.io/a:2: contradicts --map web=oci://g.io/a:1; keep one of the two",
    ]);
  });
});
