import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { formatProblem } from "../../src/config/wording.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";

const RULES = ["git-source", "stale-api-version"];

async function problemsOf(text: string): Promise<string[]> {
  const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull, { rules: RULES });
  return "errors" in loaded ? loaded.errors.map(formatProblem) : ["no error"];
}

async function load(text: string) {
  const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
  if ("errors" in loaded) throw new Error(loaded.errors.map(formatProblem).join("\n"));
  return { config: loaded.config, warnings: loaded.warnings.map(formatProblem) };
}

/** The example of the documentation, in full. */
const EXAMPLE = `flux: "2.9"                        # or a map scope → minor
registry: oci://ghcr.io/acme
owners: [GitHub.com/acme]
name: "{name}"
sources:
  - source: flux-system/flux-system
    action: migrate
    url: oci://ghcr.io/acme/fleet
    ref: { tag: main }
    secretRef: ghcr-auth
    verify: { provider: cosign, matchOIDCIdentity: [{ issuer: "…", subject: "…" }] }
    waive: [dropped-verify]
    reason: the pipeline checks commits before it signs
    root: keep
    in: clusters/prod
    artifact: { path: . }
    declareIn: clusters/prod/sources.yaml
  - url: https://github.com/kubernetes-sigs/*
    action: keep
    reason: third party, publishes no manifests as OCI
charts:
  - { source: flux-system/charts, chart: ./stable/web, url: oci://ghcr.io/acme/charts/web, ref: { semver: ">=1.4.0" } }
chartDefaults: { ref: { semver: ">=0.1.0" } }
references:
  - { group: example.com, kind: Pipeline, path: "spec.sources[].ref" }
lint: { rules: { git-source: error }, baseline: .git2oci-baseline.json }
`;

