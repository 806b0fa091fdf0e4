import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BuildReport } from "../../src/report/build/model.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { kustomization, source, sync } from "../support/small-cluster.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

type Files = Readonly<Record<string, string>>;
const SYNC = { "clusters/prod/flux-system/gotk-sync.yaml": sync("./clusters/prod") };

/** The report of a tree, which the schema takes. */
function report(files: Files, ...args: string[]): BuildReport {
  const { status, stdout, stderr } = cli.run(["build", tempTree(files), "--format", "json", ...args]);
  expect([status, stderr]).toEqual([0, ""]);
  const made = JSON.parse(stdout) as BuildReport;
  expect(schemaProblems("build-report", made)).toEqual([]);
  return made;
}

/** The object of a name in the only cluster of a tree. */
function objectOf({ clusters }: BuildReport, name: string) {
  expect(clusters).toHaveLength(1);
  return clusters[0]!.objects.find((one) => one.name === name)!;
}

const originOf = (made: BuildReport, name: string, path: string) =>
  objectOf(made, name).origins.find((one) => one.path === path);

describe("git2oci build", () => {
  const FLEET = {
    ...SYNC,
    "clusters/prod/apps.yaml": kustomization(
      "apps",
      "./apps",
      `  patches:
    - patch: |
        - op: replace
          path: /spec/url
          value: https://github.com/acme/patched
      target: { kind: GitRepository }
`,
    ),
    "apps/kustomization.yaml": "namePrefix: p-\nresources: [web.yaml, https://example.com/more.yaml]\n",
    "apps/web.yaml": source("web"),
  };

  test("yaml: each object once, with who applies it and from which file, and what is not known", () => {
    const { status, stdout, stderr } = cli.run(["build"], { cwd: tempTree(FLEET) });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").filter((line) => line.startsWith("#"))).toEqual([
      "# cluster clusters/prod",
      "# [1] may get more: https://example.com/more.yaml is fetched from elsewhere (apps/kustomization.yaml:2:23)",
      "# applied by Kustomization flux-system/flux-system, from clusters/prod/apps.yaml:4",
      "# applied by Kustomization flux-system/flux-system, from clusters/prod/flux-system/gotk-sync.yaml:4",
      "# applied by Kustomization flux-system/flux-system, from clusters/prod/flux-system/gotk-sync.yaml:13",
      "# applied by Kustomization flux-system/apps, from apps/web.yaml:1",
    ]);
    expect(stdout).toContain("\n  name: p-web\n");
    expect(stdout).toContain("\n  url: https://github.com/acme/patched\n");
  });

  test("json: the origin of each value, who applies it and what touched it", () => {
    const made = report(FLEET);
    expect(made.clusters.map(({ path, builds }) => [path, builds])).toEqual([["clusters/prod", true]]);
    const web = objectOf(made, "p-web");
    expect(web.appliedBy).toEqual({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      namespace: "flux-system",
      name: "apps",
    });
    expect(originOf(made, "p-web", "spec.url")).toEqual({
      path: "spec.url",
      ...{ file: "clusters/prod/apps.yaml", line: 13, column: 18, endLine: 13, endColumn: 49 },
      within: { line: 10, column: 14, endLine: 14, endColumn: 1 },
    });
    expect(originOf(made, "p-web", "metadata.name")).toEqual({
      path: "metadata.name",
      computedBy: "namePrefix",
      from: [
        { file: "apps/kustomization.yaml", line: 1, column: 13, endLine: 1, endColumn: 15 },
        { file: "apps/web.yaml", line: 4, column: 9, endLine: 4, endColumn: 12 },
      ],
    });
    expect(web.touchedBy).toEqual([{ by: "target", file: "clusters/prod/apps.yaml", line: 14, column: 15 }]);
    expect(made.opens).toEqual([
      {
        reason: "https://example.com/more.yaml is fetched from elsewhere",
        ...{ file: "apps/kustomization.yaml", line: 2, column: 23 },
        clusters: ["clusters/prod"],
      },
    ]);
  });

  test("places in texts with escapes or folded lines are those of the scalar", () => {
    const patch = (text: string) => ({
      "kustomization.yaml": `resources: [web.yaml]\npatches:\n- target: {kind: GitRepository}\n  patch: ${text}\n`,
      "web.yaml": source("web"),
    });
    const place = (text: string) => originOf(report(patch(text)), "web", "spec.url");
    const quoted = '"[{op: replace, \\x70ath: /spec/url, value: https://example.com/x}]"';
    const json = `'[{"op": "replace", "path": "/spec/url", "value": "https://example.com/x"}]'`;
    expect(place(json)).toMatchObject({ line: 4, column: 60, endColumn: 83, within: { column: 10 } });
    expect(place(quoted.replaceAll("[{", "- {").replace("}]", "}"))).toMatchObject({
      ...{ line: 4, column: 10 },
      within: { line: 4, column: 10 },
    });
  });

  test("what does not build is said, and the rest is shown", () => {
    const files = { ...FLEET, "apps/kustomization.yaml": "resources: [absent.yaml]\n" };
    const made = report(files);
    expect(made.clusters[0]!.builds).toBe(false);
    expect(made.clusters[0]!.deliveries.at(-1)).toMatchObject({
      directory: "apps",
      failure: {
        reason: "the resource absent.yaml does not exist",
        file: "apps/kustomization.yaml",
        line: 1,
      },
    });
    const { status, stdout } = cli.run(["build", tempTree(files)]);
    expect(status).toBe(0);
    expect(stdout).toContain(
      "# apps, which Kustomization flux-system/apps applies, does not build today: the resource",
    );
  });

  test("an empty tree, and standard input", () => {
    expect(cli.run(["build", tempTree()])).toMatchObject({
      status: 0,
      stdout: "# nothing here is built by kustomize or Flux\n",
    });
    const { status, stdout } = cli.run(["build", "-"], { input: source("web") });
    expect(status).toBe(0);
    expect(stdout).toContain("# applied by hand, from stdin.yaml:4\n");
  });
});

