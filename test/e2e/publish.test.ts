import { chmodSync, cpSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Artifact } from "../../src/publish/artifacts.ts";
import { publishScript } from "../../src/publish/script.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { findHelm } from "../support/helm.ts";
import { type Lab, openLab } from "../support/publish-lab.ts";
import { publishTools } from "../support/publish-tools.ts";

const { helm } = findHelm();
const tools = publishTools();
const path = "path" in tools ? tools.path : "";
const why = "missing" in tools ? ` (SKIPPED: ${tools.missing} is not here)` : "";
const FLEET = "acme/fleet";

describe.skipIf(path === "")(`publish.sh against a registry${why}`, () => {
  let lab: Lab;
  let cli: BuiltCli;
  let key: Record<string, string>;

  beforeAll(async () => {
    cli = buildCli();
    lab = await openLab(path);
    cpSync(join(import.meta.dirname, "../../fixtures/demo/before"), lab.repository, { recursive: true });
    lab.git("remote", "add", "origin", "https://github.com/acme/fleet");
    const config = [
      `registry: oci://${lab.host}/acme`,
      "owners: [github.com/acme]",
      "sources:",
      "  - { source: flux-system/fleet, action: migrate, secretRef: pull, verify: { provider: cosign, secretRef: cosign-pub } }",
      "  - { source: flux-system/*, action: migrate, secretRef: pull }",
    ];
    lab.commit(
      {
        "git2oci.yaml": `${config.join("\n")}\n`,
        // What a checkout changes, what lists leave out, what Git never saw.
        ".gitattributes": "crlf.txt eol=crlf\nhidden.txt export-ignore\n",
        "crlf.txt": "a\nb\n",
        "hidden.txt": "in Git\n",
        ".github/CODEOWNERS": "* @acme\n",
        "logo.png": "png\n",
        "run.sh": "#!/bin/sh\n",
      },
      "main",
      "release/prod",
    );
    chmodSync(join(lab.repository, "run.sh"), 0o755);
    expect(cli.run(["publish", "--yes"], { cwd: lab.repository })).toMatchObject({ status: 0 });
    lab.commit({}, "main", "release/prod");
    writeFileSync(join(lab.repository, "secret.yaml"), "password: hunter2\n");
    lab.run("cosign", "generate-key-pair");
    key = { GIT2OCI_COSIGN_KEY: join(lab.folder, "cosign.key") };
  });
  afterAll(() => {
    lab?.close();
    cli?.remove();
  });

  const push = (ref: string, env = {}) => lab.publish(["push", ref], { ...key, ...env });

  test("a check changes nothing; a push moves the tag once, and a second one nothing", () => {
    expect(lab.publish(["check", "refs/heads/main"])).toMatchObject({ status: 0 });
    expect(lab.tags(FLEET)).toEqual([]);
    expect(push("refs/heads/main")).toMatchObject({ status: 0 });
    const commit = lab.git("rev-parse", "HEAD");
    const first = lab.digest(`${FLEET}:main`);
    expect(lab.tags(FLEET)).toEqual(["main", `main-${commit}`]);
    expect(push("refs/heads/main")).toEqual({
      status: 0,
      told: expect.stringContaining("holds this already"),
    });
    expect(lab.digest(`${FLEET}:main`)).toBe(first);
    expect(lab.tags(FLEET)).toHaveLength(2);
  });

  test("the artifact holds the blobs of the commit, and nothing that Git does not track", () => {
    const pulled = lab.pull(`${FLEET}:main`);
    const names = lab.git("ls-tree", "-r", "--name-only", "HEAD").split("\n");
    const left = names.filter((one) => one !== ".gitattributes").sort();
    expect([...pulled.keys()].sort()).toEqual(left);
    for (const name of left)
      expect([name, pulled.get(name)?.toString("utf8").trim()]).toEqual([
        name,
        lab.git("show", `HEAD:${name}`),
      ]);
    expect(pulled.get("crlf.txt")?.toString()).toBe("a\nb\n");
    expect(pulled.has("secret.yaml")).toBe(false);
  });

  test("the same commit of another branch has a digest of its own, and is signed before its tag is there", () => {
    expect(push("refs/heads/release/prod")).toMatchObject({ status: 0 });
    expect(lab.digest(`${FLEET}:release-prod`)).not.toBe(lab.digest(`${FLEET}:main`));
    lab.run(
      "cosign",
      "verify",
      "--key",
      "cosign.pub",
      "--insecure-ignore-tlog=true",
      `${lab.host}/${FLEET}:release-prod`,
    );
    expect(push("refs/heads/release/prod").told).toContain("holds this already");
  });

  test("a pushed Git tag makes a version, once", () => {
    lab.git("tag", "v1.0.0");
    lab.git("push", "-q", join(lab.folder, "origin.git"), "v1.0.0");
    expect(push("refs/tags/v1.0.0")).toMatchObject({ status: 0 });
    expect(lab.tags(FLEET)).toContain("v1.0.0");
    expect(push("refs/heads/topic")).toEqual({
      status: 0,
      told: "publish: no artifact is made of refs/heads/topic\n",
    });
  });

  test("an old commit, a remote that does not answer and a broken key move no tag", () => {
    const old = lab.git("rev-parse", "HEAD");
    lab.commit({ "apps/base/notes.txt": "new\n" }, "main", "release/prod");
    const before = [lab.digest(`${FLEET}:main`), lab.digest(`${FLEET}:release-prod`)];
    const after = () => [lab.digest(`${FLEET}:main`), lab.digest(`${FLEET}:release-prod`)];
    expect(push("refs/heads/main", { GIT2OCI_REMOTE: "/nowhere" })).toEqual({
      status: 1,
      told: expect.stringContaining("git ls-remote failed"),
    });
    writeFileSync(join(lab.folder, "broken.key"), "broken");
    expect(push("refs/heads/release/prod", { GIT2OCI_COSIGN_KEY: join(lab.folder, "broken.key") })).toEqual({
      status: 1,
      told: expect.stringContaining("no tag was moved"),
    });
    expect(lab.publish(["push", "refs/heads/release/prod"])).toEqual({
      status: 1,
      told: expect.stringContaining("GIT2OCI_COSIGN_KEY is not set"),
    });
    expect(after()).toEqual(before);
    expect(push("refs/heads/main")).toMatchObject({ status: 0 });
    const newest = lab.digest(`${FLEET}:main`);
    lab.git("checkout", "-q", old);
    expect(push("refs/heads/main")).toEqual({ status: 0, told: expect.stringContaining("its tag stays") });
    lab.git("checkout", "-q", "main");
    expect(lab.digest(`${FLEET}:main`)).toBe(newest);
  });

  test("after migrate a second run changes no file, and the script still publishes", () => {
    rmSync(join(lab.repository, "secret.yaml"));
    const run = (...args: string[]) => cli.run(args, { cwd: lab.repository });
    expect(run("migrate", "--yes")).toMatchObject({ status: 0 });
    expect(run("publish", "--yes")).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("every file is written already"),
    });
    const commit = lab.commit({}, "main");
    expect(push("refs/heads/main")).toMatchObject({ status: 0 });
    expect(lab.tags(FLEET)).toContain(`main-${commit}`);
    expect(lab.digest(`${FLEET}:main`)).toBe(lab.digest(`${FLEET}:main-${commit}`));
    expect(lab.pull(`${FLEET}:main`).get("clusters/prod/apps.yaml")?.toString()).toContain(
      "kind: OCIRepository",
    );
  });

  test("an artifact that lost most of its files stays, unless a person says so; one without files is never pushed", () => {
    const row = (path: string): Artifact => ({
      git: undefined,
      path,
      artifact: `oci://${lab.host}/acme/small`,
      kind: "manifests",
      rows: [{ from: "refs/heads/main", to: "main", verify: undefined, signature: "bundle" }],
    });
    const script = (path: string) => ({
      ".git2oci/publish.sh": publishScript([row(path)], "https://example.com/x"),
    });
    const files = ["a", "b", "c"].map((one) => [`deploy/${one}.yaml`, "kind: ConfigMap\n"]);
    lab.commit({ ...Object.fromEntries(files), ...script("deploy") }, "main");
    expect(push("refs/heads/main")).toMatchObject({ status: 0 });
    const full = lab.digest("acme/small:main");
    for (const one of ["a", "b"]) rmSync(join(lab.repository, `deploy/${one}.yaml`));
    lab.commit({}, "main");
    const refused = push("refs/heads/main");
    expect(refused).toEqual({ status: 1, told: expect.stringContaining("would shrink from 3 files to 1") });
    expect(refused.told).toMatch(/^a\.yaml\nb\.yaml$/m);
    expect(lab.digest("acme/small:main")).toBe(full);
    expect(push("refs/heads/main", { GIT2OCI_ALLOW_SHRINK: "1" })).toMatchObject({ status: 0 });
    expect(lab.digest("acme/small:main")).not.toBe(full);
    lab.commit(script("nothing"), "main");
    expect(push("refs/heads/main")).toEqual({
      status: 1,
      told: expect.stringContaining("nothing is not there"),
    });
  });

  test("clusters below Flux 2.8 get the old form of the signature", () => {
    const artifact: Artifact = {
      git: undefined,
      path: "deploy",
      artifact: `oci://${lab.host}/acme/old`,
      kind: "manifests",
      rows: [
        {
          from: "refs/heads/main",
          to: "main",
          verify: { provider: "cosign", secretRef: "k" },
          signature: "sig",
        },
      ],
    };
    lab.commit({ ".git2oci/publish.sh": publishScript([artifact], "https://example.com/x") }, "main");
    expect(push("refs/heads/main")).toMatchObject({ status: 0 });
    expect(lab.tags("acme/old")).toContain(`${lab.digest("acme/old:main").replace(":", "-")}.sig`);
    expect(push("refs/heads/main").told).toContain("holds this already");
  });

  test.skipIf(helm === undefined)("a chart is published once a version", () => {
    const artifact: Artifact = {
      git: undefined,
      path: "charts/web",
      artifact: `oci://${lab.host}/acme/charts/web`,
      kind: "chart",
      rows: [{ from: "refs/heads/main", to: "*", verify: undefined, signature: "bundle" }],
    };
    const chart = (version: string) => ({
      "charts/web/Chart.yaml": `apiVersion: v2\nname: web\nversion: ${version}\n`,
      ".git2oci/publish.sh": publishScript([artifact], "https://example.com/x"),
    });
    const env = { PATH: `${dirname(helm ?? "")}:${path}`, GIT2OCI_HELM_FLAGS: "--plain-http" };
    lab.commit({ ...chart("1.0.0"), "charts/web/values.yaml": "a: 1\n" }, "main");
    expect(push("refs/heads/main", env)).toMatchObject({ status: 0 });
    expect(push("refs/heads/main", env)).toEqual({
      status: 0,
      told: expect.stringContaining("holds this chart already"),
    });
    lab.commit({ "charts/web/values.yaml": "a: 2\n" }, "main");
    expect(push("refs/heads/main", env)).toEqual({
      status: 1,
      told: expect.stringContaining("raise the version"),
    });
    lab.commit(chart("1.1.0"), "main");
    expect(push("refs/heads/main", env)).toMatchObject({ status: 0 });
    expect(lab.tags("acme/charts/web")).toEqual(["1.0.0", "1.1.0"]);
  });
});
