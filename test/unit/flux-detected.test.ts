import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { UNKNOWN } from "../../src/core/graph.ts";
import { analyseTexts } from "../support/memory-tree.ts";

const git = (name: string, version = "v1", spec = "url: https://github.com/acme/x") =>
  `apiVersion: source.toolkit.fluxcd.io/${version}\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {${spec}}\n`;
const kustomization = (name: string, path: string, version = "v1") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/${version}\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
const labelled = (labels: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: source-controller\n  labels: ${labels}\n`;
const LABELS = "{app.kubernetes.io/version: v2.4.1, app.kubernetes.io/part-of: flux}";
const crd = (...versions: string[]) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ocirepositories.source.toolkit.fluxcd.io\nspec:\n  versions:\n${versions.map((one) => `  - name: ${one}\n    served: true\n`).join("")}`;
const root = (path: string) => ({
  [`${path}/flux-system/gotk-sync.yaml`]: `${git("flux-system")}---\n${kustomization("flux-system", `./${path}`)}`,
});

/** Minor, and whether it is assumed. */
function detected(files: Readonly<Record<string, string>>, scope = UNKNOWN) {
  const { graph } = analyseTexts(new Map(Object.entries(files)), emptyConfig());
  const { minor, assumed = false, untold = false } = graph.flux.get(scope)!;
  return { minor, assumed, untold };
}

const TOLD = { assumed: false, untold: false };
const GUESS = { assumed: true, untold: false };

describe("the Flux of what no root applies", () => {
  it.each([
    ["labels in any order, in any file", { "x/c.yaml": labelled(LABELS) }, { minor: 4, ...TOLD }],
    [
      "the lowest of several",
      { "a.yaml": labelled(LABELS), "b.yaml": labelled(LABELS.replace("2.4", "2.3")) },
      { minor: 3, ...TOLD },
    ],
    [
      "a source of fluxcd/flux2",
      { "a.yaml": git("flux", "v1", "url: https://github.com/fluxcd/flux2, ref: {tag: v2.5.1}") },
      { minor: 5, ...TOLD },
    ],
    ["a CRD with v1beta2 alone", { "a.yaml": crd("v1beta2") }, { minor: 5, ...GUESS }],
    ["a CRD with both", { "a.yaml": crd("v1", "v1beta2") }, { minor: 6, ...GUESS }],
    ["a CRD with v1 alone", { "a.yaml": crd("v1") }, { minor: 8, ...GUESS }],
    ["an old API version", { "a.yaml": git("x", "v1beta1") }, { minor: 5, ...GUESS }],
    [
      "an old API version of a reader",
      { "a.yaml": kustomization("x", "./x", "v1beta2") },
      { minor: 5, ...GUESS },
    ],
    ["nothing", { "a.yaml": git("x") }, { minor: 9, assumed: true, untold: true }],
    [
      "labels of somebody else",
      { "a.yaml": labelled(LABELS.replace("flux", "shop")), "b.yaml": git("x") },
      { minor: 9, assumed: true, untold: true },
    ],
  ])("by %s", (_, files, expected) => {
    expect(detected(files as Record<string, string>)).toEqual(expected);
  });
});

describe("the Flux of a cluster", () => {
  const other = { ...root("clusters/b"), "clusters/b/c.yaml": labelled(LABELS) };

  it("is told by what that cluster gets", () => {
    expect(detected({ ...root("clusters/a"), ...other }, "clusters/b")).toEqual({ minor: 4, ...TOLD });
    expect(detected({ ...root("clusters/a"), ...other }, "clusters/a")).toEqual({
      minor: 9,
      assumed: true,
      untold: true,
    });
  });

  it("follows a directory that it applies", () => {
    const files = {
      ...root("clusters/a"),
      "clusters/a/system.yaml": kustomization("system", "./system"),
      "system/kustomization.yaml": "resources: [c.yaml]\n",
      "system/c.yaml": labelled(LABELS),
    };
    expect(detected(files, "clusters/a")).toEqual({ minor: 4, ...TOLD });
  });
});
