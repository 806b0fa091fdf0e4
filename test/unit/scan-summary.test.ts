import { describe, expect, test } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { paint } from "../../src/report/colour.ts";
import { scanSummary } from "../../src/report/scan-summary.ts";
import { analyse, plan } from "../../src/run.ts";
import { placeTree } from "../support/tree-copy.ts";

const source = (name: string, url: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  url: ${url}\n  ref:\n    branch: main\n`;
const reader = (name: string, of: string, path: string) =>
  `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: ${of}\n`;
const release = (path: string) =>
  `---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: charts\n  namespace: flux-system\nspec:\n  interval: 5m\n  chart:\n    spec:\n      chart: ${path}\n      sourceRef:\n        kind: GitRepository\n        name: charts\n`;

/** Two clusters that apply one base. */
function twoClusters(base: string): Record<string, string> {
  const cluster = (name: string) => ({
    [`clusters/${name}/gotk-sync.yaml`]: `${source("flux-system", "https://github.com/acme/fleet")}${reader("flux-system", "flux-system", `./clusters/${name}`)}`,
    [`clusters/${name}/kustomization.yaml`]: "resources:\n  - gotk-sync.yaml\n  - ../../base\n",
  });
  return {
    ...cluster("a"),
    ...cluster("b"),
    "base/kustomization.yaml": "resources:\n  - web.yaml\n",
    "base/web.yaml": base,
  };
}

async function summary(files: Record<string, string>, hasConfig = false): Promise<string[]> {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const analysis = await analyse(placeTree(tree, "https://github.com/acme/fleet"), emptyConfig());
  return scanSummary(analysis.graph, plan(analysis), hasConfig, paint(false)).split("\n");
}

describe("the inventory in short", () => {
  test("one source of two clusters is one line, its reason stands once, and the end names the next command", async () => {
    const base = `${source("web", "https://github.com/acme/web")}${reader("web", "web", "./deploy")}---\n${source("api", "https://github.com/acme/api")}${reader("api", "api", "./deploy")}`;
    const lines = await summary(twoClusters(base));
    const ids = lines.filter((one) => one.startsWith("    GitRepository/"));
    expect(ids).toEqual([
      "    GitRepository/flux-system/api  https://github.com/acme/api, branch main (1 reference in clusters/a, clusters/b)",
      "    GitRepository/flux-system/web  https://github.com/acme/web, branch main (1 reference in clusters/a, clusters/b)",
      "    GitRepository/flux-system/flux-system  https://github.com/acme/fleet, branch main (2 references in clusters/a, clusters/b)",
    ]);
    expect(lines.filter((one) => one.includes("give --map <namespace>/<name>=oci://…"))).toHaveLength(2);
    expect(lines.slice(-3)).toEqual([
      "3 of 3 sources and charts wait for a decision; git2oci init asks for each and writes git2oci.yaml.",
      "git2oci scan --verbose shows each source and where it is declared.",
      "",
    ]);
    expect((await summary(twoClusters(base), true)).at(-3)).toContain("; write each into git2oci.yaml.");
  });

  test("a source that feeds charts alone is decided chart by chart", async () => {
    const base = `${source("charts", "https://github.com/acme/charts")}${release("charts/web")}${release("charts/api").replace("name: charts\n", "name: api\n")}`;
    const lines = await summary(twoClusters(base));
    expect(lines.filter((one) => one.startsWith("    GitRepository/flux-system/charts"))).toEqual([
      "    GitRepository/flux-system/charts#charts/api  https://github.com/acme/charts, branch main (1 reference in clusters/a, clusters/b)",
      "    GitRepository/flux-system/charts#charts/web  https://github.com/acme/charts, branch main (1 reference in clusters/a, clusters/b)",
    ]);
    expect(lines.filter((one) => one.includes("chart: <path>"))).toHaveLength(1);
  });

  test("what no source tells stands by itself", async () => {
    const lines = await summary({ "apps.yaml": reader("apps", "elsewhere", "./apps").replace("---\n", "") });
    expect(lines[0]).toBe("1 file looked at: 1 Git source, 1 reference, no cluster root found");
    expect(lines).toContain(
      "  no file here tells its url; give --map <namespace>/<name>=oci://…:<tag>, or action: keep with a reason",
    );
  });
});
