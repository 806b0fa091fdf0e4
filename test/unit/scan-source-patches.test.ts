import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

const web = { name: "web", namespace: "apps" };
const flux = { name: "flux-system", namespace: "flux-system" };

function patched(...patches: readonly string[]): Map<string, string> {
  const list = patches.map((one) => `  - patch: |\n${one.replace(/^/gm, "      ")}\n`).join("");
  return new Map([
    cluster("clusters/a"),
    ["clusters/a/apps.yaml", reader("apps", flux, "./apps", "flux-system")],
    ["apps/all.yaml", `${gitText(web, GIT)}---\n${reader("web", web, undefined, "apps")}`],
    ["apps/kustomization.yaml", `resources: [all.yaml]\npatches:\n${list}`],
  ]);
}

const object = (kind: string, spec: string) =>
  `apiVersion: ${kind === "Kustomization" ? "kustomize" : "source"}.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: {name: web, namespace: apps}\nspec:\n  ${spec}`;

describe("patches of a source", () => {
  it("adds the contexts of its declaration once a patch", () => {
    const patches = Array.from({ length: 25 }, (_, i) => object("GitRepository", `interval: ${i + 1}m`));
    const { graph } = analyseTexts(patched(...patches), emptyConfig());
    const source = graph.sources.find(({ name }) => name === "web");
    expect(source?.declarations.map(({ contexts }) => contexts.length)).toEqual(Array(26).fill(1));
  });
});

describe("a patch that writes the kind of a reference alone", () => {
  it("moves with the sources of the objects that get it", () => {
    const files = patched(object("Kustomization", "sourceRef: {kind: GitRepository}"));
    const all = files.get("apps/all.yaml") ?? "";
    files.set("apps/all.yaml", all.replace(/(sourceRef:\s+kind: )GitRepository/, "$1Bucket"));
    const { after } = migrate(files, { map: ["apps/web=oci://ghcr.io/acme/web:main"] });
    expect(after.get("apps/kustomization.yaml")).toContain("sourceRef: {kind: OCIRepository}");
    expect(after.get("apps/all.yaml")).toMatch(/kind: OCIRepository[\s\S]*sourceRef:\s+kind: Bucket/);
  });
});
