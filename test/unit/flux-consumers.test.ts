import { describe, expect, it } from "vitest";
import { CONSUMERS, PATCH_ROWS, REFUSING_VERSIONS, refusalOf, rowsFor } from "../../src/flux/consumers.ts";

const ids = (group: string, kind: string) => rowsFor(group, kind).map((row) => row.id);

describe("consumers", () => {
  it("finds the rows of a kind by group and kind together", () => {
    expect(ids("kustomize.toolkit.fluxcd.io", "Kustomization")).toEqual([
      "kustomization-source-ref",
      "kustomization-health-check",
      "kustomization-health-check-expr",
    ]);
    expect(ids("helm.toolkit.fluxcd.io", "HelmRelease")).toEqual([
      "helmrelease-chart",
      "helmrelease-health-check-expr",
      "release-values",
    ]);
    expect(ids("kustomize.config.k8s.io", "Kustomization")).toEqual([]);
    expect(ids("", "ConfigMap")).toEqual(["config-map-data"]);
    expect(ids("apps", "Deployment")).toEqual([]);
  });

  it("has one row a place, with a stable id and a sentence that ends", () => {
    const rows = [
      ...CONSUMERS,
      PATCH_ROWS.reference,
      PATCH_ROWS.target,
      PATCH_ROWS.content,
      PATCH_ROWS.replacement,
    ];
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => [row.group, row.kind, ...row.path].join("/"))).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(row.why).toMatch(/^[A-Z`].*\.$/);
      expect(row.source).not.toBe("");
    }
  });

  it("keeps on Git exactly what accepts no OCIRepository and has no other way", () => {
    expect(CONSUMERS.filter((row) => row.outcome === "keep").map((row) => row.id)).toEqual([
      "helmchart-source-ref",
      "image-update-automation-source-ref",
      "git-repository-include",
      "konfiguration-source-ref",
    ]);
    for (const row of CONSUMERS) if (row.outcome === "keep") expect(row.acceptsOci).toBe(false);
    for (const row of CONSUMERS) if (row.rewrite === "kind") expect(row.acceptsOci).not.toBe(false);
  });

  it("rewrites these and no others", () => {
    const by = (rewrite: string) => CONSUMERS.filter((row) => row.rewrite === rewrite).map((row) => row.id);
    expect(by("chart")).toEqual(["helmrelease-chart"]);
    expect(by("kind")).toEqual([
      "kustomization-source-ref",
      "kustomization-health-check",
      "artifact-generator-source",
      "resource-set-depends-on",
      "terraform-source-ref",
    ]);
    expect(by("append")).toEqual([
      "kustomization-health-check-expr",
      "helmrelease-health-check-expr",
      "alert-event-source",
    ]);
    for (const row of CONSUMERS) if (row.rewrite === "append") expect(row.follows).toBe(true);
  });

  it("knows where a missing kind means GitRepository", () => {
    expect(CONSUMERS.filter((row) => row.defaultKind).map((row) => row.id)).toEqual([
      "image-update-automation-source-ref",
    ]);
  });

  it("knows the version that refuses", () => {
    const [row] = rowsFor("kustomize.toolkit.fluxcd.io", "Kustomization");
    expect(refusalOf(row!, "v1beta1")).toMatch(/raise it to .*v1 first/);
    expect(refusalOf(row!, "v1")).toBeUndefined();
    for (const { row: id } of REFUSING_VERSIONS) expect(CONSUMERS.map((one) => one.id)).toContain(id);
  });
});
