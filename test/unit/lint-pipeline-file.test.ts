import { expect, test } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { pipelineFileApplied } from "../../src/lint/rules/pipeline-file-applied.ts";
import { contextOf } from "../../src/lint-tree.ts";
import { analyse } from "../../src/run.ts";
import { commitAll } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

const sync = (path: string, ignore = "") => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 5m, url: https://github.com/acme/fleet, ref: {branch: main}${ignore}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
const GITHUB = { ".github/workflows/ci.yaml": "on: push\njobs: {}\n" };
const AZURE = { "azure-pipelines.yml": "trigger: [main]\n" };

async function contextIn(files: Readonly<Record<string, string>>) {
  const root = tempTree({
    ".git/config": '[remote "origin"]\n\turl = https://github.com/acme/fleet\n',
    ...files,
  });
  commitAll(root);
  return contextOf(await analyse(root, emptyConfig()));
}

async function found(files: Readonly<Record<string, string>>): Promise<[file: string, help: string][]> {
  const context = await contextIn(files);
  return [...pipelineFileApplied.find(context)].map(({ location, help = "" }) => [location.file, help]);
}

test("without any rule Flux leaves out .github, and the remedy is its whole list with the file", async () => {
  const [[file, help] = ["", ""], ...others] = await found({ "gotk.yaml": sync("./"), ...GITHUB, ...AZURE });
  expect(file).toBe("azure-pipelines.yml");
  expect(others).toEqual([]);
  expect(help).toContain(
    "\n.github/\n.circleci/\n.travis.yml\n.gitlab-ci.yml\nappveyor.yml\n.drone.yml\ncloudbuild.yaml\n",
  );
  expect(help).toMatch(/\n\*\*\/\.flux\.yaml\n\/azure-pipelines\.yml$/);
});

test.each([
  ["a .sourceignore", sync("./"), { ".sourceignore": "*.md\n" }],
  ["a .sourceignore of another folder", sync("./"), { "apps/.sourceignore": "*.md\n" }],
  ["spec.ignore", sync("./", ', ignore: "*.md"'), {}],
])("%s makes Flux deliver .github too", async (_, gotk, more) => {
  expect(await found({ "gotk.yaml": gotk, ...more, ...GITHUB })).toEqual([
    [
      ".github/workflows/ci.yaml",
      "Add a kustomization.yaml that lists what is to be applied, or add the line /.github/workflows/ci.yaml to .sourceignore.",
    ],
  ]);
});

test.each([
  ["a rule leaves it out", { "gotk.yaml": sync("./"), ".sourceignore": "/azure-pipelines.yml\n", ...AZURE }],
  [
    "a kustomization.yaml is there",
    { "gotk.yaml": sync("./"), "kustomization.yaml": "resources: [gotk.yaml]\n", ...AZURE },
  ],
  ["another folder is applied", { "clusters/gotk.yaml": sync("./clusters"), ...AZURE }],
  ["it holds objects", { "gotk.yaml": sync("./"), "azure-pipelines.yml": "kind: A\nmetadata: {name: a}\n" }],
  ["a comment alone is in it", { "gotk.yaml": sync("./"), "azure-pipelines.yml": "# later\n" }],
])("silent if %s", async (_, files) => {
  expect(await found(files)).toEqual([]);
});

test("a file that is not there yet can be asked for", async () => {
  const { pickedUp } = await contextIn({ "gotk.yaml": sync("./"), "apps/a.yaml": "" });
  expect([...pickedUp("azure-pipelines.yml")]).toMatchObject([{ isDefault: true, isDoubtful: false }]);
  expect([...pickedUp(".gitlab-ci.yml")]).toEqual([]);
});

test("it stands where a comment above can suppress it", async () => {
  const context = await contextIn({
    "gotk.yaml": sync("./"),
    "azure-pipelines.yml": "# git2oci-ignore pipeline-file-applied: known\n---\ntrigger: [main]\n",
  });
  expect([...pipelineFileApplied.find(context)].map(({ location }) => location.line)).toEqual([3]);
});
