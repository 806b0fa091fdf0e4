import { describe, expect, test } from "vitest";
import type { Cluster } from "../../src/build/cluster.ts";
import { findClusters } from "../../src/build/clusters.ts";
import { attempt } from "../../src/build/files.ts";
import {
  MAX_BUILD_DEPTH,
  MAX_CLUSTER_OBJECTS,
  MAX_COMPONENTS,
  MAX_DELIVERIES,
  MAX_OBJECTS,
  MAX_SELECTIONS,
} from "../../src/build/limits.ts";
import { BuildFailure } from "../../src/build/node.ts";
import { TreeBuilder } from "../../src/build/tree-builder.ts";
import { ownRepository } from "../../src/config/own-repository.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { readYamlAsBuilt } from "../../src/scan/read-yaml.ts";
import { memoryFiles } from "../support/build-files.ts";
import { kustomization, source, sync } from "../support/small-cluster.ts";

type Files = Record<string, string>;

/** What building a directory gives: the number of objects, or the reason why it fails. */
function built(files: Files, directory: string): number | string {
  const builder = new TreeBuilder(memoryFiles(files), readYamlAsBuilt);
  const build = attempt(() => builder.buildDirectory(directory));
  return build instanceof BuildFailure ? build.message : build.objects.length;
}

function clusters(files: Files): Cluster[] {
  const builder = new TreeBuilder(memoryFiles(files), readYamlAsBuilt);
  const repository = ownRepository(emptyConfig(), undefined);
  return findClusters({ builder, paths: Object.keys(files).sort(), repository });
}

const COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";

/** Levels of which each includes the one below on two ways. */
function diamond(
  levels: number,
  top: string,
  way: (below: string, side: string) => string,
  level: (ways: string) => string,
): Files {
  const files: Files = { "l0/kustomization.yaml": top, "l0/web.yaml": source("web") };
  for (let i = 1; i <= levels; i++) {
    for (const side of ["a", "b"]) files[`l${i}${side}/kustomization.yaml`] = way(`../l${i - 1}`, side);
    files[`l${i}/kustomization.yaml`] = level(`[../l${i}a, ../l${i}b]`);
  }
  return files;
}

/** Directories of which each includes the next. */
function chain(length: number, last: string, link: (below: string) => string): Files {
  const files: Files = { "c0/kustomization.yaml": last, "c0/web.yaml": source("web") };
  for (let i = 1; i <= length; i++) files[`c${i}/kustomization.yaml`] = link(`../c${i - 1}`);
  return files;
}

