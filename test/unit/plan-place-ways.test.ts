import { describe, expect, it } from "vitest";
import { kustomizationText } from "../support/fleet-manifests.ts";
import { cluster, migrate, reader } from "../support/small-fleet.ts";

const APP = { name: "app", namespace: "apps" };
const CHILD = { name: "child", namespace: "flux-system" };
const ROOT = { name: "flux-system", namespace: undefined };
/** A file without sources. */
const SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n";

/** A cluster with a reader of an undeclared source, and a child that delivers ./apps with these further fields. */
function fleet(child: string, files: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map([
    cluster("clusters/a"),
    ["clusters/a/reader.yaml", reader("app", { ...APP, namespace: undefined }, "./deploy", "apps")],
    ["clusters/a/child.yaml", kustomizationText(CHILD, "./apps", ROOT, "block", true) + child],
    ...Object.entries({ "apps/settings.yaml": SETTINGS, ...files }),
  ]);
}

function declareIn(file: string, files: ReadonlyMap<string, string>) {
  const { changed, fates, problems } = migrate(files, {
    map: ["app=oci://ghcr.io/acme/app:main"],
    declareIn: [file],
  });
  expect(problems).toEqual([]);
  return { changed, reason: fates["GitRepository/apps/app in clusters/a"]?.reason };
}

describe("a named place, by what the Kustomization that delivers it does", () => {
  it.each([
    ["a new file", "apps/oci.yaml"],
    ["a file in which nothing mattered", "apps/settings.yaml"],
    ["a folder without manifests", "apps/web/oci.yaml"],
  ])("takes %s of a folder that is applied whole", (_, file) => {
    expect(declareIn(file, fleet("")).changed).toEqual([file, "clusters/a/reader.yaml"]);
  });

  it.each([
    [
      "targetNamespace",
      "  targetNamespace: other\n",
      "the namespace other would be forced on it in apps/oci.yaml",
    ],
    ["namePrefix", "  namePrefix: x-\n", "it would be renamed in apps/oci.yaml (namePrefix or nameSuffix)"],
    ["nameSuffix", "  nameSuffix: -x\n", "it would be renamed in apps/oci.yaml (namePrefix or nameSuffix)"],
    ["a component", "  components: [../all]\n", "the namespace all would be forced on it in apps/oci.yaml"],
  ])("refuses it because of %s", (_, child, reason) => {
    const all = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: all\n";
    expect(declareIn("apps/oci.yaml", fleet(child, { "all/kustomization.yaml": all }))).toEqual({
      changed: [],
      reason,
    });
  });

  it("refuses a file that nothing of the cluster delivers", () => {
    expect(declareIn("docs/oci.yaml", fleet(""))).toEqual({
      changed: [],
      reason: "none of the files given for it is applied by clusters/a: docs/oci.yaml",
    });
  });

  it("refuses a folder below a kustomization.yaml that does not list it", () => {
    const files = fleet("", { "apps/kustomization.yaml": "resources: [settings.yaml]\n" });
    expect(declareIn("apps/web/oci.yaml", files).changed).toEqual([]);
    expect(declareIn("apps/oci.yaml", files).changed).toContain("apps/kustomization.yaml");
  });

  it("takes a file that a kustomization.yaml lists from elsewhere", () => {
    const files = fleet("", {
      "apps/kustomization.yaml": "resources: [settings.yaml, ../shared/oci.yaml]\n",
      "shared/oci.yaml": SETTINGS,
    });
    expect(declareIn("shared/oci.yaml", files).changed).toEqual([
      "clusters/a/reader.yaml",
      "shared/oci.yaml",
    ]);
  });

  it("refuses a folder whose kustomization.yaml cannot be read", () => {
    const files = fleet("", { "apps/kustomization.yaml": "resources: []\nresources: []\n" });
    expect(declareIn("apps/oci.yaml", files)).toEqual({
      changed: [],
      reason: "apps/kustomization.yaml was not read, so whether apps/oci.yaml would be applied is not known",
    });
  });
});

describe("a named place, by the patches on the way", () => {
  const operation = (path: string) => `patch: "- {op: replace, path: ${path}, value: z}"`;
  const inFlux = (entry: string) => fleet(`  patches:\n    - {${entry}}\n`);
  const inKustomize = (entry: string) =>
    fleet("", { "apps/kustomization.yaml": `resources: [settings.yaml]\npatches:\n  - {${entry}}\n` });

  /** What a cluster would get, by the build of the result. */
  const NEW = (id: string) =>
    `the result was built, and in cluster clusters/a OCIRepository ${id} would be new`;

  it.each([
    ["a target by name", `target: {name: app}, ${operation("/metadata/name")}`, NEW("apps/z")],
    ["a target by kind", `target: {kind: OCIRepository}, ${operation("/metadata/namespace")}`, NEW("z/app")],
    ["a pattern", `target: {name: a.*}, ${operation("/metadata/name")}`, NEW("apps/z")],
  ])("refuses it because of %s, wherever that stands", (_, entry, reason) => {
    for (const files of [inFlux(entry), inKustomize(entry)]) {
      const declared = declareIn("apps/oci.yaml", files);
      expect(declared.changed).toEqual([]);
      expect(declared.reason).toContain(reason);
    }
  });

  it.each([
    ["one of several", `target: {kind: GitRepository|OCIRepository}, ${operation("/kind")}`],
    [
      "a removal",
      `target: {kind: OCIRepository}, patch: "{kind: OCIRepository, metadata: {name: none}, $patch: delete}"`,
    ],
  ])("declares nothing because of %s, wherever that stands", (_, entry) => {
    for (const files of [inFlux(entry), inKustomize(entry)])
      expect(declareIn("apps/oci.yaml", files).changed).toEqual([]);
  });

  it.each([
    ["another name", `target: {name: other}, ${operation("/metadata/name")}`],
    ["another kind", `target: {kind: ConfigMap}, ${operation("/metadata/name")}`],
    ["another namespace", `target: {namespace: other}, ${operation("/metadata/name")}`],
    ["an annotation", `target: {kind: OCIRepository}, ${operation("/metadata/annotations/a")}`],
    [
      "a merge that keeps the name",
      `target: {kind: OCIRepository}, patch: "{kind: OCIRepository, metadata: {name: none}}"`,
    ],
  ])("lets it be for a patch of %s", (_, entry) => {
    expect(declareIn("apps/oci.yaml", inFlux(entry)).changed).toContain("apps/oci.yaml");
    expect(declareIn("apps/oci.yaml", inKustomize(entry)).changed).toContain("apps/oci.yaml");
  });

  it.each([
    [
      "a merge that may change the name",
      `target: {kind: OCIRepository}, options: {allowNameChange: true}, patch: "{kind: OCIRepository, metadata: {name: z}}"`,
    ],
    ["a patch kept in a file", "target: {kind: OCIRepository}, path: rename.yaml"],
  ])("refuses it because of %s", (_, entry) => {
    const files = inKustomize(entry);
    files.set("apps/rename.yaml", "- {op: replace, path: /metadata/name, value: z}\n");
    expect(declareIn("apps/oci.yaml", files).changed).toEqual([]);
  });

  it("refuses it because of a replacement", () => {
    const files = fleet("", {
      "apps/kustomization.yaml":
        "resources: [settings.yaml]\nreplacements:\n  - source: {kind: ConfigMap, fieldPath: data.a}\n    targets:\n      - select: {kind: OCIRepository}\n        fieldPaths: [metadata.name]\n",
    });
    expect(declareIn("apps/oci.yaml", files).changed).toEqual([]);
  });
});
