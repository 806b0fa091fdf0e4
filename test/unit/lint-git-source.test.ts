import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import type { Levels } from "../../src/core/lint.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { paint } from "../../src/report/colour.ts";
import { prettyScan } from "../../src/report/pretty.ts";
import { analyse, plan } from "../../src/run.ts";
import { needlesInLint } from "../../src/scan/needles.ts";
import { placeTree } from "../support/tree-copy.ts";

const OWN = "https://github.com/acme/fleet";

function source(name: string, url = `https://github.com/acme/${name}`): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  url: ${url}\n`;
}

function kustomization(name: string, ref: string, path = "./deploy"): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: ${ref}\n`;
}

/** A cluster with a root. */
function cluster(name: string): Record<string, string> {
  const folder = `clusters/${name}/flux-system`;
  const root = kustomization("flux-system", "flux-system", `./clusters/${name}`);
  return { [`${folder}/gotk-sync.yaml`]: `${source("flux-system", OWN)}---\n${root}` };
}

/** What lint says of Git sources: place, level, message. */
async function found(files: Record<string, string>, rules: Levels["rules"] = new Map()): Promise<string[]> {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const analysis = await analyse(placeTree(tree, OWN), emptyConfig(), undefined, needlesInLint);
  const { findings } = lintTree(analysis, { preset: "recommended", rules });
  return findings
    .filter(({ rule }) => rule === "git-source")
    .map(({ location, severity, message, object }) => {
      const text = message.replace(/: undecided.*?(?= \(|$)/, "");
      return `${location.file}:${location.line} ${severity} ${object.scope}: ${text}`;
    });
}

/** What scan prints. */
async function scanned(files: Record<string, string>): Promise<string> {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const analysis = await analyse(placeTree(tree, OWN), emptyConfig());
  return prettyScan(analysis.graph, plan(analysis), paint(false));
}

const BASE = { "base/web.yaml": source("web"), "base/kustomization.yaml": "resources:\n  - web.yaml\n" };
const OVERLAY = "resources:\n  - ../../base\n";

describe("one line that several clusters apply", () => {
  it("is one finding with their names", async () => {
    const files = {
      ...cluster("a"),
      ...cluster("b"),
      ...BASE,
      "clusters/a/kustomization.yaml": `${OVERLAY}  - flux-system/gotk-sync.yaml\n`,
      "clusters/b/kustomization.yaml": `${OVERLAY}  - flux-system/gotk-sync.yaml\n`,
    };
    expect(await found(files)).toEqual([
      "base/web.yaml:2 warning clusters/a,clusters/b: GitRepository/flux-system/web (clusters/a, clusters/b)",
    ]);
  });
});

describe("a reference to the source of a root", () => {
  it("is told, and the root's own is not", async () => {
    expect(
      await found({ ...cluster("a"), "clusters/a/apps.yaml": kustomization("apps", "flux-system") }),
    ).toEqual([
      "clusters/a/apps.yaml:11 warning clusters/a: Kustomization/flux-system/apps names GitRepository/flux-system/flux-system (spec.sourceRef), which nobody has decided",
    ]);
  });
});

describe("a reference that means a source of each cluster", () => {
  it("shows the reason of each source under it in scan", async () => {
    const reader = kustomization("apps", "apps");
    const files = {
      ...cluster("a"),
      ...cluster("b"),
      "base/apps.yaml": reader,
      "base/kustomization.yaml": "resources:\n  - apps.yaml\n",
      "clusters/a/kustomization.yaml": `${OVERLAY}  - flux-system/gotk-sync.yaml\n  - source.yaml\n`,
      "clusters/a/source.yaml": source("apps", "https://github.com/acme/apps"),
      "clusters/b/kustomization.yaml": `${OVERLAY}  - flux-system/gotk-sync.yaml\n`,
    };
    const blocks = (await scanned(files)).split("\n\n").filter((one) => one.includes("/apps@"));
    expect(blocks.map((one) => /^ +1 keep: (.*)$/m.exec(one)?.[1]?.slice(0, 40))).toEqual(
      blocks.map((one) => /^ +decision: (.*)$/m.exec(one)?.[1]?.slice(0, 40)),
    );
    expect(new Set(blocks.map((one) => /^ +decision: (.*)$/m.exec(one)?.[1])).size).toBe(2);
  });
});

describe("a name that an expression gives", () => {
  const set = `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: previews\n  namespace: flux-system\nspec:\n  inputs:\n    - id: "1"\n  resources:\n    - apiVersion: kustomize.toolkit.fluxcd.io/v1\n      kind: Kustomization\n      metadata:\n        name: x-<< inputs.id >>\n        namespace: flux-system\n      spec:\n        path: ./\n        sourceRef:\n          kind: GitRepository\n          name: x-<< inputs.id >>\n`;
  const told =
    "set.yaml:18 warning ?: ResourceSet/flux-system/previews names a Git source that this tree does not tell (spec.resources[0].spec.sourceRef)";

  it("stands in a list of its own in scan", async () => {
    expect(await scanned({ "set.yaml": set })).toMatch(
      /\nReferences whose source this tree does not tell \(1\):\n {5}1 manual: .*\n {9}set\.yaml:18\n/,
    );
  });

  it("is told, whatever sources there are", async () => {
    expect(await found({ "set.yaml": set })).toEqual([told]);
    expect(await found({ "set.yaml": set, "web.yaml": source("web") })).toEqual([
      told,
      "web.yaml:2 warning ?: GitRepository/flux-system/web",
    ]);
  });
});

describe("a file that no cluster applies", () => {
  const levels = async (files: Record<string, string>, rules?: Levels["rules"]) =>
    (await found(files, rules)).map((one) => one.split(" ").slice(0, 2).join(" "));
  const files = { "archive/web.yaml": source("web") };

  it("holds notes, if the tree shows its clusters", async () => {
    expect(await levels({ ...cluster("a"), ...files })).toEqual(["archive/web.yaml:2 note"]);
    expect(await levels(files)).toEqual(["archive/web.yaml:2 warning"]);
  });

  it("keeps the level that a person gives the rule", async () => {
    const rules = new Map([["git-source", "error"] as const]);
    expect(await levels({ ...cluster("a"), ...files }, rules)).toEqual(["archive/web.yaml:2 error"]);
  });

  it("is none where a Kustomization on a source that nothing declares may apply it", async () => {
    const apps = kustomization("apps", "elsewhere", "./apps");
    const tree = {
      ...cluster("a"),
      ...files,
      "clusters/a/apps.yaml": apps,
      "apps/web.yaml": source("web"),
      "apps/more.yaml": kustomization("more", "elsewhere", "./more"),
      "more/web.yaml": source("more"),
    };
    expect(await levels(tree)).toEqual([
      "apps/more.yaml:11 warning",
      "apps/web.yaml:2 warning",
      "archive/web.yaml:2 note",
      "clusters/a/apps.yaml:11 warning",
      "more/web.yaml:2 warning",
    ]);
  });

  it("is none where a template makes Kustomizations, or one applies a path that is filled in", async () => {
    const filled = kustomization("apps", "elsewhere", "./<< inputs.path >>");
    const set =
      "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: tenants\n  namespace: flux-system\nspec:\n  inputsFrom: []\n  resourcesTemplate: |\n    kind: Kustomization\n    spec:\n      sourceRef:\n        kind: GitRepository\n        name: flux-system\n";
    for (const applier of [filled, set])
      expect(await levels({ ...cluster("a"), ...files, "clusters/a/x.yaml": applier })).toContain(
        "archive/web.yaml:2 warning",
      );
  });
});
