import { describe, expect, it } from "vitest";
import { toManifest } from "../../src/core/manifest.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { mayMean, type Selectable } from "../../src/scan/select.ts";

const OBJECT = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: web
  namespace: apps
  labels: { track: canary, team: shop }
  annotations: { owner: me }
`;

function rootOf(text: string) {
  const read = readYamlFull(text, 0);
  if ("error" in read || !read.root) throw new Error("not YAML");
  return read.root;
}

function object(): Selectable {
  const root = rootOf(OBJECT);
  const document = { file: "a.yaml", index: 0, start: 0, end: OBJECT.length, line: 1, text: OBJECT, root };
  const manifest = toManifest(document, root);
  if (!manifest) throw new Error("no object");
  const { group, version, kind } = manifest;
  return { group, version, kind, names: ["web", "x-web"], namespaces: ["apps"], manifest };
}

describe("a target of kustomize", () => {
  it.each([
    ["{}", true],
    ["kind: GitRepository", true],
    ["kind: Git.*", true],
    ["kind: Git", false],
    ["kind: (Git|OCI)Repository", true],
    ["kind: Bucket|GitRepository", true],
    ["kind: OCIRepository", false],
    ["group: source.toolkit.fluxcd.io", true],
    ["group: apps", false],
    ["version: v1beta2", false],
    ["name: web", true],
    ["name: x-web", true],
    ["name: we", false],
    ["name: w[e]b", true],
    ["name: w[x]b", false],
    ["namespace: apps", true],
    ["namespace: other", false],
    ["labelSelector: track=canary", true],
    ["labelSelector: track==canary,team=shop", true],
    ["labelSelector: track=canary,team=web", false],
    ["labelSelector: track!=canary", false],
    ["labelSelector: track in (edge, canary)", true],
    ["labelSelector: track in (edge)", false],
    ["labelSelector: track notin (edge),team", true],
    ["labelSelector: track notin (canary)", false],
    ["labelSelector: '!track'", false],
    ["labelSelector: '!region'", true],
    ["labelSelector: region", false],
    ["annotationSelector: owner=me", true],
    ["annotationSelector: owner=you", false],
  ])("%s: %s", (target, means) => {
    expect(mayMean(rootOf(target), object())).toBe(means);
  });

  it.each([
    ["a pattern that is none", "name: '('"],
    ["one that could backtrack for ever", "name: (w+)+x"],
    ["many repetitions", "name: .*.*.*.*.*x"],
    ["a label selector of another language", "labelSelector: '{a: b}'"],
  ])("may mean the object where it cannot be told: %s", (_, target) => {
    expect(mayMean(rootOf(target), object())).toBe(true);
  });
});
