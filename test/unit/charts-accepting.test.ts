import { describe, expect, test } from "vitest";
import { declinedByOnly } from "../../src/cli/only.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { unitsOf } from "../../src/core/units.ts";
import { migrateReport } from "../../src/report/model.ts";
import { changesOf, plan } from "../../src/run.ts";
import { ABOUT } from "../support/about.ts";
import { loadFixture, runOn } from "../support/fixture.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { GIT } from "../support/small-fleet.ts";

function release(name: string, source: string, chart: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: apps}
spec:
  interval: 10m
  chart:
    spec: {chart: ${chart}, sourceRef: {kind: GitRepository, name: ${source}}}
`;
}

const FILES = new Map([
  ["a.yaml", [gitText({ name: "a", namespace: "apps" }, GIT), release("one", "a", "one")].join("---\n")],
  ["b.yaml", [gitText({ name: "b", namespace: "apps" }, GIT), release("two", "b", "two")].join("---\n")],
]);

describe("--only", () => {
  const { graph } = analyseTexts(FILES, emptyConfig());

  test("a source covers its charts, and leaves out the others with theirs", () => {
    const left = declinedByOnly(["apps/a"], graph);
    expect([...left.keys()].map((one) => one.id)).toEqual([
      "GitRepository/apps/b",
      "GitRepository/apps/b#two",
    ]);
  });

  test("nothing is left out without it", () => {
    expect(declinedByOnly([], graph).size).toBe(0);
  });
});

describe("charts in reports", () => {
  test("each is in charts[] of its source, with its decision, its result and its releases", async () => {
    const fixture = await loadFixture("chart-many");
    const { analysis, plan: current, changes } = await runOn(fixture, fixture.before);
    const report = migrateReport(analysis.graph, current, changes, true, ABOUT);
    const shown = report.sources.flatMap(({ charts }) =>
      charts.map(({ id, path, decision, result, references }) => [
        id,
        path,
        decision.url,
        result.state,
        references.length,
      ]),
    );
    const id = "GitRepository/flux-system/charts";
    expect(shown).toEqual([
      [`${id}#incubator/web`, "incubator/web", "oci://ghcr.io/acme/incubator/web", "replaced", 1],
      [`${id}#stable/api`, "stable/api", "oci://ghcr.io/acme/charts/api", "replaced", 2],
      [`${id}#stable/web`, "stable/web", "oci://ghcr.io/acme/stable/web", "replaced", 2],
    ]);
  });

  test("one that somebody else declares is in elsewhere[], by its own id", async () => {
    const fixture = await loadFixture("chart-elsewhere");
    const { analysis, plan: current, changes } = await runOn(fixture, fixture.before);
    const { elsewhere } = migrateReport(analysis.graph, current, changes, true, ABOUT);
    expect(elsewhere.map(({ id, name }) => [id, name])).toEqual([
      ["GitRepository/flux-system/charts#web", "web-chart"],
    ]);
    expect(elsewhere[0]?.manifest).toContain("kind: OCIRepository\n");
  });
});

describe("declining", () => {
  test.each([
    ["a chart keeps that chart on Git, and its source", ["GitRepository/flux-system/charts#stable/api"]],
    ["the manifests of a source keeps the source, and its charts move", ["GitRepository/flux-system/charts"]],
  ])("%s", async (_name, ids) => {
    const fixture = await loadFixture("chart-many");
    const { analysis } = await runOn(fixture, fixture.before);
    const units = unitsOf(analysis.graph).filter((one) => ids.includes(one.id));
    const current = plan(analysis, new Map(units.map((one) => [one, "declined"])));
    const moved = current.migrations.map((one) => one.id);
    const all = unitsOf(analysis.graph).map((one) => one.id);
    expect(moved).toEqual(all.filter((one) => !ids.includes(one)));
    const after = changesOf(current, analysis).find((one) => one.path === "sources.yaml")?.after;
    expect(after).toContain("kind: GitRepository\nmetadata:\n  name: charts\n");
  });
});
