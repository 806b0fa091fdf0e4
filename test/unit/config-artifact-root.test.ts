import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import type { Finding } from "../../src/core/plan.ts";
import { pathsUnmoved } from "../../src/flux/artifact-paths.ts";
import { CONSUMERS } from "../../src/flux/consumers.ts";
import { analyse, changesOf, plan } from "../../src/run.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { cluster, reader } from "../support/small-fleet.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

const FLUX = { name: "flux-system", namespace: undefined };
const SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";
const ENTRY =
  "source: flux-system/flux-system, action: migrate, url: oci://ghcr.io/acme/fleet, ref: { tag: main }";

/** A cluster that applies `./deploy/apps` of its own repository, and more files. */
function fleet(more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...Object.fromEntries([cluster("clusters/a")]),
    "clusters/a/apps.yaml": reader("apps", FLUX, "./deploy/apps", "flux-system"),
    "deploy/apps/settings.yaml": SETTINGS,
    ...more,
  };
}

async function run(root: string, entries: readonly string[]) {
  const loaded = await loadConfig(
    `sources: [${entries.map((one) => `{ ${one} }`).join(", ")}]\n`,
    "git2oci.yaml",
    readYamlFull,
  );
  if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
  const analysis = await analyse(root, loaded.config);
  const current = plan(analysis);
  return { analysis, current, changes: changesOf(current, analysis) };
}

const errors = (findings: readonly Finding[]) =>
  findings
    .filter((one) => one.severity === "error")
    .map(({ message, location }) => `${location.file}:${location.line} ${message.replace(/^[^:]*: /, "")}`);

async function refusals(more: Readonly<Record<string, string>>): Promise<string[]> {
  const { current, changes } = await run(tempTree(fleet(more)), [`${ENTRY}, artifact: { path: deploy }`]);
  if (changes.length > 0) return ["it moves"];
  return errors(current.findings);
}

const PATCHED =
  "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [apps.yaml]\npatches:\n";

