import { describe, expect, test } from "vitest";
import { chartRef } from "../../src/config/chart-ref.ts";
import { type ChartEntry, type Config, emptyConfig } from "../../src/config/types.ts";
import type { Decision, OciRef } from "../../src/core/decision.ts";
import type { ChartNode } from "../../src/core/units.ts";
import { analyseTexts } from "../support/memory-tree.ts";

const NEWEST = 9;

/** The chart `web` of a source with a ref, as its releases and its directory have it. */
function chart(options: { ref?: string; versions?: readonly string[]; version?: string } = {}): ChartNode {
  const { ref = "{branch: main}", versions = [], version } = options;
  const git = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: charts, namespace: apps}
spec: {url: "https://github.com/acme/charts", ref: ${ref}}
`;
  const releases = (versions.length === 0 ? [""] : versions).map(
    (one, i) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: r${i}, namespace: apps}
spec: {chart: {spec: {chart: web, version: ${JSON.stringify(one)}, sourceRef: {kind: GitRepository, name: charts}}}}
`,
  );
  const { graph } = analyseTexts(new Map([["a.yaml", [git, ...releases].join("---\n")]]), emptyConfig());
  const [found] = graph.sources.flatMap((source) => source.charts);
  if (!found) throw new Error("no chart");
  if (version !== undefined)
    found.facts = {
      file: "web/Chart.yaml",
      problem: undefined,
      name: "web",
      version,
      unvendored: [],
      versionPlaces: [],
      hasPlainValues: true,
    };
  return found;
}

function migrating(ref: OciRef): Decision {
  return {
    action: "migrate",
    url: "oci://ghcr.io/acme/charts",
    ref,
    access: {},
    verify: undefined,
    waive: [],
    root: "keep",
    declareIn: undefined,
    nameTemplate: "{name}",
    notes: [],
    reason: "decided",
  };
}

const entryWith = (ref: OciRef) => ({ ref }) as ChartEntry;
const defaults = (ref: OciRef): Config => ({ ...emptyConfig(), chartDefaults: { ref } });

function refOf(
  of: ChartNode,
  {
    entry,
    config = emptyConfig(),
    decision,
  }: { entry?: ChartEntry; config?: Config; decision?: Decision } = {},
  minor = NEWEST,
) {
  const result = chartRef(of, entry, config, decision, minor);
  return "ref" in result ? result.ref : result.undecided;
}

describe("the order of what gives a chart its version", () => {
  const of = chart({ versions: ["1.x"], version: "1.4.0" });
  const entry = entryWith({ semver: ">=9" });
  const config = defaults({ semver: ">=8" });
  const decision = migrating({ tag: "stable" });

  test("its entry", () => {
    expect(refOf(of, { entry, config, decision })).toEqual({ semver: ">=9" });
  });
  test("chartDefaults", () => {
    expect(refOf(of, { config, decision })).toEqual({ semver: ">=8" });
  });
  test("the version of its releases, where the chart here satisfies it", () => {
    expect(refOf(of, { decision })).toEqual({ semver: "1.x" });
  });
  test("the tag of the source's decision", () => {
    expect(refOf(chart({ versions: ["1.x"], version: "2.0.0" }), { decision })).toEqual({ tag: "stable" });
  });
  test("the branch of the source, as a tag", () => {
    expect(refOf(chart({ ref: "{branch: feature/x}" }))).toEqual({ tag: "feature-x" });
  });
  test.each(["{commit: 0123456789abcdef0123456789abcdef01234567}", "{semver: '>=1.0.0'}", "{}"])(
    "nothing: %s gives no tag",
    (ref) => {
      expect(refOf(chart({ ref }))).toMatch(/nothing says which version/);
    },
  );
});

describe("the version that releases ask for", () => {
  test.each([
    ["not known here", ["1.x"], undefined],
    ["not satisfied", [">=2.0.0"], "1.4.0"],
    ["two that differ", ["1.x", ">=1.0.0"], "1.4.0"],
    ["one of two says nothing", ["1.x", "*"], "1.4.0"],
    ["the wildcard is never assumed", ["*"], "1.4.0"],
    ["no range at all", ["latest"], "1.4.0"],
    ["a pre-release that the range leaves out", ["1.x"], "1.5.0-rc.1"],
  ])("does not count: %s", (_name, versions, version) => {
    const of = chart({ versions, ...(version !== undefined && { version }) });
    expect(refOf(of)).toEqual({ tag: "main" });
  });

  test.each([
    ["exact", "1.4.0", "1.4.0"],
    ["with a v", "1.4.0", "v1.4.0"],
    ["joined by a comma", ">=1.0.0, <2.0.0", "1.4.0"],
    ["with alternatives", "^1.0.0 || ^3.0.0", "3.1.0"],
    ["a tilde", "~1.4", "1.4.9"],
  ])("counts: %s", (_name, range, version) => {
    expect(refOf(chart({ versions: [range, range], version }))).toEqual({ semver: range });
  });
});

describe("tags that Flux would read as versions", () => {
  const decision = (tag: string) => migrating({ tag });

  test.each(["1.2.3", "v1.2.3", "20260101", "1234567", "2026.01", "1.0.0-rc.1", "1.0.0_build", "v1-stable"])(
    "%s of the source is not the chart's",
    (tag) => {
      expect(refOf(chart({ version: "9.9.9" }), { decision: decision(tag) })).toMatch(/looks like a version/);
      expect(refOf(chart(), { decision: decision(tag) })).toMatch(/not known here/);
    },
  );

  test.each([
    ["1.4.0", "1.4.0"],
    ["v1.4.0", "1.4.0"],
    ["1.4.0_build", "1.4.0"],
    ["1.4.0", "1.4.0+build"],
  ])("%s is that of a chart of version %s", (tag, version) => {
    expect(refOf(chart({ version }), { decision: decision(tag) })).toEqual({ tag });
  });

  test.each(["main", "release-1.2", "deadbeef"])("%s is a channel", (tag) => {
    expect(refOf(chart({ version: "9.9.9" }), { decision: decision(tag) })).toEqual({ tag });
  });
});

describe("before Flux 2.7 a tag has to be a version", () => {
  test.each([
    [6, { tag: "main" }, false],
    [7, { tag: "main" }, true],
    [3, { tag: "1.2.3" }, true],
    [3, { semver: ">=1.0.0" }, true],
    [3, { digest: `sha256:${"0".repeat(64)}` }, true],
    [3, { tag: "${TAG}" }, false],
  ] as const)("Flux 2.%i with %o", (minor, ref, taken) => {
    for (const way of [{ entry: entryWith(ref) }, { config: defaults(ref) }]) {
      const found = refOf(chart(), way, minor);
      if (taken) expect(found).toEqual(ref);
      else expect(found).toMatch(/is no version/);
    }
  });

  test("also for the branch that the source follows", () => {
    expect(refOf(chart(), {}, 6)).toMatch(/tag main is no version/);
  });
});
