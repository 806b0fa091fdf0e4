import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

const SOURCE = (name: string, git: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: ${name}, namespace: flux-system }\nspec:\n  interval: 1m\n  url: ${git}\n  ref: { branch: main }\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec:\n  interval: 1m\n  prune: true\n  path: ./deploy\n  sourceRef: { kind: GitRepository, name: ${name} }\n`;
const FLEET = "https://github.com/acme/fleet";
const FILES = {
  "clusters/a.yaml": `${SOURCE("one", FLEET)}---\n${SOURCE("two", "https://github.com/acme/app")}`,
  "deploy/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n",
  "git2oci.yaml": "registry: oci://ghcr.io/acme\nowners: [github.com/acme]\n",
};

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** A committed tree with an origin. */
function tree(files: Readonly<Record<string, string>>, origin = FLEET): string {
  const root = tempTree(files);
  commitAll(root);
  execFileSync("git", ["remote", "add", "origin", origin], { cwd: root });
  return root;
}

const publish = (root: string, ...args: string[]) => cli.run(["publish", root, ...args]);
const read = (root: string, path: string) => readFileSync(join(root, path), "utf8");
const WORKFLOW = ".github/workflows/git2oci-publish.yaml";

describe("git2oci publish", () => {
  test("writes only after a yes, and nothing a second time", () => {
    const root = tree(FILES);
    const shown = publish(root);
    expect([shown.status, shown.stderr]).toEqual([
      0,
      expect.stringContaining("no --yes: showing the files, writing nothing"),
    ]);
    expect(existsSync(join(root, ".git2oci"))).toBe(false);
    expect(publish(root, "--yes").status).toBe(0);
    for (const path of [
      WORKFLOW,
      ".git2oci/publish.sh",
      ".git2oci/artifacts.json",
      ".git2oci/install-tools.sh",
    ])
      expect(read(root, path).split("\n")[0]).toContain("git2oci");
    expect(publish(root, "--yes").stderr).toContain("every file is written already");
    expect(publish(root, "--dry-run", "--format", "diff").stdout).toBe("");
  });

  test("an edited file of ours shows the difference, and one of others stays: 2, and nothing is written", () => {
    const root = tree(FILES);
    publish(root, "--yes");
    const script = read(root, ".git2oci/publish.sh");
    writeFileSync(join(root, ".git2oci/publish.sh"), `${script}# mine\n`);
    const edited = publish(root, "--yes");
    expect(edited.status).toBe(2);
    expect(edited.stdout).toContain("-# mine");
    expect(edited.stderr.trim().split("\n")).toEqual([
      expect.stringContaining("publish.sh was edited, so nothing was written"),
    ]);
    writeFileSync(join(root, ".git2oci/publish.sh"), script);
    writeFileSync(join(root, WORKFLOW), "name: mine\n");
    const other = publish(root, "--yes");
    expect([other.status, other.stderr]).toEqual([
      2,
      expect.stringContaining(`${WORKFLOW} is not written by git2oci`),
    ]);
    expect(read(root, WORKFLOW)).toBe("name: mine\n");
  });

  test("names the command for another repository, and writes there only into its checkout", () => {
    const root = tree(FILES);
    expect(publish(root).stderr).toContain("--into <its checkout> --for https://github.com/acme/app");
    const app = tree({ "README.md": "app\n" }, "git@github.com:acme/app.git");
    const into = (url: string, folder = app) => publish(root, "--into", folder, "--for", url, "--yes");
    expect(into("https://github.com/acme/fleet")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("is a checkout of git@github.com:acme/app.git, and not of"),
    });
    expect(into("https://github.com/acme/app")).toMatchObject({ status: 0 });
    expect(read(app, ".git2oci/publish.sh")).toContain("manifests '.' 'ghcr.io/acme/app' 'main' none");
    expect(existsSync(join(root, ".git2oci"))).toBe(false);
  });

  test("writes no pipeline file that a Kustomization takes for a manifest, and shows the ways out", () => {
    const fleet = {
      ...FILES,
      "sync.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 5m, url: "https://github.com/acme/fleet", ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 5m, path: ./, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`,
    };
    const root = tree(fleet);
    const { status, stderr } = publish(root, "--yes", "--ci", "azure");
    // The configuration of this fleet has no header, which is said first.
    const lines = stderr.trim().split("\n");
    const at = lines.findIndex((one) => one.startsWith("git2oci: azure-pipelines.yml"));
    const [line = "", ...remedies] = lines.slice(at);
    expect([status, line]).toEqual([
      2,
      expect.stringMatching(
        /azure-pipelines\.yml: Kustomization flux-system\/flux-system applies the whole repository without a kustomization\.yaml, and Flux would stop at this file/,
      ),
    ]);
    // The whole default list: the line of the file alone would switch it off.
    expect(remedies.join("\n")).toContain(".github/");
    expect(remedies.at(-1)).toBe("git2oci: /azure-pipelines.yml");
    expect(existsSync(join(root, "azure-pipelines.yml"))).toBe(false);
    // Flux leaves .github/ out by itself.
    expect(publish(root, "--yes", "--ci", "github").status).toBe(0);
  });

  test("takes the system that the tree has", () => {
    const gitlab = tree({ ...FILES, ".gitlab-ci.yml": "stages: [test]\n" });
    expect(publish(gitlab, "--yes")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("run again with --ci none"),
    });
    expect(publish(gitlab, "--yes", "--ci", "none").status).toBe(0);
    expect(existsSync(join(gitlab, WORKFLOW))).toBe(false);
  });

  test.each<[what: string, file: Record<string, string>, line: string]>([
    [
      "rows of another version",
      { ".git2oci/artifacts.json": '{ "git2oci": "artifacts/v9" }\n' },
      ".git2oci/artifacts.json:1: git2oci is",
    ],
    [
      "rows that are no JSON",
      { ".git2oci/artifacts.json": "{\n  x\n}\n" },
      ".git2oci/artifacts.json:2:3: is no JSON",
    ],
    [
      "an artifact that nobody makes",
      {
        "clusters/b.yaml":
          "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: x, namespace: y }\nspec:\n  interval: 1m\n  url: oci://ghcr.io/acme/lost\n",
      },
      "clusters/b.yaml:1: OCIRepository y/x reads oci://ghcr.io/acme/lost",
    ],
    [
      "two branches for one tag",
      {
        ".git2oci/artifacts.json": JSON.stringify({
          git2oci: "artifacts/v1",
          artifacts: [
            {
              git: FLEET,
              path: ".",
              artifact: "oci://ghcr.io/acme/fleet",
              kind: "manifests",
              rows: [
                { from: "refs/heads/x/y", to: "x-y" },
                { from: "refs/heads/x-y", to: "x-y" },
              ],
            },
          ],
        }),
      },
      "oci://ghcr.io/acme/fleet:x-y would be moved by",
    ],
  ])("refuses %s in one line", (_what, files, line) => {
    const root = tree({ ...FILES, ...files });
    const { status, stderr } = publish(root, "--yes");
    expect([status, stderr.trim().split("\n")]).toEqual([2, [expect.stringContaining(line)]]);
    expect(existsSync(join(root, WORKFLOW))).toBe(false);
  });
});
