import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { runAsync } from "../support/cli-async.ts";
import { htpasswdLines, READER, STRANGER, startTokens } from "../support/docker-registry.ts";
import { startRegistry } from "../support/publish-lab.ts";
import { publishTools } from "../support/publish-tools.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { manifestReply, type Reply, scriptedServer, sha256 } from "../support/scripted-registry.ts";

const tools = publishTools();
const path = "path" in tools ? tools.path : "";
const why = "missing" in tools ? ` (SKIPPED: ${tools.missing} is not here)` : "";
const ORIGIN = "https://github.com/acme/fleet";
const FLUX_TYPE = "application/vnd.cncf.flux.content.v1.tar+gzip";

interface Found {
  name: string;
  planned: boolean;
  file: string;
  line: number;
  state: string;
  digest: string | null;
  findings: { finding: string; message: string; evidence: string; next: string | null }[];
}

const source = (name: string, url: string, spec: readonly string[] = ["ref: { tag: main }"]) =>
  [
    "apiVersion: source.toolkit.fluxcd.io/v1",
    "kind: OCIRepository",
    `metadata: { name: ${name}, namespace: flux-system }`,
    "spec:",
    `  url: oci://${url}`,
    "  interval: 10m",
    ...spec.map((line) => `  ${line}`),
    "---",
    "",
  ].join("\n");

