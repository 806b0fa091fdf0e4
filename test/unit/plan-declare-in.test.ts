import { describe, expect, it } from "vitest";
import { ociText } from "../support/fleet-manifests.ts";
import { cluster, migrate, reader } from "../support/small-fleet.ts";

describe("--declare-in", () => {
  const app = { name: "app", namespace: undefined };

  it("refuses a file in the folder of another cluster, also where that folder holds no manifest of its own", () => {
    const files = new Map([
      cluster("clusters/a"),
      cluster("clusters/b"),
      ["clusters/b/apps.yaml", reader("apps", app)],
    ]);
    const { changed, fates } = migrate(files, {
      map: ["app=oci://ghcr.io/acme/app:main"],
      declareIn: ["clusters/a/declared.yaml"],
    });
    expect(changed).toEqual([]);
    expect(fates["GitRepository/?/app in clusters/b"]?.reason).toBe(
      "none of the files given for it is applied by clusters/b: clusters/a/declared.yaml",
    );
  });

  it.each([
    ["of the cluster", "clusters/a/apps.yaml"],
    ["of no known cluster", "loose/apps.yaml"],
  ])("refuses a file whose namespace would be forced on a source %s without one", (_whose, path) => {
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/kustomization.yaml", "resources: [apps.yaml, flux-system, ../../base]\n"],
      ["clusters/a/flux-system/kustomization.yaml", "resources: [gotk-sync.yaml]\n"],
      ["base/kustomization.yaml", "namespace: apps\nresources: [other.yaml]\n"],
      ["base/other.yaml", ociText({ name: "other", namespace: undefined }, "oci://ghcr.io/acme/other")],
      [path, reader("apps", app)],
    ]);
    const { changed, fates } = migrate(files, {
      map: ["app=oci://ghcr.io/acme/app:main"],
      declareIn: ["base/declared.yaml"],
    });
    expect(changed).toEqual([]);
    expect(Object.values(fates).map((one) => one.reason)).toContain(
      "the namespace apps would be forced on it in base/declared.yaml",
    );
  });
});