describe("a configuration that is right", () => {
  test("the documented example", async () => {
    const { config, warnings } = await load(EXAMPLE);
    expect(warnings).toEqual([]);
    expect(config).toEqual({
      flux: [{ origin: { file: "git2oci.yaml", line: 1, column: 7 }, scope: undefined, minor: 9 }],
      registry: { url: "oci://ghcr.io/acme", origin: { file: "git2oci.yaml", line: 2, column: 11 } },
      owners: ["github.com/acme"],
      name: "{name}",
      sources: [
        {
          origin: { file: "git2oci.yaml", line: 6, column: 5 },
          selector: {
            by: "name",
            text: "flux-system/flux-system",
            namespace: "flux-system",
            name: "flux-system",
            scopes: ["clusters/prod"],
          },
          action: "migrate",
          url: "oci://ghcr.io/acme/fleet",
          ref: { tag: "main" },
          secretRef: "ghcr-auth",
          verify: { provider: "cosign", matchOIDCIdentity: [{ issuer: "…", subject: "…" }] },
          waive: ["dropped-verify"],
          reason: "the pipeline checks commits before it signs",
          root: "keep",
          artifactPath: "",
          declareIn: { files: ["clusters/prod/sources.yaml"] },
        },
        {
          origin: { file: "git2oci.yaml", line: 18, column: 5 },
          selector: {
            by: "url",
            text: "https://github.com/kubernetes-sigs/*",
            pattern: "github.com/kubernetes-sigs/*",
            scopes: [],
          },
          action: "keep",
          waive: [],
          root: "keep",
          reason: "third party, publishes no manifests as OCI",
        },
      ],
      charts: [
        {
          origin: { file: "git2oci.yaml", line: 22, column: 5 },
          selector: {
            by: "name",
            text: "flux-system/charts",
            namespace: "flux-system",
            name: "charts",
            scopes: [],
          },
          chart: "stable/web",
          action: "migrate",
          waive: [],
          url: "oci://ghcr.io/acme/charts/web",
          ref: { semver: ">=1.4.0" },
        },
      ],
      chartDefaults: { ref: { semver: ">=0.1.0" } },
      references: [
        {
          origin: { file: "git2oci.yaml", line: 25, column: 5 },
          row: {
            id: "custom-pipeline-spec-sources-ref",
            group: "example.com",
            kind: "Pipeline",
            path: ["spec", "sources", "*", "ref"],
            shape: "ref",
            acceptsOci: true,
            rewrite: "kind",
            outcome: "manual",
            why: "Pipeline accepts an OCIRepository there, says the configuration: write `kind: OCIRepository`.",
            source: "git2oci.yaml:25:5",
          },
        },
      ],
      exclude: [],
      lint: {
        preset: "recommended",
        rules: new Map([["git-source", "error"]]),
        baseline: ".git2oci-baseline.json",
      },
      templates: false,
      declareIn: [],
      access: [],
      file: undefined,
    });
  });

  test.each(["", "\n", "# only a comment\n", "---\n", "null\n", "\uFEFF"])("empty file %j", async (text) => {
    expect(await load(text)).toEqual({ config: emptyConfig(), warnings: [] });
  });

  test("columns do not count the byte-order mark; CRLF ends a line", async () => {
    const { config } = await load('\uFEFFflux: "2.9"\r\nregistry: oci://ghcr.io/\r\n');
    expect(config.flux[0]?.origin).toEqual({ file: "git2oci.yaml", line: 1, column: 7 });
    expect(config.registry).toEqual({
      url: "oci://ghcr.io",
      origin: { file: "git2oci.yaml", line: 2, column: 11 },
    });
  });

  test("versions by scope, and what is beyond the tables, with a warning", async () => {
    const { config, warnings } = await load('flux:\n  ./clusters/prod/: v2.6.1\n  clusters/new: "2.99"\n');
    expect(config.flux.map(({ scope, minor }) => [scope, minor])).toEqual([
      ["clusters/prod", 6],
      ["clusters/new", 99],
    ]);
    expect(warnings).toEqual([
      'git2oci.yaml:3:17: flux["clusters/new"]: Flux 2.99 is newer than 2.9, the newest that is known',
    ]);
  });

  test("a signature that anybody may make is a warning", async () => {
    const { config, warnings } = await load(
      "sources:\n  - source: web\n    action: migrate\n    verify: {}\n",
    );
    expect(config.sources[0]?.verify).toEqual({ provider: "cosign" });
    expect(warnings).toEqual([
      "git2oci.yaml:4:13: sources[0].verify: accepts a signature of anybody; name a secretRef with keys, or matchOIDCIdentity",
    ]);
  });

  test("variables are kept, aliases expanded, other ways to sign in", async () => {
    const { config } = await load(
      [
        "sources:",
        "  - source: a",
        "    action: migrate",
        `    url: "oci://\${REGISTRY:=ghcr.io}/acme/\${NAME}"`,
        `    ref: &ref { tag: "\${TAG}" }`,
        "    provider: aws",
        `    serviceAccountName: \${SA}`,
        "    declareIn: elsewhere",
        "  - source: b",
        "    action: migrate",
        "    ref: *ref",
        "    anonymous: true",
        "    insecure: true",
        "    declareIn: [./a.yaml, b.yml]",
      ].join("\n"),
    );
    const [a, b] = config.sources;
    expect(a).toMatchObject({
      url: `oci://\${REGISTRY:=ghcr.io}/acme/\${NAME}`,
      ref: { tag: `\${TAG}` },
      provider: "aws",
      serviceAccountName: `\${SA}`,
      declareIn: { elsewhere: true },
    });
    expect(b).toMatchObject({
      ref: { tag: `\${TAG}` },
      anonymous: true,
      insecure: true,
      declareIn: { files: ["a.yaml", "b.yml"] },
    });
  });
});

/** The head of an entry that is right; what follows is the mistake, from line 4 on. */
const ENTRY = "sources:\n  - source: web\n    action: migrate\n";
const SETTINGS =
  "source, url, action, ref, secretRef, provider, serviceAccountName, anonymous, certSecretRef, insecure, verify, waive, root, chartKind, in, artifact, declareIn, reason";
