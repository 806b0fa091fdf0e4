import { describe, expect, it } from "vitest";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { analyse, plan } from "../../src/run.ts";
import { needlesInLint } from "../../src/scan/needles.ts";
import { placeTree } from "../support/tree-copy.ts";

/** Reasons that were false on real fleets; each fleet here has the shape of one, and the true reason. */

const URL = "https://github.com/acme/fleet";
const source = (name: string, url = `https://github.com/acme/${name}`, namespace = "flux-system") =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {interval: 5m, url: "${url}", ref: {branch: main}}\n`;
const reader = (name: string, path: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 5m\n  path: ${path}\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;
const automation = (name: string, of: string) =>
  `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 30m\n  sourceRef: {kind: GitRepository, name: ${of}}\n`;
const ROOT = {
  "clusters/a/flux-system/gotk-sync.yaml": `${source("flux-system", URL)}---\n${reader("flux-system", "./clusters/a")}`,
};
const oci = (name: string, namespace = "") =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: ${name}${namespace && `, namespace: ${namespace}`}}\nspec:\n  interval: 5m\n  url: oci://ghcr.io/acme/${name}\n  ref: {tag: 1.0.0}\n  layerSelector: {mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip, operation: copy}\n`;
const release = (name: string, namespace = "") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web${namespace && `, namespace: ${namespace}`}}\nspec:\n  interval: 1h\n  chartRef: {kind: OCIRepository, name: ${name}, namespace: ${namespace || "media"}}\n`;

async function judged(files: Readonly<Record<string, string>>, map: readonly string[] = []) {
  const flags = mergeFlags(emptyConfig(), { registry: "oci://ghcr.io/acme", map: [...map] });
  if ("errors" in flags) throw new Error(JSON.stringify(flags.errors));
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const analysis = await analyse(placeTree(tree, URL), flags.config, undefined, needlesInLint);
  const made = plan(analysis);
  const { findings } = lintTree(analysis, { preset: "recommended", rules: new Map() });
  return { made, findings };
}

describe("what stays with an image automation", () => {
  it("is told no kind that the automation does not take, in a ResourceSet either", async () => {
    const indented = (text: string) => text.replace(/^(?=.)/gm, "        ").replace("        ", "      - ");
    const set = `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: bots, namespace: flux-system}\nspec:\n  resources:\n${indented(source("web"))}${indented(automation("bot", "web"))}`;
    const { made, findings } = await judged({ ...ROOT, "clusters/a/set.yaml": set });
    const about = [...made.findings, ...findings].filter(
      ({ location }) => location.file === "clusters/a/set.yaml",
    );
    const told = about.map(({ message, help = "" }) => `${message} ${help}`).join("\n");
    expect(told).toContain("ResourceSet/flux-system/bots names GitRepository/flux-system/web");
    expect(told).not.toContain("OCIRepository");
  });

  it("asks nothing of a patch before merging, if what the patch is for stays as it is", async () => {
    const files = {
      ...ROOT,
      "clusters/a/flux-system/auth.yaml": `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {secretRef: {name: bot}}\n`,
      "clusters/a/flux-system/kustomization.yaml":
        "resources: [gotk-sync.yaml]\npatches: [{path: auth.yaml}]\n",
      "clusters/a/auto.yaml": automation("bot", "flux-system"),
      "clusters/a/apps.yaml": reader("apps", "./apps"),
      "apps/kustomization.yaml": "resources: []\n",
    };
    const { made } = await judged(files);
    expect(made.before.filter((line) => line.includes("auth.yaml"))).toEqual([]);
  });
});

describe("what a build gives", () => {
  it("is no missing source, if a transformer writes the namespace", async () => {
    const files = {
      ...ROOT,
      "clusters/a/apps.yaml": reader("apps", "./apps"),
      "apps/kustomization.yaml": "resources: [chart.yaml, web.yaml]\ntransformers: [ns.yaml]\n",
      "apps/ns.yaml":
        "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: ns, namespace: media}\nunsetOnly: false\n",
      "apps/chart.yaml": oci("app-template"),
      "apps/web.yaml": release("app-template"),
    };
    const { findings } = await judged(files);
    expect(findings.filter(({ rule }) => rule === "dangling-source-ref" || rule === "unused-source")).toEqual(
      [],
    );
  });

  it("is no undeclared source, if a variable of the postBuild is a part of the name", async () => {
    const files = {
      ...ROOT,
      "clusters/a/apps.yaml": reader("apps", "./apps", "  postBuild: {substitute: {ENV: prod}}\n"),
      "apps/chart.yaml": oci("web-prod", "flux-system"),
      "apps/web.yaml": release('"web-${ENV}"', "flux-system"),
    };
    const { made, findings } = await judged(files);
    const about = [...made.findings, ...findings].filter(({ location }) => location.file.startsWith("apps/"));
    expect(about.filter(({ message }) => /not declared|nothing declares|undeclared/.test(message))).toEqual(
      [],
    );
  });

  it("is another reader's source, if a targetNamespace moves the reader", async () => {
    const files = {
      ...ROOT,
      "clusters/a/infra.yaml": reader("infra", "./infra", "  targetNamespace: tenant\n"),
      "clusters/a/lib.yaml": source("lib", undefined, "tenant"),
      "infra/kustomization.yaml": "resources: [lib.yaml]\n",
      "infra/lib.yaml": reader("lib", "./deploy")
        .replace("name: flux-system}", "name: lib}")
        .replace(", namespace: flux-system", ""),
    };
    const { made } = await judged(files, ["tenant/lib=oci://ghcr.io/acme/lib:main"]);
    const lib = made.migrations.find(({ id }) => id.includes("/lib"));
    // It moves with its reader, or the source stays; it never goes from under it.
    expect(lib === undefined || lib.changes.some(({ intent }) => "reference" in intent)).toBe(true);
  });
});
