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