const HEX = "0123456789abcdef";
const TAG_RULE =
  "allowed: up to 128 letters, digits, underscores, dots and dashes, not starting with a dot or dash";

const ONE_LINE: readonly [text: string, line: string][] = [
  // The file.
  ["hello\n", "1:1: must be a map of settings, such as registry and sources"],
  ["- a\n", "1:1: must be a map of settings, such as registry and sources"],
  ["a: [\n", "2:1: Flow sequence in block collection must be sufficiently indented and end with a ]"],
  ['flux: "2.9"\n---\nflux: "2.8"\n', "2:1: another document starts here"],
  // Keys.
  [
    "sorces: []\n",
    '1:1: unknown key "sorces" (did you mean "sources"?); allowed: apiVersion, kind, metadata, flux, registry, owners, name, sources, charts, access, chartDefaults, references, exclude, lint',
  ],
  [
    `${ENTRY}    secret-ref: x\n`,
    `4:5: sources[0]: unknown key "secret-ref" (did you mean "secretRef"?); allowed: ${SETTINGS}`,
  ],
  [`${ENTRY}    path: x\n`, `4:5: sources[0]: unknown key "path"; allowed: ${SETTINGS}`],
  [`${ENTRY}    <<: {}\n`, `4:5: sources[0]: unknown key "<<"; allowed: ${SETTINGS}`],
  [`${ENTRY}    constructor: {}\n`, `4:5: sources[0]: unknown key "constructor"; allowed: ${SETTINGS}`],
  [`${ENTRY}    __proto__: {}\n`, '4:5: unknown key "__proto__"'],
  ["lint:\n  rules: { __proto__: error }\n", '2:12: unknown key "__proto__"'],
  ['flux: "2.9"\nname: "{name}"\nflux: "2.8"\n', "3:1: the key flux is repeated in its map"],
  // Types and values.
  ["flux: 2.10\n", '1:7: flux: must be text or a map, not a number; put it in quotes: "2.10"'],
  ['flux: "2.x"\n', '1:7: flux: "2.x" is no Flux version; allowed: a minor such as "2.9"'],
  ['flux: "1.0"\n', '1:7: flux: "1.0" is no version of Flux 2; allowed: a minor such as 2.9'],
  [
    'name: "-{name}"\n',
    '1:7: name: "-{name}" makes no name of an object: a letter or digit has to stand at both ends and around each dot',
  ],
  ['flux: "3.0"\n', '1:7: flux: "3.0" is no version of Flux 2; allowed: a minor such as 2.9'],
  [
    'flux: { ../x: "2.9" }\n',
    '1:15: flux["../x"]: "../x" is no scope; allowed: a path relative to the scanned root, such as clusters/prod',
  ],
  ["sources:\n", "1:1: sources: is empty; it must be a list"],
  ["owners: github.com/acme\n", "1:9: owners: must be a list, not text"],
  [
    "owners: [https://github.com/acme]\n",
    '1:10: owners[0]: "https://github.com/acme" is no owner; allowed: host/owner, such as github.com/acme',
  ],
  ["exclude: [a, b, a]\n", "1:17: exclude[2]: stands in the list twice"],
  [
    "name: fleet-oci\n",
    '1:7: name: "fleet-oci" is no template for names; allowed: lower-case letters, digits, dots and dashes around one {name}, such as "{name}-oci"',
  ],
  [
    `${ENTRY}    action2: x\n`,
    `4:5: sources[0]: unknown key "action2" (did you mean "action"?); allowed: ${SETTINGS}`,
  ],
  [
    "sources:\n  - source: web\n    action: migrat\n",
    '3:13: sources[0].action: "migrat" is not allowed (did you mean "migrate"?); allowed: migrate, keep',
  ],
  [
    "sources:\n  - source: web\n    action:\n",
    "3:5: sources[0].action: is empty; it must be one of migrate, keep",
  ],
  [
    "sources:\n  - source: web\n    action: [keep]\n",
    "3:13: sources[0].action: must be one of migrate, keep, not a list",
  ],
  ["sources:\n  - source: web\n", '2:5: sources[0]: lacks the key "action"'],
  [
    "sources:\n  - action: migrate\n",
    '2:5: sources[0]: needs "source" (namespace/name) or "url" (of the Git repository)',
  ],
  ["sources:\n  - source: web\n    action: keep\n", '2:5: sources[0]: action: keep needs "reason" beside it'],
  [`${ENTRY}    waive: [suspended]\n`, '2:5: sources[0]: "waive" needs "reason" beside it'],
  [
    `${ENTRY}    waive: [suspend]\n    reason: x\n`,
    '4:13: sources[0].waive[0]: "suspend" is not allowed (did you mean "suspended"?); allowed: dropped-verify, excluded-readers, policy-lost, suspended',
  ],
  [`${ENTRY}    secretRef: { name: x }\n`, "4:16: sources[0].secretRef: must be text, not a map"],
  [
    `${ENTRY}    secretRef: My_Secret\n`,
    '4:16: sources[0].secretRef: "My_Secret" is no name of a Kubernetes object; allowed: lower-case letters, digits, dots and dashes',
  ],
  [`${ENTRY}    insecure: "true"\n`, "4:15: sources[0].insecure: must be true or false, not text"],
  [`${ENTRY}    anonymous: false\n`, '4:16: sources[0].anonymous: "false" is not allowed; allowed: true'],
  [`${ENTRY}    reason: ""\n`, "4:13: sources[0].reason: must not be empty"],
  [`${ENTRY}    in: []\n`, "4:9: sources[0].in: must not be an empty list"],
  // Selectors.
  [
    "sources:\n  - source: a/b/c\n    action: migrate\n",
    '2:13: sources[0].source: is no source: "a/b/c"; allowed: [namespace/]name[@scope], * and ? as wildcards',
  ],
  [
    "sources:\n  - source: a@prod\n    action: migrate\n    in: prod\n",
    '2:13: sources[0].source: names a scope in "a@prod" and again under in',
  ],
  [
    "sources:\n  - url: oci://ghcr.io/acme/x\n    action: migrate\n",
    '2:10: sources[0].url: is no Git url: "oci://ghcr.io/acme/x"; allowed: https://host/path, ssh://host/path or git@host:path, * and ? as wildcards; the url of an artifact needs source beside it',
  ],
  [
    "sources:\n  - url: REPO_PREFIX/gitops-system\n    action: migrate\n",
    '2:10: sources[0].url: is no Git url: "REPO_PREFIX/gitops-system"; allowed: https://host/path, ssh://host/path or git@host:path, * and ? as wildcards',
  ],
  [
    `${ENTRY}    in: /clusters\n`,
    '4:9: sources[0].in: "/clusters" is no scope; allowed: a path relative to the scanned root, such as clusters/prod',
  ],
  [
    `${ENTRY}    in: [a, ../b]\n`,
    '4:13: sources[0].in[1]: "../b" is no scope; allowed: a path relative to the scanned root, such as clusters/prod',
  ],
  [
    `${ENTRY}  - source: "*/web"\n    action: migrate\n`,
    "4:5: sources[1]: selects the same as sources[0] in line 2; keep one of the two",
  ],
  [
    "sources:\n  - { url: 'https://github.com/acme/x.git', action: migrate }\n  - { url: 'git@GitHub.com:acme/x', action: migrate }\n",
    "3:5: sources[1]: selects the same as sources[0] in line 2; keep one of the two",
  ],
  [
    "charts:\n  - { source: a, chart: ./web }\n  - { source: a, chart: web/ }\n",
    "3:5: charts[1]: selects the same as charts[0] in line 2; keep one of the two",
  ],
  // Action keep.
  [
    "sources:\n  - source: web\n    action: keep\n    reason: x\n    url: oci://ghcr.io/a/b\n",
    "5:10: sources[0].url: has no meaning with action: keep",
  ],
  [
    "sources:\n  - url: https://github.com/a/b\n    action: keep\n    reason: x\n    root: migrate\n",
    "5:11: sources[0].root: has no meaning with action: keep",
  ],
  // Targets.
  ["registry: https://ghcr.io\n", '1:11: registry: "https://ghcr.io" must start with oci://'],
  ["registry: https://me:secret@ghcr.io\n", '1:11: registry: "https://ghcr.io" must start with oci://'],
  [
    "registry: oci://ghcr.io/acme:v1\n",
    "1:11: registry: must not hold a tag or digest; allowed: oci://host[:port][/path]",
  ],
  [
    `${ENTRY}    url: https://ghcr.io/acme/x\n`,
    "4:10: sources[0].url: must start with oci://, not with another scheme",
  ],
  [
    `${ENTRY}    url: oci://ghcr.io/acme/x:v1\n`,
    '4:10: sources[0].url: must not hold a tag; write ref: { tag: "v1" }',
  ],
  [
    `${ENTRY}    url: oci://ghcr.io/acme/x@sha256:${HEX.repeat(4)}\n`,
    `4:10: sources[0].url: must not hold a digest; write ref: { digest: "sha256:${HEX.repeat(4)}" }`,
  ],
  [
    `${ENTRY}    url: oci://ghcr.io/Acme/X\n`,
    '4:10: sources[0].url: has capitals in the repository "Acme/X"; registries accept only "acme/x"',
  ],
  [
    `${ENTRY}    url: oci://ghcr.io\n`,
    "4:10: sources[0].url: has no repository behind the host; allowed: oci://host[:port]/path",
  ],
  [`${ENTRY}    ref: {}\n`, "4:10: sources[0].ref: is empty; give exactly one of tag, semver, digest"],
  [
    `${ENTRY}    ref: { tag: a, semver: 1.x }\n`,
    "4:10: sources[0].ref: has more than one field; give exactly one of tag, semver, digest",
  ],
  [
    `${ENTRY}    ref: { tag: a, branch: b }\n`,
    '4:20: sources[0].ref: unknown key "branch"; allowed: tag, semver, digest',
  ],
  [
    `${ENTRY}    ref: { tag: 1.10 }\n`,
    '4:17: sources[0].ref.tag: must be text, not a number; put it in quotes: "1.10"',
  ],
  [
    `${ENTRY}    ref: { tag: release/1 }\n`,
    `4:17: sources[0].ref.tag: "release/1" is no legal tag; ${TAG_RULE}`,
  ],
  [
    `${ENTRY}    ref: { semver: main }\n`,
    '4:20: sources[0].ref.semver: "main" is no range of versions; allowed: such as ">=1.4.0 <2.0.0", "~1.4", "1.x"',
  ],
  [
    `${ENTRY}    ref: { digest: "sha256:ABC" }\n`,
    '4:20: sources[0].ref.digest: "sha256:ABC" is no digest; allowed: sha256: and 64 hexadecimal digits in lower case',
  ],
  [
    `${ENTRY}    ref: { digest: ${"abcd".repeat(10)} }\n`,
    `4:20: sources[0].ref.digest: "${"abcd".repeat(10)}" is a Git commit, not the digest of an artifact; allowed: sha256: and 64 hexadecimal digits in lower case`,
  ],
  // Settings that exclude each other.
  [
    `${ENTRY}    provider: aws\n    secretRef: x\n`,
    "5:16: sources[0].secretRef: excludes provider: with a secretRef Flux does not use the cloud's identity; keep one of the two",
  ],
  [
    `${ENTRY}    secretRef: x\n    anonymous: true\n`,
    "5:16: sources[0].anonymous: excludes secretRef: a public artifact needs no credentials; keep one of the two",
  ],
  [
    `${ENTRY}    provider: gcp\n    anonymous: true\n`,
    "5:16: sources[0].anonymous: excludes provider: a public artifact needs no credentials; keep one of the two",
  ],
  [
    `${ENTRY}    serviceAccountName: x\n    anonymous: true\n`,
    "5:16: sources[0].anonymous: excludes serviceAccountName: a public artifact needs no credentials; keep one of the two",
  ],
  [
    "chartDefaults: { verify: { provider: notation } }\n",
    "1:26: chartDefaults.verify: with provider: notation needs a secretRef with the trust policy and certificates",
  ],
  [
    `${ENTRY}    verify:\n      provider: notation\n      secretRef: x\n      trustedRootSecretRef: y\n`,
    "7:29: sources[0].verify.trustedRootSecretRef: works only with provider: cosign",
  ],
  [
    `${ENTRY}    verify:\n      provider: notation\n      secretRef: x\n      matchOIDCIdentity: [{ issuer: a, subject: b }]\n`,
    "7:26: sources[0].verify.matchOIDCIdentity: works only with provider: cosign",
  ],
  [
    `${ENTRY}    verify:\n      secretRef: x\n      matchOIDCIdentity: [{ issuer: a, subject: b }]\n`,
    "6:26: sources[0].verify.matchOIDCIdentity: excludes secretRef: with keys Flux checks no identity; keep one of the two",
  ],
  [
    `${ENTRY}    verify: { matchOIDCIdentity: [{ issuer: "(", subject: "^x$" }] }\n`,
    '4:45: sources[0].verify.matchOIDCIdentity[0].issuer: "(" is no regular expression (unterminated group)',
  ],
  // Places.
  [
    `${ENTRY}    declareIn: ../x.yaml\n`,
    '4:16: sources[0].declareIn: "../x.yaml" is no place for a declaration; allowed: elsewhere, or a .yaml or .yml file relative to the scanned root',
  ],
  [
    `${ENTRY}    declareIn: [elsewhere]\n`,
    '4:17: sources[0].declareIn[0]: "elsewhere" must stand alone, not in a list',
  ],
  [
    `${ENTRY}    artifact: { path: /deploy }\n`,
    '4:23: sources[0].artifact.path: "/deploy" is no path inside the repository; allowed: a relative one, with / and not out of it by ..',
  ],
  [
    "lint: { baseline: 'a\\b' }\n",
    '1:19: lint.baseline: "a\\\\b" is no path inside the repository; allowed: a relative one, with / and not out of it by ..',
  ],
  // Rules and kinds.
  [
    "lint: { rules: { git-sorce: error } }\n",
    '1:18: lint.rules: unknown rule "git-sorce" (did you mean "git-source"?); allowed: git-source, stale-api-version',
  ],
  [
    "lint: { rules: { Git: error } }\n",
    '1:18: lint.rules: "Git" is no name of a rule; allowed: lower-case words joined by dashes',
  ],
  [
    "lint: { rules: { git-source: warn } }\n",
    '1:30: lint.rules.git-source: "warn" is not allowed; allowed: off, note, warning, error',
  ],
  [
    "references:\n  - { group: example.com/v1, kind: Pipeline, path: spec }\n",
    '2:14: references[0].group: "example.com/v1" is no API group; allowed: a name such as example.com, without a version',
  ],
  [
    "references:\n  - { group: example.com, kind: Pipeline, path: /spec/source }\n",
    '2:49: references[0].path: "/spec/source" is no path of a field; allowed: names joined by dots, [] for each item of a list, such as spec.sources[].ref',
  ],
];