describe("an artifact that is made of one directory", () => {
  it("moves what reads the directory", async () => {
    expect(await refusals({})).toEqual(["it moves"]);
  });

  it.each([
    [
      "an operation",
      "  - target: { kind: Kustomization, name: apps }\n    patch: '- { op: replace, path: /spec/path, value: ./deploy/b }'\n",
    ],
    [
      "a merge",
      "  - patch: |\n      apiVersion: kustomize.toolkit.fluxcd.io/v1\n      kind: Kustomization\n      metadata: { name: apps, namespace: flux-system }\n      spec: { path: ./deploy/b }\n",
    ],
    ["a file", "  - { path: path.yaml, target: { kind: Kustomization } }\n"],
  ])("is refused where a patch gives the path: %s", async (_name, patches) => {
    const found = await refusals({
      "clusters/a/kustomization.yaml": PATCHED + patches,
      "clusters/a/path.yaml": "- { op: replace, path: /spec/path, value: ./deploy/b }\n",
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^clusters\/a\/apps\.yaml:\d+ the patch at clusters\/a\/\S+:\d+ changes the path of/,
    );
  });

  it("is not refused for a patch of another object or another field", async () => {
    const patches =
      "  - target: { kind: Kustomization, name: other }\n    patch: '- { op: replace, path: /spec/path, value: x }'\n  - target: { kind: Kustomization }\n    patch: '- { op: replace, path: /spec/interval, value: 1h }'\n";
    expect(await refusals({ "clusters/a/kustomization.yaml": PATCHED + patches })).toEqual(["it moves"]);
  });

  it("is refused where a .sourceignore inside would come before the rules that move", async () => {
    const files = { ".sourceignore": "/deploy/old\n", "deploy/.sourceignore": "!/old/keep\n" };
    expect(await refusals(files)).toEqual([
      ".sourceignore:1 .sourceignore is not part of the artifact, and deploy/.sourceignore overrides it; move its rules for deploy into deploy/.sourceignore",
    ]);
    expect(await refusals({ ".sourceignore": "# nothing\n", "deploy/.sourceignore": "/old\n" })).toEqual([
      "it moves",
    ]);
  });

  it("is refused where the rules leave nothing of a path, which Flux would prune", async () => {
    const found = await refusals({ ".sourceignore": "/deploy/apps/*.yaml\n" });
    expect(found).toEqual([
      "clusters/a/apps.yaml:8 deploy/apps, the path of Kustomization/flux-system/apps, holds no manifest, so Flux would prune all it has applied",
    ]);
  });

  it("is refused where nobody can read what a folder applies", async () => {
    const found = await refusals({ "deploy/apps/kustomization.yaml": "resources: [\n" });
    expect(found).toEqual([
      "clusters/a/apps.yaml:8 deploy/apps/kustomization.yaml could not be read, so whether Kustomization/flux-system/apps stays in deploy is not known",
    ]);
  });

  it("looks through what one kustomization.yaml takes from another", async () => {
    const list = (...paths: string[]) => `resources: [${paths.join(", ")}]\n`;
    const found = await refusals({
      "deploy/apps/kustomization.yaml": list("../base"),
      "deploy/base/kustomization.yaml": list("../../outside"),
      "outside/kustomization.yaml": list("settings.yaml"),
      "outside/settings.yaml": SETTINGS,
    });
    expect(found).toEqual([
      "deploy/base/kustomization.yaml:1 deploy/base/kustomization.yaml:1 names ../../outside, which leads out of deploy, and Kustomization/flux-system/apps applies it",
    ]);
  });

  it("takes no root where two clusters share one path and want two", async () => {
    const root = tempTree({
      ...Object.fromEntries([cluster("clusters/a"), cluster("clusters/b")]),
      "clusters/a/kustomization.yaml": "resources: [../../base]\n",
      "clusters/b/kustomization.yaml": "resources: [../../base]\n",
      "base/kustomization.yaml": "resources: [apps.yaml]\n",
      "base/apps.yaml": reader("apps", FLUX, "./deploy/apps/x", "flux-system"),
      "deploy/apps/x/settings.yaml": SETTINGS,
    });
    const entries = ["deploy", "deploy/apps"].map(
      (path, i) =>
        `${ENTRY.replace("acme/fleet", `acme/fleet-${i}`)}, in: clusters/${"ab"[i]}, artifact: { path: ${path} }`,
    );
    const { current, changes } = await run(root, entries);
    expect(changes).toEqual([]);
    expect(errors(current.findings)).toEqual([
      expect.stringContaining("the one spec.path of Kustomization/flux-system/apps cannot have the roots"),
      expect.stringContaining("the one spec.path of Kustomization/flux-system/apps cannot have the roots"),
    ]);
  });

  it("is known by its entry once it has moved, wherever it is declared", async () => {
    const late = reader("late", FLUX, "./deploy/late", "flux-system");
    const root = tempTree(fleet({ "deploy/late/settings.yaml": SETTINGS }));
    const entries = [`${ENTRY}, artifact: { path: deploy }, declareIn: elsewhere`];
    for (const { path, after } of (await run(root, entries)).changes) putFiles(root, { [path]: after ?? "" });
    expect((await run(root, entries)).changes).toEqual([]);
    putFiles(root, { "deploy/apps/late.yaml": late });
    const { analysis, changes } = await run(root, entries);
    expect(analysis.graph.contexts.get("deploy/apps/late.yaml")?.map((one) => one.scope)).toEqual([
      "clusters/a",
    ]);
    expect(changes.map((one) => [one.path, one.after?.includes("path: ./late")])).toEqual([
      ["deploy/apps/late.yaml", true],
    ]);
  });
});

describe("consumers with a path of their own", () => {
  const rooted = { artifact: { path: "deploy", ignoredAbove: [], unseen: false } };
  it("stay with a person unless their path is rewritten", async () => {
    const { current } = await run(tempTree(fleet({})), [`${ENTRY}, artifact: { path: deploy }`]);
    const decision = current.migrations[0]?.target.decision;
    expect(decision?.artifact).toMatchObject({ path: "deploy", unseen: false });
    if (!decision) return;
    const stuck = CONSUMERS.filter((row) => pathsUnmoved(row, { ...decision, ...rooted }) !== undefined);
    expect(stuck.map((row) => row.id)).toContain("terraform-source-ref");
    expect(stuck.map((row) => row.id)).not.toContain("alert-event-source");
    const { artifact: _, ...whole } = decision;
    expect(CONSUMERS.filter((row) => pathsUnmoved(row, whole) !== undefined)).toEqual([]);
  });
});
