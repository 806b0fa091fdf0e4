import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { analyseTree } from "../support/analyse-tree.ts";
import { cluster } from "../support/small-fleet.ts";

const RESOURCE_SET = `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata:
  name: automation
  namespace: flux-system
spec:
  resources:
    - apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata:
        name: << inputs.ns >>
        namespace: << inputs.ns >>
      spec:
        interval: 10m
        url: << inputs.repository >>
    - apiVersion: image.toolkit.fluxcd.io/v1
      kind: ImageUpdateAutomation
      metadata:
        name: << inputs.ns >>
        namespace: << inputs.ns >>
      spec:
        interval: 30m
        sourceRef:
          kind: GitRepository
          name: << inputs.ns >>
    - apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata:
        name: << inputs.ns >>
        namespace: << inputs.ns >>
      spec:
        sourceRef:
          kind: GitRepository
          name: << inputs.ns >>
`;

const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: web
  namespace: flux-system
spec:
  interval: 10m
  chart:
    spec:
      chart: ./charts/web
      sourceRef:
        kind: GitRepository
        name: placeholder
`;

const CHARTS = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: charts
  namespace: flux-system
spec:
  interval: 10m
  url: https://github.com/acme/charts
`;

const PATCHING = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
  patches:
    - target:
        kind: HelmRelease
      patch: |
        - op: add
          path: /spec/chart/spec/sourceRef
          value: {kind: GitRepository, name: charts}
`;

function referencesOf(files: Record<string, string>) {
  const { graph } = analyseTree(new Map(Object.entries(files)), emptyConfig());
  return graph.references.map(({ path, row: { outcome, why } }) => ({ path, outcome, why }));
}

describe("advice for objects inside others", () => {
  it("is that of the field in a ResourceSet", () => {
    const [source, automation, app] = referencesOf({ "set.yaml": RESOURCE_SET });
    expect(source?.why).toContain("Make an OCIRepository");
    expect(source?.why).not.toContain("Write `kind: OCIRepository`");
    expect(automation).toMatchObject({ path: "spec.resources[1].spec.sourceRef", outcome: "keep" });
    expect(automation?.why).toContain("accepts only a GitRepository");
    expect(app).toMatchObject({ path: "spec.resources[2].spec.sourceRef", outcome: "manual" });
    expect(app?.why).toContain("Write `kind: OCIRepository`");
  });

  it("is that of the field that a patch writes", () => {
    const [root, text] = cluster("clusters/prod");
    const files = {
      [root]: text,
      "clusters/prod/apps.yaml": PATCHING,
      "apps/charts.yaml": CHARTS,
      "apps/web.yaml": RELEASE,
    };
    const patch = referencesOf(files).find(({ path }) => path.startsWith("spec.patches"));
    expect(patch?.why).toContain("accepts no OCIRepository in any version of Flux");
    expect(patch?.why).not.toContain("Write `kind: OCIRepository` in it");
  });
});
