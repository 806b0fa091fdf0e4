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

  describe("in a base of two clusters", () => {
    const base = (more: readonly [string, string][]) =>
      new Map<string, string>([
        ...["a", "b"].flatMap((one): [string, string][] => [
          cluster(`clusters/${one}`),
          [`clusters/${one}/kustomization.yaml`, "resources: [apps.yaml, flux-system, ../../base]\n"],
          [`clusters/${one}/flux-system/kustomization.yaml`, "resources: [gotk-sync.yaml]\n"],
          [`clusters/${one}/apps.yaml`, reader("apps", { name: one, namespace: "apps" })],
        ]),
        ["base/kustomization.yaml", "resources: []\n"],
        ...more,
      ]);
    const declareIn = ["base/declared.yaml"];
    const both: [string, string] = ["clusters/b/apps.yaml", reader("apps", { name: "a", namespace: "apps" })];

    it("serves both where they are decided alike", () => {
      const { changed } = migrate(base([both]), { map: ["a=oci://ghcr.io/acme/a:main"], declareIn });
      expect(changed).toEqual([
        "base/declared.yaml",
        "base/kustomization.yaml",
        "clusters/a/apps.yaml",
        "clusters/b/apps.yaml",
      ]);
    });

    it("is refused where they are decided otherwise: each would get two objects of one name", () => {
      const map = ["a@clusters/a=oci://ghcr.io/acme/a:main", "a@clusters/b=oci://ghcr.io/acme/b:main"];
      const { changed, fates } = migrate(base([both]), { map, declareIn });
      expect(changed).toEqual([]);
      expect(fates["GitRepository/apps/a@clusters/a in clusters/a"]?.reason).toBe(
        "base/declared.yaml is applied by clusters/a too, where there would be two of OCIRepository apps/a: GitRepository/apps/a@clusters/b gets one",
      );
    });

    it("is refused where one of them has an object of that name already", () => {
      const existing: [string, string] = [
        "clusters/b/apps.yaml",
        ociText({ name: "a", namespace: "apps" }, "oci://ghcr.io/acme/a"),
      ];
      const { changed, fates } = migrate(base([existing]), {
        map: ["a=oci://ghcr.io/acme/a:main"],
        declareIn,
      });
      expect(changed).toEqual([]);
      expect(fates["GitRepository/apps/a in clusters/a"]?.reason).toBe(
        "base/declared.yaml is applied by clusters/b too, where there would be two of OCIRepository apps/a: clusters/b/apps.yaml:1 declares it",
      );
    });
  });
});
