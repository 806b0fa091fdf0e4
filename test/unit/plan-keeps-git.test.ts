import { describe, expect, it } from "vitest";
import { gitText } from "../support/fleet-manifests.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

describe("what keeps a Git source", () => {
  const files = (patch: string) =>
    new Map([
      cluster("clusters/a"),
      [
        "clusters/a/kustomization.yaml",
        `resources: [apps.yaml, flux-system, ../../base]\npatches:\n${patch}`,
      ],
      ["clusters/a/flux-system/kustomization.yaml", "resources: [gotk-sync.yaml]\n"],
      ["clusters/a/apps.yaml", reader("apps", { name: "p-app", namespace: "apps" })],
      ["base/kustomization.yaml", "namespace: apps\nnamePrefix: p-\nresources: [sources.yaml]\n"],
      ["base/sources.yaml", gitText({ name: "app", namespace: "old" }, GIT)],
    ]);
  const kept = "GitRepository/apps/p-app in clusters/a";

  it.each([
    ["its name in the file", "{name: app, namespace: old}"],
    ["its name on the cluster", "{name: p-app, namespace: apps}"],
  ])("a patch of a kustomization.yaml further out that uses %s", (_name, metadata) => {
    const patch = `  - patch: |\n      apiVersion: source.toolkit.fluxcd.io/v1\n      kind: GitRepository\n      metadata: ${metadata}\n      spec: {timeout: 2m}\n`;
    const { fates, changed } = migrate(files(patch), { map: ["p-app=oci://ghcr.io/acme/app"] });
    expect(fates[kept]?.state).toBe("beside");
    expect(changed).toEqual(["base/sources.yaml", "clusters/a/apps.yaml"]);
  });

  it("nothing, where the patch is of another object", () => {
    const patch = `  - target: {kind: GitRepository, name: other}\n    patch: |\n      - {op: remove, path: /spec/timeout}\n`;
    expect(migrate(files(patch), { map: ["p-app=oci://ghcr.io/acme/app"] }).fates[kept]?.state).toBe(
      "replaced",
    );
  });

  it("a reference to an undeclared source that may be the one of a file that nothing applies", () => {
    const tree = new Map([
      cluster("clusters/a"),
      ["clusters/a/apps.yaml", reader("apps", { name: "app", namespace: "apps" })],
      ["loose/source.yaml", gitText({ name: "app", namespace: undefined }, GIT)],
    ]);
    const { fates } = migrate(tree, { map: ["app=oci://ghcr.io/acme/app"] });
    expect(fates["GitRepository/?/app in ?"]).toEqual({
      state: "beside",
      reason: "Kustomization/?/apps (clusters/a/apps.yaml:10) names one that may be this",
    });
  });
});