describe("git2oci build --at", () => {
  const FILES = {
    "apps/kustomization.yaml": "resources: [web.yaml]\n",
    "apps/web.yaml": source("web"),
    "bad/kustomization.yaml": "resources: [absent.yaml]\n",
    "file.yaml": source("x"),
  };
  const at = (directory: string, ...more: string[]) =>
    cli.run(["build", "--at", directory, ...more], { cwd: tempTree(FILES) });

  test("one directory, as kustomize builds it", () => {
    const { status, stdout } = at("./apps/", "--format", "json");
    const made = JSON.parse(stdout) as BuildReport;
    expect(schemaProblems("build-report", made)).toEqual([]);
    expect([status, made.at, made.clusters.length]).toEqual([0, "apps", 1]);
    expect(made.clusters[0]!.objects.map(({ name, appliedBy }) => [name, appliedBy])).toEqual([
      ["web", null],
    ]);
  });

  test("a directory that kustomize refuses: its reason, exit code 1", () => {
    const reason =
      "bad does not build: the resource absent.yaml does not exist (bad/kustomization.yaml:1:13)";
    expect(at("bad")).toMatchObject({ status: 1, stderr: `git2oci: ${reason}\n` });
    expect(at(".")).toMatchObject({
      status: 1,
      stderr: "git2oci: . does not build: . has no kustomization.yaml\n",
    });
  });

  test.each([
    ["absent", "--at absent: no such directory; give a path from this directory"],
    ["file.yaml", "--at file.yaml: no such directory; give a path from this directory"],
    ["..", "--at ..: leads out of the tree; give a directory as a path from this directory"],
    ["/etc", "--at /etc: leads out of the tree; give a directory as a path from this directory"],
    ["", '--at "": leads out of the tree; give a directory as a path from this directory'],
    ["a\x1b[31m\nb", "--at a\\x1b[31m b: no such directory; give a path from this directory"],
  ])("%j: one line, exit code 2", (directory, line) => {
    expect(at(directory)).toEqual({ status: 2, stdout: "", stderr: `git2oci: ${line}\n` });
  });

  test("a link that leads out of the tree, and standard input", () => {
    const root = tempTree(FILES);
    symlinkSync(tempTree({ "kustomization.yaml": "resources: []\n" }), join(root, "out"));
    expect(cli.run(["build", "--at", "out"], { cwd: root })).toMatchObject({ status: 2, stdout: "" });
    expect(cli.run(["build", "-", "--at", "x"], { input: "" })).toMatchObject({ status: 2, stdout: "" });
  });

  test("other bad input: one line, exit code 2", () => {
    expect(cli.run(["build", "absent"], { cwd: tempTree() }).status).toBe(2);
    expect(cli.run(["build", "--format", "pretty"], { cwd: tempTree() })).toEqual({
      status: 2,
      stdout: "",
      stderr: 'git2oci: unknown format "pretty" for build; allowed: yaml, json\n',
    });
  });
});