describe("one mistake, one line", () => {
  test.each(ONE_LINE)("%j", async (text, line) => {
    expect(await problemsOf(text)).toEqual([`git2oci.yaml:${line}`]);
  });

  test("a file of another version: that alone, because its keys may be right there", async () => {
    const version = "git2oci.plugin.fluxcd.io/v1alpha1";
    expect(await problemsOf("apiVersion: git2oci.plugin.fluxcd.io/v2\nkind: Config\nstages: []\n")).toEqual([
      `git2oci.yaml:1:13: is of version "git2oci.plugin.fluxcd.io/v2", and this program reads ${version}; install the git2oci that the file was written for, or change the file to ${version}`,
    ]);
  });

  test("several mistakes come in the order of the file", async () => {
    expect(await problemsOf(`flux: 2.9\n${ENTRY}    url: 7\n    root: keeep\n`)).toEqual([
      'git2oci.yaml:1:7: flux: must be text or a map, not a number; put it in quotes: "2.9"',
      'git2oci.yaml:5:10: sources[0].url: must be text, not a number; put it in quotes: "7"',
      'git2oci.yaml:6:11: sources[0].root: "keeep" is not allowed (did you mean "keep"?); allowed: keep, migrate',
    ]);
  });
});

describe("hostile files", () => {
  const many = (count: number, line: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => line(i)).join("");

  test("nested deeper than a configuration can be", async () => {
    expect(await problemsOf(`${many(40, (i) => `${" ".repeat(i)}a:\n`)}\n`)).toEqual([
      "git2oci.yaml:34:34: is nested more than 32 levels deep",
    ]);
    expect(await problemsOf(`a: ${"[".repeat(100_000)}`)).toHaveLength(1);
  });

  test("a reader that overflows its stack", async () => {
    const reader = (): never => {
      throw new RangeError("Maximum call stack size exceeded");
    };
    expect(await loadConfig("a: 1", "x.yaml", reader)).toEqual({
      errors: [
        { origin: { file: "x.yaml", line: 1, column: 1 }, message: "is nested too deeply to be read" },
      ],
    });
  });

  test("aliases that multiply", async () => {
    const bomb = `a0: &a0 [x]\n${many(9, (i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]\n`)}`;
    const problems = await problemsOf(bomb);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^git2oci\.yaml:\d+:\d+: is where the file exceeds 20000 values, aliases expanded$/,
    );
  });

  test("larger than any configuration", async () => {
    expect(await problemsOf("#".repeat(1024 * 1024 + 1))).toEqual([
      "git2oci.yaml:1:1: is larger than 1024 KiB, which no configuration needs",
    ]);
  });

  test("an error in each of many lines", async () => {
    const problems = await problemsOf(many(15_000, (i) => `key${i}: 1\n`));
    expect(problems).toHaveLength(21);
    expect(problems[0]).toMatch(/^git2oci\.yaml:1:1: unknown key "key0"; allowed: apiVersion, kind, /);
    expect(problems[20]).toBe("git2oci.yaml:21:1: and 14980 more from here on");
    expect(await problemsOf(many(15_000, () => "flux: x\n"))).toEqual([
      "git2oci.yaml:2:1: the key flux is repeated in its map",
    ]);
  });

  test("no line of a message is broken, whatever stands in the file", async () => {
    const problems = await problemsOf('registry: "a\\nb\\e[31m\\u2028"\n"k\\n": 1\n');
    expect(problems).toEqual([
      'git2oci.yaml:1:11: registry: "a\\nb\\u001b[31m\\u2028" must start with oci://',
      'git2oci.yaml:2:1: unknown key "k\\n"; allowed: apiVersion, kind, metadata, flux, registry, owners, name, sources, charts, access, chartDefaults, references, exclude, lint',
    ]);
  });

  test("nothing reaches the prototype of objects", async () => {
    await problemsOf("__proto__: { polluted: true }\nlint: { rules: { __proto__: { polluted: true } } }\n");
    await problemsOf('flux: { __proto__: "2.9", constructor: "2.9" }\n');
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    const { config } = await load('flux: { constructor: "2.9" }\n');
    expect(config.flux).toMatchObject([{ scope: "constructor", minor: 9 }]);
  });
});
