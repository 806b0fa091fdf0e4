import { describe, expect, test } from "vitest";
import { checkResult } from "../../src/check.ts";
import { parseSelector } from "../../src/config/match.ts";
import { type ChartEntry, type Config, emptyConfig } from "../../src/config/types.ts";
import { changesOf, plan } from "../../src/run.ts";
import { gitText, ociText } from "../support/fleet-manifests.ts";
import { parseFiles } from "../support/fleet-oracle.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { GIT, reader } from "../support/small-fleet.ts";

const FLUX = "flux-system";

function release(name: string, chart: string, source = "charts", namespace = "apps"): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  interval: 10m
  chart:
    spec:
      chart: ${chart}
      sourceRef:
        kind: GitRepository
        name: ${source}
        namespace: ${FLUX}
`;
}

function entry(source: string, chart: string): ChartEntry {
  const selector = parseSelector(`${FLUX}/${source}`);
  if ("error" in selector) throw new Error(selector.error);
  return {
    origin: { flag: "test" },
    selector,
    chart,
    action: "migrate",
    waive: [],
    url: `oci://ghcr.io/acme/${source}/${chart.toLowerCase()}`,
  };
}

/** Migrates documents in one file, each chart decided by an entry of its own. */
function migrate(documents: readonly string[], config: Partial<Config> = {}) {
  const files = new Map([["fleet.yaml", documents.join("---\n")]]);
  const chartDefaults = { ref: { semver: ">=0.1.0" } } as const;
  const scan = analyseTexts(files, emptyConfig());
  const charts = scan.graph.sources.flatMap((source) =>
    source.charts.map(({ path }) => entry(source.name, path)),
  );
  const analysis = analyseTexts(files, { ...emptyConfig(), chartDefaults, charts, ...config });
  const current = plan(analysis);
  const changes = changesOf(current, analysis);
  const after = changes.find((one) => one.path === "fleet.yaml")?.after ?? documents.join("---\n");
  const objects = parseFiles(new Map([["fleet.yaml", after]])).get("fleet.yaml") as Record<string, never>[];
  const ofKind = (kind: string) => objects.filter((one) => one.kind === kind) as never[] as Shape[];
  return { analysis, current, after, ofKind, problems: checkResult(analysis, current, changes) };
}

interface Shape {
  metadata: { name: string; namespace: string };
  spec: { url: string; chart?: unknown; chartRef?: { kind: string; name: string; namespace?: string } };
}

const namesOf = (objects: readonly Shape[]) => objects.map((one) => one.metadata.name).sort();
const source = (name: string) => gitText({ name, namespace: FLUX }, GIT);

