import { describe, expect, test } from "vitest";
import { gitText } from "../support/fleet-manifests.ts";
import { cluster, GIT, migrate } from "../support/small-fleet.ts";

const SOURCE = gitText({ name: "apps", namespace: "flux-system" }, GIT);

const indented = (text: string, blanks: number) => text.replace(/^(?=.)/gm, " ".repeat(blanks));

const kustomization = (
  name: string,
  namespace: string | undefined,
) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: web
spec:
  interval: 10m
  path: ./elsewhere
  prune: true
  sourceRef:
    kind: GitRepository
    name: ${name}
${namespace === undefined ? "" : `    namespace: ${namespace}\n`}`;

const release = (values: string, spec = "") => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: extras
  namespace: flux-system
spec:
  interval: 1h
${spec}  values:
${indented(values, 4)}`;

const work = (manifest: string) => `apiVersion: work.open-cluster-management.io/v1
kind: ManifestWork
metadata:
  name: spoke
  namespace: flux-system
spec:
  workload:
    manifests:
      -
${indented(manifest, 8)}`;

function run(text: string, declareIn: string[] = [], scopes = ["a"]) {
  const files = new Map<string, string>(scopes.map((scope) => cluster(scope)));
  for (const scope of scopes) files.set(`${scope}/apps.yaml`, `${SOURCE}---\n${text}`);
  const map = ["apps=oci://ghcr.io/acme/apps:main"];
  return migrate(files, { map, declareIn });
}

const held = ({ analysis }: ReturnType<typeof run>) =>
  analysis.graph.references
    .filter(({ path }) => path !== "spec.sourceRef")
    .map(({ path, sources, scopes, row }) => [path, row.rewrite, sources.map(({ id }) => id), scopes]);

describe("objects in Helm values", () => {
  test("belong to the cluster of the release", () => {
    const found = held(run(release(`objects:\n  web:\n${indented(kustomization("apps", undefined), 4)}`)));
    expect(found).toEqual([
      ["spec.values.objects.web.spec.sourceRef", "kind", ["GitRepository/flux-system/apps"], ["a"]],
    ]);
  });

  test("without a namespace are made in that of the release's target", () => {
    const values = `web:\n${indented(kustomization("apps", undefined), 2)}`;
    expect(held(run(release(values, "  targetNamespace: tenant\n")))).toMatchObject([
      ["spec.values.web.spec.sourceRef", "kind", ["GitRepository/tenant/apps"], ["a"]],
    ]);
  });

  test("in each cluster that gets the release", () => {
    const values = `web:\n${indented(kustomization("apps", "flux-system"), 2)}`;
    const found = held(run(release(values), [], ["a", "b"]));
    expect(found.map(([, , , scopes]) => scopes)).toEqual([["a"], ["b"]]);
  });

  test.each([
    ["a name that something fills in", kustomization('"{{ .Values.a }}"', undefined)],
    ["a namespace that something fills in", kustomization("apps", "${ns}")],
    ["a version that refuses", kustomization("apps", undefined).replace("fluxcd.io/v1", "fluxcd.io/v1beta1")],
  ])("%s is for a person", (_name, object) => {
    expect(held(run(release(`web:\n${indented(object, 2)}`))).map(([, rewrite]) => rewrite)).toEqual([
      undefined,
    ]);
  });

  test("a text that says more of GitRepository than its objects do stays a text", () => {
    const text = `${kustomization("apps", undefined)}---\n# GitRepository web\na: 1\n`;
    const result = run(release(`web: |\n${indented(text, 2)}`));
    expect(held(result)).toEqual([]);
    expect(result.analysis.graph.mentions.map(({ file }) => file)).toContain("a/apps.yaml");
  });

  test("a kind of somebody else's API is none", () => {
    const object = "apiVersion: example.com/v1\nkind: GitRepository\nmetadata:\n  name: apps\n";
    expect(held(run(release(`web:\n${indented(object, 2)}`)))).toEqual([]);
  });

  test("aliases are not followed", () => {
    const bomb = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`,
    ).join("");
    const start = performance.now();
    held(run(release(`a0: &a0\n${indented(kustomization("apps", undefined), 2)}${bomb}`)));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("objects in other objects", () => {
  test("belong to a cluster that is not known", () => {
    expect(held(run(work(kustomization("apps", "flux-system"))))).toEqual([
      ["spec.workload.manifests[0].spec.sourceRef", "kind", ["GitRepository/flux-system/apps"], ["?"]],
    ]);
  });

  test("stay, and keep the source", () => {
    const result = run(work(kustomization("apps", "flux-system")));
    expect(result.changed).toEqual([]);
  });

  test("move where a person says that the source is declared elsewhere", () => {
    const { changed } = run(work(kustomization("apps", "flux-system")), ["apps=elsewhere"]);
    expect(changed).toEqual(["a/apps.yaml"]);
  });
});
