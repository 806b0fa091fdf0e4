import { describe, expect, it } from "vitest";
import { gitText, ociText } from "../support/fleet-manifests.ts";
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
    const patch = `  - patch: |\n      apiVersion: source.toolkit.fluxcd.io/v1\n      kind: GitRepository\n      metadata: ${metadata}\n      spec: {proxySecretRef: {name: p}, accessFrom: {}}\n`;
    const { fates, changed } = migrate(files(patch), { map: ["p-app=oci://ghcr.io/acme/app"] });
    expect(fates[kept]?.state).toBe("beside");
    expect(changed).toEqual(["base/sources.yaml", "clusters/a/apps.yaml"]);
  });

  it.each([
    ["its name in the file", "{name: app, namespace: old}"],
    ["its name on the cluster", "{name: p-app, namespace: apps}"],
  ])("nothing, where a patch that uses %s can follow", (_name, metadata) => {
    const patch = `  - patch: |\n      apiVersion: source.toolkit.fluxcd.io/v1\n      kind: GitRepository\n      metadata: ${metadata}\n      spec: {timeout: 2m}\n`;
    const { fates, changed } = migrate(files(patch), { map: ["p-app=oci://ghcr.io/acme/app"] });
    expect(fates[kept]?.state).toBe("replaced");
    expect(changed).toEqual(["base/sources.yaml", "clusters/a/apps.yaml", "clusters/a/kustomization.yaml"]);
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

describe("what does not keep a Git source", () => {
  it("a wildcard of a cluster, where the file is of none", () => {
    const alert = `apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata: {name: all}\nspec:\n  eventSources:\n    - {kind: GitRepository, name: "*"}\n`;
    const tree = new Map([
      cluster("clusters/a"),
      ["clusters/a/apps.yaml", `${reader("apps", { name: "app", namespace: undefined })}---\n${alert}`],
      ["loose/source.yaml", gitText({ name: "app", namespace: "apps" }, GIT)],
    ]);
    const { fates } = migrate(tree, { map: ["app=oci://ghcr.io/acme/app:main"] });
    expect(fates["GitRepository/apps/app in ?"]?.state).toBe("replaced");
  });
});

describe("an OCIRepository in a file that nothing applies", () => {
  const app = { name: "app", namespace: "apps" };
  const map = ["app=oci://ghcr.io/acme/app:main"];
  const loose = (source: string): [string, string][] => [
    cluster("clusters/a"),
    ["clusters/a/apps.yaml", `${reader("apps", app)}${source}`],
    ["loose/app.yaml", ociText(app, "oci://ghcr.io/acme/app")],
  ];

  it("does not take the place of a source that no file declares: whose cluster gets it is not known", () => {
    const { changed, reasons } = migrate(new Map(loose("")), { map });
    expect(changed).toEqual([]);
    expect(reasons).toContain(
      "the result was built, and in cluster clusters/a Kustomization apps would read OCIRepository apps/app, which nothing declares there",
    );
  });

  it("does not take the place of one that a cluster's file declares", () => {
    const { after, fates } = migrate(new Map(loose(`---\n${gitText(app, GIT)}`)), { map });
    expect(fates["GitRepository/apps/app in clusters/a"]?.state).toBe("replaced");
    expect(after.get("clusters/a/apps.yaml")?.match(/^kind: .*$/gm)).toEqual([
      "kind: Kustomization",
      "kind: OCIRepository",
    ]);
  });
});

describe("a base of two clusters of which one has the OCIRepository already", () => {
  it("gets no second one beside its Git source", () => {
    const app = { name: "app", namespace: "apps" };
    const files = new Map<string, string>([
      ...["a", "b"].flatMap((one): [string, string][] => [
        cluster(`clusters/${one}`),
        [`clusters/${one}/kustomization.yaml`, "resources: [apps.yaml, flux-system, ../../base]\n"],
        [`clusters/${one}/flux-system/kustomization.yaml`, "resources: [gotk-sync.yaml]\n"],
      ]),
      ["clusters/a/apps.yaml", ociText(app, "oci://ghcr.io/acme/app")],
      ["clusters/b/apps.yaml", reader("apps", app)],
      ["base/kustomization.yaml", "resources: [app.yaml]\n"],
      ["base/app.yaml", gitText(app, GIT)],
    ]);
    const { changed, fates } = migrate(files, { map: ["app=oci://ghcr.io/acme/app:main"] });
    expect(changed).toEqual([]);
    expect(fates["GitRepository/apps/app@clusters/b in clusters/b"]?.reason).toBe(
      "base/app.yaml is applied by clusters/a too, where there would be two of OCIRepository apps/app: clusters/a/apps.yaml:1 declares it",
    );
  });
});

describe("a reference", () => {
  it("without a name is left alone, also where every source moves", () => {
    const nameless = reader("nameless", { name: "app", namespace: "apps" }).replace("    name: app\n", "");
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/apps.yaml", `${nameless}---\n${reader("apps", { name: "app", namespace: "apps" })}`],
    ]);
    const map = ["app=oci://ghcr.io/acme/app:main", "flux-system=oci://ghcr.io/acme/fleet"];
    const { after, reasons } = migrate(files, { map });
    expect(after.get("clusters/a/apps.yaml")?.match(/^ {4}kind: .*$/gm)).toEqual([
      "    kind: GitRepository",
      "    kind: OCIRepository",
    ]);
    expect(reasons).toContain("it gives no name, so which source it means is not known here; write the name");
  });

  it("in a file that nothing applies stays in a second run too", () => {
    const app = { name: "app", namespace: "apps" };
    const files = new Map([
      cluster("clusters/a"),
      cluster("clusters/b"),
      ["clusters/a/apps.yaml", reader("apps", app)],
      ["loose/apps.yaml", reader("loose", app)],
    ]);
    const flags = { map: ["app=oci://ghcr.io/acme/app:main"], declareIn: ["clusters/a/declared.yaml"] };
    const { changed, after } = migrate(files, flags);
    expect(changed).toEqual(["clusters/a/apps.yaml", "clusters/a/declared.yaml"]);
    expect(migrate(after, flags).changed).toEqual([]);
  });
});

describe("a copy beside", () => {
  it("is refused for a document with a byte-order mark inside", () => {
    const app = { name: "app", namespace: "apps" };
    const receiver = `apiVersion: notification.toolkit.fluxcd.io/v1\nkind: Receiver\nmetadata: {name: all}\nspec:\n  resources:\n    - {kind: GitRepository, name: app, namespace: apps}\n`;
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/apps.yaml", `${reader("apps", app)}---\n${receiver}`],
      ["clusters/a/source.yaml", `\uFEFF\uFEFF---\n${gitText(app, GIT)}`],
    ]);
    const { changed, fates } = migrate(files, { map: ["app=oci://ghcr.io/acme/app"] });
    expect(changed).toEqual([]);
    expect(fates["GitRepository/apps/app in clusters/a"]?.reason).toMatch(/^a byte-order mark stands inside/);
  });
});