describe("69 releases of 40 charts of one source", () => {
  // Folders repeat the last part of the path, as real ones do.
  const paths = Array.from(
    { length: 40 },
    (_, i) => `team-${i % 4}/${i % 3 === 0 ? "web" : `app-${i}`}-${i % 7}`,
  );
  const distinct = [...new Set(paths.map((path, i) => (paths.indexOf(path) === i ? path : `${path}/n${i}`)))];
  const releases = Array.from({ length: 69 }, (_, i) => release(`r${i}`, `./${distinct[i % 40]}`));
  const { ofKind, problems } = migrate([source("charts"), ...releases]);
  const sources = ofKind("OCIRepository");
  const moved = ofKind("HelmRelease");

  test("give 40 sources with names of their own, not 1 and not 69", () => {
    expect(distinct).toHaveLength(40);
    expect(sources).toHaveLength(40);
    expect(new Set(namesOf(sources)).size).toBe(40);
    expect(ofKind("GitRepository")).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("each release resolves to the source of its chart", () => {
    expect(moved).toHaveLength(69);
    moved.forEach(({ spec }, i) => {
      expect(spec.chart).toBeUndefined();
      const found = sources.find((one) => one.metadata.name === spec.chartRef?.name);
      expect(found?.spec.url).toBe(`oci://ghcr.io/acme/charts/${distinct[i % 40]}`);
      expect(spec.chartRef?.namespace ?? "apps").toBe(found?.metadata.namespace);
    });
  });
});

describe("names of charts", () => {
  const names = (...documents: string[]) => namesOf(migrate(documents).ofKind("OCIRepository"));

  test("the chart's own name, where it is alone", () => {
    expect(names(source("charts"), release("a", "stable/web"))).toEqual(["web-chart"]);
  });

  test("the name of the configuration goes around it", () => {
    const { ofKind } = migrate([source("charts"), release("a", "web")], { name: "{name}-oci" });
    expect(namesOf(ofKind("OCIRepository"))).toEqual(["web-chart-oci"]);
  });

  test("with the source in front, all that clash, where two sources have one of the name", () => {
    expect(names(source("a"), source("b"), release("x", "web", "a"), release("y", "web", "b"))).toEqual([
      "a-web-chart",
      "b-web-chart",
    ]);
  });

  test("with as many folders as it takes, where one source has several", () => {
    const paths = ["one/stable/web", "two/stable/web", "edge/web", "api"];
    expect(names(source("c"), ...paths.map((path, i) => release(`r${i}`, path, "c")))).toEqual([
      "api-chart",
      "c-edge-web-chart",
      "c-one-stable-web-chart",
      "c-two-stable-web-chart",
    ]);
  });

  test("what is legal in a path and not in a name becomes a dash", () => {
    expect(names(source("charts"), release("a", "My_Web.App"))).toEqual(["my-web.app-chart"]);
  });

  test("a Git source of that name has it already", () => {
    const taken = [source("web-chart"), reader("k", { name: "web-chart", namespace: FLUX }, "./x", FLUX)];
    expect(names(source("charts"), release("a", "web"), ...taken)).toEqual(["charts-web-chart"]);
  });

  test("so has an OCIRepository of something else; one of the same artifact is it", () => {
    const named = { name: "web-chart", namespace: FLUX };
    const rival = ociText(named, "oci://ghcr.io/acme/rival");
    expect(names(source("charts"), rival, release("a", "web"))).toEqual(["charts-web-chart", "web-chart"]);
    const same = `${ociText(named, "oci://ghcr.io/acme/charts/web").replace("tag: main", 'semver: ">=0.1.0"')}  layerSelector:
    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip
    operation: copy
`;
    expect(names(source("charts"), same, release("a", "web"))).toEqual(["web-chart"]);
  });

  test("the order of documents and the number of releases change nothing", () => {
    const all = [
      source("a"),
      source("b"),
      release("x", "web", "a"),
      release("y", "web", "b"),
      release("z", "api", "a"),
    ];
    expect(names(...[...all].reverse())).toEqual(names(...all));
    expect(names(...all, release("more", "api", "a"))).toEqual(names(...all));
  });

  test("two that cannot be told apart by any name stay on Git, and the rest moves", () => {
    const { ofKind, current } = migrate([
      source("charts"),
      release("a", "x/web_1"),
      release("b", "x/web-1"),
      release("c", "api"),
    ]);
    expect(namesOf(ofKind("OCIRepository"))).toEqual(["api-chart"]);
    expect(ofKind("GitRepository")).toHaveLength(1);
    const reasons = [...current.outcomes.values()].filter((one) => one.outcome === "manual");
    expect(reasons.map((one) => one.reason)).toEqual([
      expect.stringContaining("would get the same name"),
      expect.stringContaining("would get the same name"),
    ]);
  });
});

test("a path of very many folders gives a name like any other", () => {
  const deep = `${"a/".repeat(50_000)}web`;
  const charts = [{ ...entry("charts", deep), url: "oci://ghcr.io/acme/charts/web" }];
  const { ofKind } = migrate([source("charts"), release("r", deep)], { charts });
  expect(ofKind("OCIRepository")).toMatchObject([{ metadata: { name: "web-chart" } }]);
});

test("a HelmRepository takes the place of a Git source that fed nothing but its charts", () => {
  const selector = parseSelector(`${FLUX}/charts`);
  if ("error" in selector) throw new Error(selector.error);
  const sources = [
    {
      origin: { flag: "test" },
      selector,
      action: "migrate" as const,
      chartKind: "HelmRepository" as const,
      waive: [],
      url: "oci://ghcr.io/acme/charts",
      root: "keep" as const,
    },
  ];
  const documents = [source("charts"), release("a", "x"), release("b", "y")];
  const charts = ["x", "y"].map((one) => ({
    ...entry("charts", one),
    url: `oci://ghcr.io/acme/charts/${one}`,
  }));
  const { ofKind, problems } = migrate(documents, { sources, charts });
  expect(problems).toEqual([]);
  expect(ofKind("HelmRepository")).toHaveLength(1);
  expect(ofKind("GitRepository")).toEqual([]);
});