describe("limits of a directory", () => {
  const prefixed = (below: string, side: string) => `namePrefix: ${side}-\nresources: [${below}]\n`;
  const both = (ways: string) => `resources: ${ways}\n`;

  test("a diamond of 18 levels with prefixes ends at the number of objects, without much memory", () => {
    const before = process.memoryUsage().heapUsed;
    expect(built(diamond(18, "resources: [web.yaml]\n", prefixed, both), "l18")).toBe(
      `a build has more than ${MAX_OBJECTS} objects`,
    );
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(500 << 20);
    expect(built(diamond(10, "resources: [web.yaml]\n", prefixed, both), "l10")).toBe(1024);
  });

  test("a diamond of gaps and rules for names has each of them once", () => {
    const top = "resources: [https://example.com/x.yaml]\nconfigurations: [rules.yaml]\n";
    const rules = "nameReference: [{ kind: GitRepository, fieldSpecs: [{ kind: X, path: spec/x }] }]\n";
    const files = { ...diamond(30, top, prefixed, both), "l0/rules.yaml": rules };
    const builder = new TreeBuilder(memoryFiles(files), readYamlAsBuilt);
    expect(builder.buildDirectory("l30").gaps).toHaveLength(1);
  });

  test("components", () => {
    const way = (below: string) => `${COMPONENT}components: [${below}]\n`;
    const level = (ways: string) => `${COMPONENT}components: ${ways}\n`;
    const files = diamond(30, `${COMPONENT}namePrefix: x\n`, way, level);
    files["top/kustomization.yaml"] = "resources: [web.yaml]\ncomponents: [../l30]\n";
    files["top/web.yaml"] = source("web");
    expect(built(files, "top")).toBe(`a build includes more than ${MAX_COMPONENTS} components`);
  });

  test("depth of bases and of components", () => {
    const reason = `more than ${MAX_BUILD_DEPTH} directories build on each other`;
    const base = (length: number) =>
      chain(length, "resources: [web.yaml]\n", (below) => `resources: [${below}]\n`);
    expect(built(base(MAX_BUILD_DEPTH), `c${MAX_BUILD_DEPTH}`)).toBe(1);
    expect(built(base(5_000), "c5000")).toBe(reason);
    const files = chain(
      5_000,
      `${COMPONENT}namePrefix: x\n`,
      (below) => `${COMPONENT}components: [${below}]\n`,
    );
    expect(
      built({ ...files, "top/kustomization.yaml": "namePrefix: p-\ncomponents: [../c5000]\n" }, "top"),
    ).toBe(reason);
  });

  test("a circle", () => {
    const files = {
      "a/kustomization.yaml": "resources: [../b]\n",
      "b/kustomization.yaml": "resources: [../a]\n",
    };
    expect(built(files, "a")).toMatch(/is part of itself$/);
    const own = {
      "a/kustomization.yaml": `${COMPONENT}components: [../a]\n`,
      "b/kustomization.yaml": "components: [../a]\n",
    };
    expect(built(own, "b")).toMatch(/is part of itself$/);
  });

  test("patches times objects", () => {
    const count = 5_000;
    const documents = Array.from({ length: count }, (_, i) => source(`o${i}`)).join("---\n");
    const patch = `- { target: { kind: GitRepository }, patch: '[{"op": "add", "path": "/spec/x", "value": "y"}]' }\n`;
    const files = (patches: number) => ({
      "kustomization.yaml": `resources: [all.yaml]\npatches:\n${patch.repeat(patches)}`,
      "all.yaml": documents,
    });
    expect(built(files(2), "")).toBe(count);
    expect(built(files(MAX_SELECTIONS / count + 1), "")).toBe(
      `the patches of a build look at more than ${MAX_SELECTIONS} objects`,
    );
  });
});

describe("limits of a cluster", () => {
  const SYNC = { "clusters/prod/flux-system/gotk-sync.yaml": sync("./clusters/prod") };

  test("Kustomizations that apply each other are built once", () => {
    const [cluster, ...more] = clusters({
      ...SYNC,
      "clusters/prod/a.yaml": kustomization("a", "./a"),
      "a/b.yaml": kustomization("b", "./b"),
      "b/a.yaml": kustomization("a", "./a"),
    });
    expect(more).toEqual([]);
    expect(cluster!.deliveries.map(({ directory }) => directory)).toEqual([
      undefined,
      "clusters/prod",
      "a",
      "b",
    ]);
    expect(cluster!.gaps).toEqual([]);
  });

  test("a tree that makes itself is a gap", () => {
    const endless = kustomization("k${N}", "./apps", '  postBuild: { substitute: { N: "x${N}" } }\n');
    const [cluster] = clusters({
      ...SYNC,
      "clusters/prod/a.yaml": kustomization("a", "./apps"),
      "apps/k.yaml": endless,
    });
    expect(cluster!.deliveries.length).toBeLessThanOrEqual(MAX_DELIVERIES);
    expect(cluster!.gaps).toMatchObject([
      {
        effect: "changes",
        reason: `the cluster has more than ${MAX_DELIVERIES} deliveries, and the rest is not built`,
      },
    ]);
  }, 60_000);

  test("objects", () => {
    const each = 10_000;
    const [cluster] = clusters({
      ...SYNC,
      "clusters/prod/all.yaml": Array.from({ length: 15 }, (_, i) => kustomization(`k${i}`, "./apps")).join(
        "---\n",
      ),
      "apps/all.yaml": Array.from({ length: each }, (_, i) => source(`o${i}`)).join("---\n"),
    });
    expect(cluster!.objects.length).toBeLessThanOrEqual(MAX_CLUSTER_OBJECTS + each);
    expect(cluster!.gaps.map(({ reason }) => reason)).toEqual([
      `the cluster has more than ${MAX_CLUSTER_OBJECTS} objects, and the rest is not built`,
    ]);
  }, 60_000);
});
