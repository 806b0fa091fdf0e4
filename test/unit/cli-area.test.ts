import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: web, namespace: apps}
spec:
  interval: 5m
  url: https://github.com/acme/web
  ref: {branch: main}
`;
const reader = (name: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: apps}
spec:
  path: ./deploy
  sourceRef:
    kind: GitRepository
    name: web
`;
const MAP = ["--map", "apps/web=oci://ghcr.io/acme/web:v1"];
const FLEET = {
  "sources/web.yaml": `${SOURCE}---\n${reader("own")}`,
  "sources/other.yaml": reader("other"),
  "apps/web.yaml": reader("web"),
};

function fleet(files: Readonly<Record<string, string>> = FLEET): string {
  const root = tempTree(files);
  commitAll(root);
  return root;
}

function json(cwd: string, ...args: string[]) {
  const { stdout, stderr } = cli.run([...args, "--format", "json"], { cwd });
  expect(stderr).not.toContain("internal error");
  return JSON.parse(stdout);
}

describe("a run for a part of a Git work tree", () => {
  test.each([
    ["a directory", ".", "sources", "web.yaml", "still needs it"],
    ["the current directory", "sources", ".", "web.yaml", "still needs it"],
    ["one file", ".", "sources/web.yaml", "web.yaml", "and 1 more still need it"],
  ])("of %s keeps what others read, and writes only there", (_, cwd, path, file, need) => {
    const root = fleet();
    const report = json(join(root, cwd), "migrate", path, ...MAP, "--yes");
    expect(report.files.map((one: { path: string }) => one.path)).toContain(file);
    const [source] = report.sources;
    expect(source.result).toMatchObject({
      state: "beside",
      reason: expect.stringContaining(`Kustomization/apps/web (../apps/web.yaml:7) ${need}`),
    });
    expect(readFileSync(join(root, "sources/web.yaml"), "utf8")).toContain("kind: GitRepository");
    expect(readFileSync(join(root, "sources/web.yaml"), "utf8")).toContain("kind: OCIRepository");
    expect(readFileSync(join(root, "apps/web.yaml"), "utf8")).toBe(FLEET["apps/web.yaml"]);
  });

  test("lists what stands there, and what it says of others", () => {
    const root = fleet();
    const { references, sources } = json(root, "scan", "sources");
    expect(references.map((one: { file: string }) => one.file)).toEqual(["other.yaml", "web.yaml"]);
    expect(sources.map((one: { id: string }) => one.id)).toEqual(["GitRepository/apps/web"]);
    const outer = json(root, "scan", "apps");
    expect(outer.sources[0].declared).toMatchObject([{ file: "../sources/web.yaml" }]);
  });

  test("does not edit a declaration that stands elsewhere", () => {
    const root = fleet();
    const { files, sources } = json(join(root, "apps"), "migrate", ".", ...MAP, "--yes");
    expect(files).toEqual([]);
    expect(sources[0].result.state).toBe("kept");
    const added = json(join(root, "apps"), "migrate", ".", ...MAP, "--declare-in", "oci.yaml", "--yes");
    expect(added.files.map((one: { path: string }) => one.path)).toEqual(["oci.yaml", "web.yaml"]);
    expect(readFileSync(join(root, "apps/oci.yaml"), "utf8")).toContain("kind: OCIRepository");
  });

  test("stands for itself if Git ignores it", () => {
    const root = tempTree({ ...FLEET, ".gitignore": "sources/\n" });
    commitAll(root);
    const { sources } = json(root, "migrate", "sources", ...MAP, "--dry-run");
    expect(sources[0].result.state).toBe("replaced");
  });

  test("counts clusters and paths from the top", () => {
    const sync = `${SOURCE.replace("name: web, namespace: apps", "name: flux-system, namespace: flux-system")}---\n${reader(
      "flux-system",
    )
      .replace("namespace: apps", "namespace: flux-system")
      .replace("./deploy", "./clusters/prod")
      .replace("name: web", "name: flux-system")}`;
    const root = fleet({
      "clusters/prod/flux-system/gotk-sync.yaml": sync,
      "clusters/prod/web.yaml": `${SOURCE}---\n${reader("web")}`,
    });
    const { sources } = json(join(root, "clusters/prod"), "scan", ".");
    expect(sources.map((one: { scope: string }) => one.scope)).toContain("clusters/prod");
  });

  test("lint and explain show paths from there", () => {
    const root = fleet();
    const { findings } = json(root, "lint", "apps");
    expect(findings.filter((one: { file: string }) => one.file.startsWith("../"))).toEqual([]);
    const { stdout } = cli.run(["explain", "apps/web", "--path", "sources"], { cwd: root });
    expect(stdout).toContain("   web.yaml:2  GitRepository/apps/web is declared here");
    expect(stdout).toContain("   ../apps/web.yaml:7  Kustomization/apps/web");
  });

  test("build shows the objects that stand there", () => {
    const root = fleet();
    const { clusters } = json(root, "build", "apps");
    const objects = clusters.flatMap((one: { objects: { name: string; file: string }[] }) => one.objects);
    expect(objects.map((one: { name: string; file: string }) => [one.name, one.file])).toEqual([
      ["web", "web.yaml"],
    ]);
  });
});

describe("git2oci.yaml", () => {
  test("is found from the named directory up to the top of the work tree", () => {
    const config = "sources: [{ source: apps/web, action: keep, reason: not yet }]\n";
    const root = fleet({ ...FLEET, "git2oci.yaml": config });
    expect(json(root, "scan", "sources").sources[0].decision.reason).toContain("not yet");
    expect(json(join(root, "apps"), "scan", ".").sources[0].decision.reason).toContain("not yet");
  });

  test("excludes by paths from the top, and a flag by paths from the named directory", () => {
    const root = fleet({ ...FLEET, "git2oci.yaml": "exclude: [sources/o*]\n" });
    const files = (...args: string[]) =>
      json(root, "scan", "sources", ...args).references.map((one: { file: string }) => one.file);
    expect(files()).toEqual(["web.yaml"]);
    const other = fleet();
    expect(json(other, "scan", "sources", "--exclude", "o*").references).toHaveLength(1);
  });
});

describe("a reader that is excluded", () => {
  test("keeps its source on Git", () => {
    const root = fleet();
    const { sources, files } = json(root, "migrate", ".", ...MAP, "--exclude", "apps/", "--yes");
    expect(sources[0].result).toMatchObject({
      state: "beside",
      reason: expect.stringContaining("apps/web.yaml:7"),
    });
    expect(files.map((one: { path: string }) => one.path)).toEqual([
      "sources/other.yaml",
      "sources/web.yaml",
    ]);
  });

  test("does not, if its entry waives excluded-readers", () => {
    const entry =
      "{ source: apps/web, action: migrate, url: oci://ghcr.io/acme/web, ref: {tag: v1}, waive: [excluded-readers], reason: apps goes next week }";
    const root = fleet({ ...FLEET, "git2oci.yaml": `sources: [${entry}]\nexclude: [apps/]\n` });
    const { sources } = json(root, "migrate", ".", "--dry-run");
    expect(sources[0].result.state).toBe("replaced");
  });
});
