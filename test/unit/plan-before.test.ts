import { describe, expect, it } from "vitest";
import { gitText, kustomizationText } from "../support/fleet-manifests.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

const APP = { name: "app", namespace: "apps" };
const CHILD = { name: "child", namespace: "flux-system" };
const ROOT = { name: "flux-system", namespace: undefined };

describe("the step that deletes what nothing prunes", () => {
  const marked = (field: string, value: string) =>
    gitText(APP, GIT).replace("spec:", `  ${field}:\n    kustomize.toolkit.fluxcd.io/prune: ${value}\nspec:`);
  const steps = (text: string, child = "") => {
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/child.yaml", kustomizationText(CHILD, "./apps", ROOT, "block", true) + child],
      ["apps/source.yaml", text],
      ["apps/reader.yaml", reader("app", APP)],
    ]);
    return migrate(files, { map: ["app=oci://ghcr.io/acme/app:main"] }).afterwards;
  };
  const line = (why: string) => [`Run kubectl -n apps delete gitrepository app (clusters/a): ${why}.`];

  it.each([
    ["annotations", "disabled"],
    ["annotations", "Disabled"],
    ["labels", "disabled"],
  ])("is there where %s say %s", (field, value) => {
    expect(steps(marked(field, value))).toEqual(
      line("it carries kustomize.toolkit.fluxcd.io/prune: disabled"),
    );
  });

  it("is there where the Kustomization gives the mark to all that it applies", () => {
    const child = "  commonMetadata:\n    annotations:\n      kustomize.toolkit.fluxcd.io/prune: disabled\n";
    expect(steps(gitText(APP, GIT), child)).toEqual(
      line("Kustomization/flux-system/child gives it kustomize.toolkit.fluxcd.io/prune: disabled"),
    );
  });

  it.each([[gitText(APP, GIT)], [marked("annotations", "enabled")]])("is not there otherwise", (text) => {
    expect(steps(text)).toEqual([]);
  });
});

describe("edits that a person has to make", () => {
  const role = (name: string): [string, string] => [
    `${name}.yaml`,
    `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
  - apiGroups: [source.toolkit.fluxcd.io]
    resources: [gitrepositories]
    verbs: [get]
`,
  ];
  const files = (more: readonly [string, string][]) =>
    new Map([
      cluster("clusters/a"),
      ["clusters/a/source.yaml", gitText(APP, GIT)],
      ["clusters/a/reader.yaml", reader("app", APP)],
      ...more,
    ]);
  const steps = (more: readonly [string, string][], map = "app=oci://ghcr.io/acme/app:main") =>
    migrate(files(more), { map: [map] }).before.filter((line) => line.startsWith("Edit "));

  it("are steps of their own, with the finding's words", () => {
    expect(steps([role("a")])).toEqual([
      "Edit a.yaml:7 by hand: a rule of ClusterRole a gives access to GitRepository objects and not to OCIRepository objects. The report has the text to write.",
    ]);
  });

  it("are one step where the text to write is the same", () => {
    const [step, ...others] = steps(["a", "b", "c", "d", "e"].map(role));
    expect(step).toMatch(/^Edit a\.yaml:7, b\.yaml:7, c\.yaml:7 and 2 more by hand: a rule of ClusterRole a/);
    expect(others).toEqual([]);
  });

  it("are one step for all that may wait", () => {
    const old = reader("old", APP).replace(
      /kustomize\.toolkit\.fluxcd\.io\/v1\n/,
      "kustomize.toolkit.fluxcd.io/v1beta1\n",
    );
    expect(steps([["clusters/a/old.yaml", old]])).toEqual([
      expect.stringMatching(
        /^Edit clusters\/a\/old\.yaml:\d+ by hand, now or later: this reference stays on Git and keeps its source; the report says why, and what to write\.$/,
      ),
    ]);
  });

  it("are none where nothing moves", () => {
    expect(steps([role("a")], "other=oci://ghcr.io/acme/app:main")).toEqual([]);
  });
});

describe("steps of several clusters", () => {
  const kept = gitText(APP, GIT).replace(
    "spec:",
    "  annotations:\n    kustomize.toolkit.fluxcd.io/prune: disabled\nspec:",
  );
  const files = new Map([
    cluster("clusters/a"),
    cluster("clusters/b"),
    ["clusters/a/child.yaml", kustomizationText(CHILD, "./apps", ROOT, "block", true)],
    ["clusters/b/child.yaml", kustomizationText(CHILD, "./apps", ROOT, "block", true)],
    ["apps/source.yaml", kept],
    ["apps/reader.yaml", reader("app", APP)],
    ["apps/other.yaml", reader("other", { name: "other", namespace: "apps" })],
    [
      "apps/other-source.yaml",
      gitText({ name: "other", namespace: "apps" }, GIT).replace(/acme\/app/, "acme/b"),
    ],
  ]);
  const done = migrate(files, {
    map: ["app=oci://ghcr.io/acme/app:main", "flux-system/flux-system=oci://ghcr.io/acme/fleet:main"],
  });

  it("are one line for each object", () => {
    expect(done.afterwards).toEqual([
      "Run kubectl -n apps delete gitrepository app (clusters/a, clusters/b): it carries kustomize.toolkit.fluxcd.io/prune: disabled.",
    ]);
  });

  it("ask for this change only in the artifact of this repository", () => {
    const held = done.before.filter((line) => line.startsWith("Publish"));
    const otherwise =
      " If another or an older artifact has that name, Flux deletes what it lacks, and everything stays Ready.";
    expect(held.map((line) => line.slice(line.indexOf("Before the merge"))).sort()).toEqual([
      `Before the merge it must exist and hold this change.${otherwise}`,
      `Before the merge it must exist and hold what branch main holds now.${otherwise}`,
    ]);
  });

  it("name a command once, with all repositories that it is for", () => {
    const [step, ...others] = done.before.filter((line) => line.includes("--gone"));
    expect(step).toMatch(
      /^Run git2oci lint --gone https:\/\/github\.com\/acme\/app=apps\/app in each of these repositories, which clusters apply: https:\/\/github\.com\/acme\/\S+ \(apps\/\S+:\d+\), https:\/\/github\.com\/acme\/\S+ \(apps\/\S+:\d+\)\. Objects there may read what goes\.$/,
    );
    expect(others).toEqual([]);
  });
});
