import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { analyse } from "../../src/run.ts";
import { needlesInLint } from "../../src/scan/needles.ts";
import { placeTree } from "../support/tree-copy.ts";

const GIT = source("GitRepository", "flux-system");
const ROOT = `${GIT}---\n${kustomization("flux-system", "GitRepository", "flux-system", "./clusters/prod")}`;

function source(kind: string, name: string, namespace = "flux-system"): string {
  const url = kind === "GitRepository" ? `https://github.com/acme/${name}` : `oci://ghcr.io/acme/${name}`;
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  interval: 5m\n  url: ${url}\n`;
}

function kustomization(name: string, kind: string, ref: string, path = "./apps"): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: ${kind}\n    name: ${ref}\n`;
}

function release(name: string, ref: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  chartRef:\n    kind: OCIRepository\n    name: ${ref}\n`;
}

/** What dangles in a cluster of these files, by the names that are not there. */
async function dangling(files: Record<string, string>): Promise<string[]> {
  const all = {
    "clusters/prod/flux-system/gotk-sync.yaml": ROOT,
    "clusters/prod/flux-system/kustomization.yaml": "resources:\n  - gotk-sync.yaml\n",
    ...files,
  };
  const tree = new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)]));
  const analysis = await analyse(placeTree(tree, undefined), emptyConfig(), undefined, needlesInLint);
  const { findings } = lintTree(analysis, { preset: "recommended", rules: new Map() });
  return findings
    .filter(({ rule }) => rule === "dangling-source-ref")
    .map(({ object }) => object.name)
    .sort();
}

const WEB = source("OCIRepository", "web");
const LOST = release("lost", "nowhere");
const SLIP = release("slip", "wbe");

describe("a cluster that the tree shows as a whole", () => {
  it("has every name, or the reference dangles", async () => {
    const apps = [WEB, release("web", "web"), LOST, SLIP].join("---\n");
    expect(await dangling({ "clusters/prod/apps.yaml": apps })).toEqual(["lost", "slip"]);
  });

  it("lacks a source that all its readers name, once the declaration is gone", async () => {
    const apps = ["one", "two"].map((name) => kustomization(name, "OCIRepository", "gone")).join("---\n");
    expect(await dangling({ "clusters/prod/apps.yaml": apps })).toEqual(["one", "two"]);
  });

  it("may be named in a file of which nobody knows the cluster", async () => {
    expect(
      await dangling({ "clusters/prod/apps.yaml": LOST, "loose.yaml": source("OCIRepository", "nowhere") }),
    ).toEqual([]);
  });
});

describe("what may bring sources that no file shows leaves names alone, but for slips", () => {
  const apps = [WEB, LOST, SLIP].join("---\n");
  const resources = "resources:\n  - apps.yaml\n  - flux-system\n";
  it.each<[string, Record<string, string>]>([
    [
      "a Kustomization of another repository",
      {
        "clusters/prod/more.yaml": `${source("GitRepository", "team")}---\n${kustomization("team", "GitRepository", "team")}`,
      },
    ],
    [
      "a remote base",
      { "clusters/prod/kustomization.yaml": `${resources}  - https://github.com/acme/base?ref=v1\n` },
    ],
    [
      "a generator",
      {
        "clusters/prod/kustomization.yaml": `${resources}generators:\n  - make.yaml\n`,
        "clusters/prod/make.yaml": "apiVersion: acme.com/v1\nkind: Maker\nmetadata:\n  name: make\n",
      },
    ],
  ])("%s", async (_what, more) => {
    expect(await dangling({ "clusters/prod/apps.yaml": apps, ...more })).toEqual(["slip"]);
  });

  it("not even slips where templates make sources", async () => {
    const set = `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  inputs:\n    - name: wbe\n  resources:\n    - apiVersion: source.toolkit.fluxcd.io/v1\n      kind: OCIRepository\n      metadata:\n        name: << inputs.name >>\n      spec:\n        url: oci://ghcr.io/acme/x\n`;
    expect(await dangling({ "clusters/prod/apps.yaml": apps, "clusters/prod/set.yaml": set })).toEqual([]);
  });

  it("not even slips where a directory does not build, so that the cluster gets nothing of it", async () => {
    const broken = { "clusters/prod/broken.yaml": "kind: OCIRepository\n  x: [\n" };
    expect(await dangling({ "clusters/prod/apps.yaml": apps, ...broken })).toEqual([]);
    const generators = `${resources}generators:\n  - nowhere.yaml\n`;
    const failing = { "clusters/prod/kustomization.yaml": generators };
    expect(await dangling({ "clusters/prod/apps.yaml": apps, ...failing })).toEqual([]);
  });

  it("numbered and lettered names are no slips", async () => {
    const foreign = `${source("GitRepository", "team")}---\n${kustomization("team", "GitRepository", "team")}`;
    const named = [
      source("OCIRepository", "node1"),
      source("OCIRepository", "team-a"),
      release("two", "node2"),
      release("b", "team-b"),
    ].join("---\n");
    expect(await dangling({ "clusters/prod/apps.yaml": named, "clusters/prod/more.yaml": foreign })).toEqual(
      [],
    );
  });

  it("only its own namespace, where a targetNamespace binds it", async () => {
    const bound = `${kustomization("team", "GitRepository", "team")}  targetNamespace: team\n`;
    const more = `${source("GitRepository", "team")}---\n${bound}`;
    expect(await dangling({ "clusters/prod/apps.yaml": apps, "clusters/prod/more.yaml": more })).toEqual([
      "lost",
      "slip",
    ]);
  });
});

describe("a patch that writes the reference", () => {
  it("makes the name in the file a placeholder", async () => {
    const patches =
      "resources:\n  - apps.yaml\n  - flux-system\npatches:\n  - target:\n      kind: HelmRelease\n      name: lost\n    patch: |\n      - op: replace\n        path: /spec/chartRef/name\n        value: web\n";
    expect(
      await dangling({
        "clusters/prod/apps.yaml": `${WEB}---\n${LOST}`,
        "clusters/prod/kustomization.yaml": patches,
      }),
    ).toEqual([]);
  });
});
