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
    return migrate(files, { map: ["app=oci://ghcr.io/acme/app:main"] }).before.filter((line) =>
      line.startsWith("After the merge"),
    );
  };
  const line = (why: string) => [
    `After the merge: kubectl -n apps delete gitrepository app (clusters/a) (${why}).`,
  ];

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