describe.skipIf(path === "")(`git2oci verify${why}`, () => {
  let cli: BuiltCli;
  let folder: string;
  const open: (() => void)[] = [];
  const hosts: Record<"open" | "basic" | "token", string> = { open: "", basic: "", token: "" };

  beforeAll(async () => {
    cli = buildCli();
    folder = mkdtempSync(join(tmpdir(), "git2oci-verify-"));
    const tokens = await startTokens(folder);
    open.push(tokens.close);
    for (const [kind, lines] of [
      ["open", []],
      ["basic", htpasswdLines(folder)],
      ["token", tokens.lines],
    ] as const) {
      mkdirSync(join(folder, kind));
      const { host, registry } = await startRegistry(join(folder, kind), lines);
      hosts[kind] = host;
      open.push(() => registry.kill());
    }
  });
  afterAll(() => {
    for (const one of open) one();
    cli?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  let trees = 0;
  /** A repository with these files, and what verify finds in it. */
  function tree(files: Readonly<Record<string, string>>): string {
    const root = join(folder, `tree-${++trees}`);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(root, name, ".."), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    commitAll(root);
    return root;
  }

  const git = async (root: string, ...args: string[]) =>
    (await promisify(execFile)("git", args, { cwd: root })).stdout.trim();

  async function found(root: string, args: readonly string[] = [], input = "") {
    const ran = await runAsync(cli, ["verify", "--format", "json", ...args], { cwd: root, input });
    expect(`${ran.stdout}${ran.stderr}`).not.toMatch(
      /correct horse|wrong-password|Bearer|Y29ycmVjdCBob3JzZQ/,
    );
    const report = JSON.parse(ran.stdout) as { artifacts: Found[]; counts: object };
    expect(schemaProblems("verify-report", report)).toEqual([]);
    return {
      ...ran,
      report,
      rows: Object.fromEntries(
        report.artifacts.map((one) => [one.name, one.findings.map(({ finding }) => finding)]),
      ),
    };
  }

  const push = (reference: string, content: string, revision: string, user?: typeof READER) =>
    promisify(execFile)(
      "flux",
      [
        "push",
        "artifact",
        `oci://${reference}`,
        "--path",
        content,
        "--source",
        ORIGIN,
        "--revision",
        revision,
        ...(user ? ["--creds", `${user.username}:${user.password}`] : []),
      ],
      { cwd: folder, env: { PATH: path, HOME: folder } },
    );

  /** The file of a Secret, as kubectl prints it. */
  function secret(
    name: string,
    server: string,
    user: { username: string; password: string },
    type = "kubernetes.io/dockerconfigjson",
  ): string {
    const config = JSON.stringify({ auths: { [server]: user } });
    const data = { ".dockerconfigjson": Buffer.from(config).toString("base64") };
    const file = join(folder, `${name}.json`);
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Secret",
        type,
        metadata: { namespace: "flux-system", name },
        data,
      }),
    );
    return `--secret=flux-system/${name}=${file}`;
  }

  test("who may pull is told apart, by password and by token", async () => {
    mkdirSync(join(folder, "content"));
    writeFileSync(join(folder, "content/a.yaml"), "kind: ConfigMap\n");
    for (const host of [hosts.basic, hosts.token])
      await push(`${host}/acme/fleet:main`, "content", "main@sha1:0", READER);
    const { basic, token } = hosts;
    const refs = (name: string) => ["ref: { tag: main }", `secretRef: { name: ${name} }`];
    const sources = [
      source("basic-good", `${basic}/acme/fleet`, refs("reader-basic")),
      source("token-good", `${token}/acme/fleet`, refs("reader-token")),
      source("account-good", `${token}/acme/fleet`, ["ref: { tag: main }", "serviceAccountName: puller"]),
      source("basic-none", `${basic}/acme/fleet`),
      source("token-none", `${token}/acme/fleet`),
      source("basic-wrong", `${basic}/acme/fleet`, refs("wrong-basic")),
      source("token-wrong", `${token}/acme/fleet`, refs("wrong-token")),
      source("token-stranger", `${token}/acme/fleet`, refs("stranger")),
      source("missing", `${token}/acme/fleet`, ["ref: { tag: gone }", "secretRef: { name: reader-token }"]),
      source("no-repository", `${token}/acme/none`, refs("reader-token")),
      source("other-host", `${token}/acme/fleet`, refs("other-host")),
      source("opaque", `${token}/acme/fleet`, refs("opaque")),
      source("not-given", `${token}/acme/fleet`, refs("nobody-gave-it")),
      source("account-not-given", `${token}/acme/fleet`, ["serviceAccountName: unknown"]),
      source("cloud", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/fleet", ["provider: aws"]),
      source("range", `${token}/acme/fleet`, [
        'ref: { semver: ">=1.0.0" }',
        "secretRef: { name: reader-token }",
      ]),
      source("no-url", "ghcr.io/Acme/Fleet"),
      source("variable", "${REGISTRY}/acme/fleet"),
    ];
    const account = {
      kind: "ServiceAccount",
      metadata: { namespace: "flux-system", name: "puller" },
      imagePullSecrets: [{ name: "reader-token" }],
    };
    const wrong = { ...READER, password: "wrong-password" };
    const args = [
      secret("reader-basic", basic, READER),
      secret("reader-token", `http://${token}`, READER),
      secret("wrong-basic", basic, wrong),
      secret("wrong-token", token, wrong),
      secret("stranger", token, STRANGER),
      secret("other-host", "ghcr.io", READER),
      secret("opaque", token, READER, "Opaque"),
      "--secret=flux-system/puller=-",
    ];
    const { status, rows, stderr, report } = await found(
      tree({ "sources.yaml": sources.join("") }),
      args,
      JSON.stringify(account),
    );
    expect(rows).toEqual({
      "basic-good": [],
      "token-good": [],
      "account-good": [],
      "basic-none": ["not-visible"],
      "token-none": ["not-visible"],
      "basic-wrong": ["credentials-refused"],
      "token-wrong": ["credentials-refused"],
      "token-stranger": ["no-right"],
      missing: ["artifact-missing"],
      "no-repository": ["artifact-missing"],
      "other-host": ["credentials-unused"],
      opaque: ["credentials-unused"],
      "not-given": ["not-checked"],
      "account-not-given": ["not-checked"],
      cloud: ["not-checked"],
      range: ["no-match"],
      "no-url": ["wrong-kind"],
      variable: ["not-checked"],
    });
    expect(status).toBe(1);
    expect(stderr).toContain(": the credentials are sent there");
    const range = report.artifacts.find(({ name }) => name === "range");
    expect(range?.findings[0]?.evidence).toBe("1 tags read; no tag is a version");
    // The worst stand first, and what is good last.
    expect(report.artifacts.slice(-3).map(({ state }) => state)).toEqual(["good", "good", "good"]);
    expect(report.artifacts[0]?.findings[0]?.finding).toBe("artifact-missing");
  });

  test("a login of a person shows the artifact, and proves nothing of the cluster", async () => {
    await push(`${hosts.basic}/acme/own:main`, "content", "main@sha1:0", READER);
    const sources = [
      source("there", `${hosts.basic}/acme/own`, ["ref: { tag: main }", "secretRef: { name: pull }"]),
      source("gone", `${hosts.basic}/acme/own`, ["ref: { tag: gone }", "secretRef: { name: pull }"]),
      source("no-secret", `${hosts.basic}/acme/own`),
    ];
    const root = tree({ "sources.yaml": sources.join("") });
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify({ auths: { [hosts.basic]: READER } }));
    const own = await found(root, ["--docker-config", config]);
    expect(own.rows).toEqual({
      there: ["not-checked"],
      gone: ["artifact-missing", "not-checked"],
      "no-secret": ["not-visible"],
    });
    expect(own.report.artifacts.find(({ name }) => name === "there")?.digest).toMatch(/^sha256:/);
    const nobody = await found(root, ["--anonymous"]);
    expect(nobody.rows.there).toEqual(["not-checked", "not-checked"]);
    const { rows, status } = await found(root);
    expect([rows.there, status]).toEqual([["not-checked"], 1]);
  });

  test("an artifact of another commit is stale, and only a note if it delivers the same", async () => {
    const sources = ["current", "moved", "touched", "elsewhere"].map((name) =>
      source(name, `${hosts.open}/acme/${name}`),
    );
    const rows = [{ from: "refs/heads/main", to: "main" }];
    const row = (name: string, at: string, url = ORIGIN) => ({
      git: url,
      path: at,
      artifact: `oci://${hosts.open}/acme/${name}`,
      kind: "manifests",
      rows,
    });
    const artifacts = [
      row("current", "deploy"),
      row("moved", "deploy"),
      row("touched", "deploy"),
      row("elsewhere", ".", "https://github.com/acme/other"),
    ];
    const root = tree({
      "sources.yaml": sources.join(""),
      "deploy/a.yaml": "kind: ConfigMap\n",
      ".git2oci/artifacts.json": JSON.stringify({ git2oci: "artifacts/v1", artifacts }),
    });
    await git(root, "remote", "add", "origin", ORIGIN);
    const before = await git(root, "rev-parse", "HEAD");
    for (const name of ["touched", "elsewhere"])
      await push(`${hosts.open}/acme/${name}:main`, join(root, "deploy"), `main@sha1:${before}`);
    const old = join(folder, "old");
    mkdirSync(old);
    writeFileSync(join(old, "a.yaml"), "kind: Secret\n");
    await push(`${hosts.open}/acme/moved:main`, old, `main@sha1:${before}`);
    writeFileSync(join(root, "README.md"), "new\n");
    commitAll(root);
    const now = await git(root, "rev-parse", "HEAD");
    await push(`${hosts.open}/acme/current:main`, join(root, "deploy"), `main@sha1:${now}`);
    const { rows: seen, report, status } = await found(root);
    expect(seen).toEqual({ moved: ["stale"], touched: ["note"], current: [], elsewhere: [] });
    expect(report.artifacts[0]?.findings[0]).toMatchObject({
      message: "it is of another commit, and delivers other files: a.yaml",
      evidence: `revision main@sha1:${before}, refs/heads/main is ${now}`,
      next: "publish refs/heads/main again: .git2oci/publish.sh push refs/heads/main",
    });
    expect(status).toBe(1);
  });

  test("what only the plan declares points at the Git source, in every format", async () => {
    const lines = [
      "apiVersion: source.toolkit.fluxcd.io/v1",
      "kind: GitRepository",
      "metadata: { name: app, namespace: flux-system }",
      "spec: { url: https://github.com/acme/app, interval: 1m, ref: { branch: main } }",
      "---",
      "apiVersion: kustomize.toolkit.fluxcd.io/v1",
      "kind: Kustomization",
      "metadata: { name: app, namespace: flux-system }",
      "spec: { interval: 1m, prune: true, path: ./deploy, sourceRef: { kind: GitRepository, name: app } }",
    ];
    const root = tree({ "apps/app.yaml": `${lines.join("\n")}\n` });
    const map = ["--map", `flux-system/app=oci://${hosts.open}/acme/app:main`];
    const { report, status } = await found(root, map);
    expect(report.artifacts).toMatchObject([
      {
        name: "app",
        planned: true,
        file: "apps/app.yaml",
        line: 2,
        findings: [{ finding: "artifact-missing" }],
      },
    ]);
    expect(status).toBe(1);
    const outputs = ["pretty", "markdown", "sarif", "github"].map(
      (name) => [name, join(folder, `out.${name}`)] as const,
    );
    const args = outputs.flatMap(([name, file]) => ["--format", name, "--output", file]);
    expect(await runAsync(cli, ["verify", ...map, ...args], { cwd: root })).toMatchObject({
      status: 1,
      stdout: "",
      stderr: "",
    });
    const text = async (name: string) =>
      (await promisify(execFile)("cat", [join(folder, `out.${name}`)])).stdout;
    expect(await text("pretty")).toContain("apps/app.yaml:2, which the plan would replace");
    expect(await text("markdown")).toContain("| `artifact-missing` | `flux-system/app` `apps/app.yaml:2` |");
    expect(await text("github")).toMatch(
      /^::error file=apps\/app\.yaml,line=2,.*title=git2oci artifact-missing::/,
    );
    const [result] = JSON.parse(await text("sarif")).runs[0].results;
    expect(result).toMatchObject({
      ruleId: "artifact-missing",
      level: "error",
      locations: [
        { physicalLocation: { artifactLocation: { uri: "apps/app.yaml" }, region: { startLine: 2 } } },
      ],
    });
    await push(`${hosts.open}/acme/app:main`, "content", "main@sha1:0");
    expect(await found(root, map)).toMatchObject({
      status: 0,
      report: { counts: { good: 1, wrong: 0, unproven: 0 } },
    });
  });

  test("what a registry may send that is wrong, each once", async () => {
    const layer = gzipSync(Buffer.alloc(1024));
    const flux = { mediaType: FLUX_TYPE, digest: sha256(layer), size: layer.length };
    const plain = Buffer.from("no gzip");
    const child = manifestReply([flux]);
    const index = (...platforms: string[]) => {
      const manifests = platforms.map((architecture) => ({
        mediaType: "m",
        digest: child.digest,
        size: 1,
        platform: { os: "linux", architecture },
      }));
      return manifestReply([], {
        mediaType: "application/vnd.oci.image.index.v1+json",
        layers: undefined,
        manifests,
      });
    };
    const manifests: Record<string, Reply> = {
      good: child,
      "index-good": index("arm64", "amd64"),
      "index-other": index("arm64"),
      empty: manifestReply([]),
      image: manifestReply([{ ...flux, mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" }]),
      selected: manifestReply([flux]),
      plain: manifestReply([{ ...flux, digest: sha256(plain), size: plain.length }]),
      "no-tar": manifestReply([
        { ...flux, digest: sha256(gzipSync("x".repeat(600))), size: gzipSync("x".repeat(600)).length },
      ]),
      lying: { ...manifestReply([flux], { annotations: { a: "b" } }), body: "{}" },
      longer: manifestReply([{ ...flux, size: 1 }]),
      huge: manifestReply([{ ...flux, size: 2 ** 40 }]),
      busy: { status: 429, headers: { "retry-after": "0" } },
      waiting: { status: 429, headers: { "retry-after": "9999" } },
      broken: { status: 500 },
      slow: { hang: true },
    };
    const blobs = [layer, plain, gzipSync("x".repeat(600))];
    const { host } = await scriptedServer(({ path: asked }): Reply | undefined => {
      if (asked === "/v2/") return {};
      const [, name = "", what = "", which = ""] =
        /^\/v2\/acme\/([\w-]+)\/(manifests|blobs)\/(.+)$/.exec(asked) ?? [];
      if (what === "blobs") return { body: blobs.find((one) => sha256(one) === which) ?? "" };
      return which === child.digest ? child : manifests[name];
    });
    const sources = Object.keys(manifests).map((name) =>
      source(name, `${host}/acme/${name}`, [
        "ref: { tag: main }",
        "timeout: 2s",
        ...(name === "selected" ? ["layerSelector: { mediaType: application/x }"] : []),
      ]),
    );
    const root = tree({
      "sources.yaml": [
        ...sources,
        source("nowhere", "127.0.0.1:1/acme/x"),
        source("metadata", "169.254.169.254/latest/x"),
      ].join(""),
    });
    const { rows, status } = await found(root);
    expect(rows).toEqual({
      good: [],
      "index-good": [],
      "index-other": ["wrong-kind"],
      empty: ["wrong-kind"],
      image: ["wrong-kind"],
      selected: ["wrong-kind"],
      plain: ["wrong-kind"],
      "no-tar": ["wrong-kind"],
      lying: ["broken-blob"],
      longer: ["broken-blob"],
      huge: ["not-checked"],
      busy: ["throttled"],
      waiting: ["throttled"],
      broken: ["unreachable"],
      slow: ["unreachable"],
      nowhere: ["unreachable"],
      metadata: ["unreachable"],
    });
    expect(status).toBe(1);
  });
});
