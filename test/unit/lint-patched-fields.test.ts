import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { analyse } from "../../src/run.ts";
import { needlesInLint } from "../../src/scan/needles.ts";
import { placeTree } from "../support/tree-copy.ts";

const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: flux-system
spec:
  interval: 5m
  url: oci://ghcr.io/acme/apps
`;

async function rulesIn(files: Record<string, string>): Promise<string[]> {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const analysis = await analyse(placeTree(tree, undefined), emptyConfig(), undefined, needlesInLint);
  const { findings } = lintTree(analysis, { preset: "strict", rules: new Map() });
  return findings.map(({ rule }) => rule);
}

const REF = `      - op: add
        path: /spec/ref
        value: {semver: 1.x}
`;

describe("rules about OCIRepositories", () => {
  it("speak about a field that nobody patches", async () => {
    expect(await rulesIn({ "source.yaml": SOURCE })).toEqual(["missing-ref", "unverified-source"]);
  });

  it.each([
    ["another name", `  - target: {kind: OCIRepository, name: other}\n    patch: |\n${REF}`],
    ["another kind", `  - target: {kind: GitRepository}\n    patch: |\n${REF}`],
    ["another field", `  - target: {kind: OCIRepository}\n    patch: |\n${REF.replace("/ref", "/timeout")}`],
  ])("speak where a patch is about %s", async (_, patches) => {
    const kustomization = `resources:\n  - source.yaml\npatches:\n${patches}`;
    expect(await rulesIn({ "source.yaml": SOURCE, "kustomization.yaml": kustomization })).toContain(
      "missing-ref",
    );
  });

  it.each([
    ["the second of two overlays of one namespace", "resources: [../base]\n", "patches"],
    ["a replacement", "resources: [../base]\n", "replacements"],
    ["a plugin", "resources: [../base]\ntransformers: [pin.yaml]\n", ""],
    [
      "a component of another repository",
      "resources: [../base]\ncomponents: [https://example.com/pin]\n",
      "",
    ],
  ])("are silent where the ref may come from %s", async (_, head, kind) => {
    const tails: Record<string, string> = {
      patches: `patches:\n  - target: {kind: OCIRepository}\n    patch: |\n${REF}`,
      replacements:
        "replacements:\n  - source: {kind: ConfigMap, name: pins}\n    targets:\n      - select: {kind: OCIRepository}\n        fieldPaths: [spec.ref.tag]\n",
    };
    const found = await rulesIn({
      "base/source.yaml": SOURCE,
      "base/kustomization.yaml": "resources: [source.yaml]\n",
      "a/kustomization.yaml": "resources: [../base]\n",
      "b/kustomization.yaml": `${head}${tails[kind] ?? ""}`,
    });
    expect(found).not.toContain("missing-ref");
  });

  it("are silent about an object without a url, which is a piece of a patch", async () => {
    expect(
      await rulesIn({
        "piece.yaml": SOURCE.replace(/ {2}(?:interval|url).*\n/g, "  timeout: 1m\n").replace(
          "  timeout: 1m\n",
          "",
        ),
      }),
    ).toEqual([]);
  });

  it("see objects of programs, and nothing behind what they compute", async () => {
    const object = (spec: string) => `export const apps = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "OCIRepository",
  metadata: { name: "apps", namespace: "flux-system" },
  spec: { url: "oci://ghcr.io/acme/apps", interval: "5m"${spec} },
};
`;
    expect(await rulesIn({ "fleet.ts": object(', ref: { tag: "latest" }') })).toEqual([
      "unverified-source",
      "mutable-tag",
    ]);
    expect(await rulesIn({ "fleet.ts": object(", ref: { tag: tagOf() }, verify: verifyOf()") })).toEqual([]);
    expect(await rulesIn({ "fleet.ts": object(", ...defaults()") })).toEqual([]);
  });
});
