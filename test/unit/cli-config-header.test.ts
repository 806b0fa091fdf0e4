import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONFIG_HEADER } from "../../src/core/config-header.ts";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { refused } from "../support/refused.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const sync = (path: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 5m, url: https://github.com/acme/fleet, ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
const SETTINGS = "registry: oci://ghcr.io/acme\n";
const HEADER = `${CONFIG_HEADER.join("\n")}\n`;

function fleet(files: Readonly<Record<string, string>>): string {
  const root = tempTree({
    ".git/config": '[remote "origin"]\n\turl = https://github.com/acme/fleet\n',
    ...files,
  });
  commitAll(root);
  return root;
}

const COMMANDS = [
  ["scan"],
  ["lint"],
  ["migrate", "--dry-run"],
  ["explain", "flux-system"],
  ["build"],
  ["build", "--at", "apps"],
  ["config", "print"],
];
test.each(COMMANDS)("%s %s names the lines that the configuration needs", (...args) => {
  const cwd = fleet({
    "gotk.yaml": sync("./"),
    "git2oci.yaml": SETTINGS,
    "apps/kustomization.yaml": "resources: []\n",
  });
  const { stderr } = cli.run(args, { cwd });
  expect(stderr).toContain(
    'git2oci.yaml: Kustomization flux-system/flux-system applies the whole repository without a kustomization.yaml, and Flux stops at this file ("missing Resource metadata"); begin the file with these lines:',
  );
  for (const line of CONFIG_HEADER) expect(stderr).toContain(`git2oci: ${line}\n`);
});

test("so it is if no file declares the source, with what nobody here knows", () => {
  const kustomization = sync("./").split("---\n")[1] ?? "";
  const cwd = fleet({ "apps.yaml": kustomization, "git2oci.yaml": SETTINGS });
  expect(cli.run(["scan"], { cwd }).stderr).toContain(
    "git2oci.yaml: Kustomization flux-system/flux-system applies the whole repository without a kustomization.yaml, if its source is this repository, and Flux stops at this file",
  );
  const listed = fleet({
    "apps.yaml": kustomization,
    "git2oci.yaml": SETTINGS,
    "kustomization.yaml": "resources: [apps.yaml]\n",
  });
  expect(cli.run(["scan"], { cwd: listed }).stderr).not.toContain("begin the file");
});

test("apply names them too", () => {
  const cwd = fleet({ "gotk.yaml": sync("./"), "git2oci.yaml": SETTINGS });
  cli.run(["migrate", "--yes", "--plan-out", "plan.json"], { cwd });
  const { stderr } = cli.run(["apply", "plan.json"], { cwd });
  expect(stderr).toContain(
    "git2oci.yaml: Kustomization flux-system/flux-system applies the whole repository",
  );
});

test("a kustomization.yaml that lists the file is named", () => {
  const files = { "gotk.yaml": sync("./"), "kustomization.yaml": "resources: [gotk.yaml, apps]\n" };
  const lists = { "apps/kustomization.yaml": "resources: [../git2oci.yaml]\n" };
  const cwd = fleet({ ...files, ...lists, "git2oci.yaml": SETTINGS });
  expect(cli.run(["scan"], { cwd }).stderr).toContain(
    "Kustomization flux-system/flux-system applies what apps/kustomization.yaml lists, and Flux stops at this file",
  );
});

const IGNORING = sync("./").replace("ref: {branch: main}", "ref: {branch: main}, ignore: /git2oci.yaml");
test.each([
  ["with the header", { "gotk.yaml": sync("./"), "git2oci.yaml": HEADER + SETTINGS }],
  [
    "beside a kustomization.yaml",
    {
      "gotk.yaml": sync("./"),
      "git2oci.yaml": SETTINGS,
      "kustomization.yaml": "resources: [gotk.yaml]\n",
    },
  ],
  [
    "that only makes a ConfigMap",
    {
      "gotk.yaml": sync("./"),
      "git2oci.yaml": SETTINGS,
      "kustomization.yaml": "configMapGenerator: [{name: x, files: [git2oci.yaml]}]\n",
    },
  ],
  [
    "left out by .sourceignore",
    { "gotk.yaml": sync("./"), "git2oci.yaml": SETTINGS, ".sourceignore": "git2oci.yaml\n" },
  ],
  ["left out by spec.ignore", { "gotk.yaml": IGNORING, "git2oci.yaml": SETTINGS }],
  ["left out by Git", { "gotk.yaml": sync("./"), "git2oci.yaml": SETTINGS, ".gitignore": "git2oci.yaml\n" }],
  ["outside of what is applied", { "clusters/a/gotk.yaml": sync("./clusters/a"), "git2oci.yaml": SETTINGS }],
])("nothing is said of one %s", (_, files) => {
  expect(cli.run(["scan"], { cwd: fleet(files) }).stderr).not.toContain("begin the file");
});

test("the source of a root that does not build stays the root's", () => {
  const cwd = fleet({ "gotk.yaml": sync("./"), "broken.yaml": "a: b\n", "git2oci.yaml": HEADER + SETTINGS });
  const { sources } = JSON.parse(cli.run(["scan", "--format", "json"], { cwd }).stdout);
  expect(sources[0].result.state).toBe("kept");
});

test.each(["git2oci.yml", ".git2oci.yaml"])("%s is an error that names the right name", (name) => {
  const cwd = fleet({ [`apps/${name}`]: SETTINGS, "apps/web/x.yaml": "" });
  const line = (path: string) => `${path}: is not read; the configuration is called git2oci.yaml`;
  refused(cli.run(["scan", "apps"], { cwd }), line(`apps/${name}`));
  refused(cli.run(["scan", "."], { cwd: join(cwd, "apps/web") }), line(`../${name}`));
  refused(cli.run(["init", "apps", "--yes"], { cwd }), line(`apps/${name}`));
});

test.each([
  ["all three or none", "kind: Config\n", '"kind" needs "apiVersion" beside it'],
  ["a string in the annotation", HEADER.replace('"true"', "true"), "metadata.annotations"],
])("the header is %s", (_, text, problem) => {
  const { status, stderr } = cli.run(["scan"], { cwd: fleet({ "git2oci.yaml": text }) });
  expect([status, stderr]).toEqual([2, expect.stringContaining(problem)]);
});
