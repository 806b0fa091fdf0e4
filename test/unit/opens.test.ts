import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { paint } from "../../src/report/colour.ts";
import { htmlReport } from "../../src/report/html/page.ts";
import { markdownMigrate } from "../../src/report/markdown.ts";
import { markdownScan } from "../../src/report/markdown-scan.ts";
import { migrateReport, scanReport } from "../../src/report/model.ts";
import { prettyScan } from "../../src/report/pretty.ts";
import { prettyMigrate } from "../../src/report/pretty-migrate.ts";
import { reviewOf } from "../../src/report/review.ts";
import { type Analysis, changesOf, plan } from "../../src/run.ts";
import { ABOUT } from "../support/about.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { kustomization, source, sync } from "../support/small-cluster.ts";

const KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
const SECRET = "https://bot:hunter2hunter2@example.com/more.yaml?token=abcdefgh";

/** A source of another repository, and the Kustomization that applies what is in it. */
const TEAM = `${source("team", "  ref: { branch: main }\n")}---\n${kustomization("team", "./deploy").replace(
  "name: flux-system }",
  "name: team }",
)}`;

function analysed(files: Record<string, string>, maps = true): Analysis {
  const config = {
    ...emptyConfig(),
    ...(maps && {
      registry: { url: "oci://ghcr.io/acme", origin: { flag: "--registry" } },
      owners: ["github.com/acme"],
    }),
  };
  return analyseTexts(new Map(Object.entries(files)), config);
}

/** Two clusters that share a base. */
function fleet(base: Record<string, string>): Record<string, string> {
  const clusters = ["clusters/a", "clusters/b"].map((path) => [
    [`${path}/flux-system/gotk-sync.yaml`, sync(`./${path}`)],
    [`${path}/apps.yaml`, kustomization("apps", "./apps", "  targetNamespace: flux-system\n")],
  ]);
  return { ...Object.fromEntries(clusters.flat()), ...base };
}

const opens = (analysis: Analysis) => scanReport(analysis.graph, plan(analysis), ABOUT).opens;

describe("opens", () => {
  it("has each place once, with all clusters, in the order of places", () => {
    const analysis = analysed(
      fleet({
        "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n- team.yaml\n- https://example.com/a.yaml\n`,
        "apps/team.yaml": TEAM,
        "clusters/b/kustomization.yaml": `${KUSTOMIZATION}resources:\n- flux-system\n- apps.yaml\n`,
        "clusters/b/flux-system/kustomization.yaml": `${KUSTOMIZATION}resources:\n- gotk-components.yaml\n- gotk-sync.yaml\n`,
      }),
    );
    expect(opens(analysis)).toEqual([
      {
        clusters: ["clusters/a", "clusters/b"],
        reason: "https://example.com/a.yaml is fetched from elsewhere",
        ...{ file: "apps/kustomization.yaml", line: 5, column: 3 },
      },
      {
        clusters: ["clusters/a", "clusters/b"],
        reason: "Kustomization flux-system/team applies another repository",
        ...{ file: "apps/team.yaml", line: 17, column: 3 },
      },
      {
        clusters: ["clusters/b"],
        reason: "gotk-components.yaml is no file here",
        ...{ file: "clusters/b/flux-system/kustomization.yaml", line: 4, column: 3 },
      },
    ]);
  });

  it("names the scanned root and what is applied by hand as BuildReport does", () => {
    const root = analysed({
      "flux-system/gotk-sync.yaml": sync("./"),
      "kustomization.yaml": `${KUSTOMIZATION}resources:\n- flux-system/gotk-sync.yaml\n- https://example.com/a.yaml\n`,
    });
    expect(opens(root).map(({ clusters }) => clusters)).toEqual([["."]]);
    const hand = analysed({
      "tools/kustomization.yaml": `${KUSTOMIZATION}resources:\n- https://example.com/a.yaml\n`,
    });
    expect(opens(hand).map(({ clusters }) => clusters)).toEqual([["?tools"]]);
  });

  it("has several reasons of one place in one entry, the first of them", () => {
    const base = Object.fromEntries(
      ["a", "b", "c", "d", "e"].map((name) => [
        `apps/${name}/kustomization.yaml`,
        `${KUSTOMIZATION}namePrefix: ${name}-\nresources:\n- ../../base\n`,
      ]),
    );
    const list = Object.keys(base).map((path) => `- ${path.split("/")[1]}\n`);
    const analysis = analysed(
      fleet({
        ...base,
        "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n${list.join("")}`,
        "base/kustomization.yaml": `${KUSTOMIZATION}resources:\n- team.yaml\n`,
        "base/team.yaml": TEAM,
      }),
    );
    expect(opens(analysis)).toHaveLength(1);
    expect(opens(analysis)[0]?.reason.split("; ")).toEqual([
      "Kustomization flux-system/a-team reads GitRepository team, which is not declared here",
      "Kustomization flux-system/b-team reads GitRepository team, which is not declared here",
      "Kustomization flux-system/c-team reads GitRepository team, which is not declared here",
      "and 2 more",
    ]);
  });

  it("is one line a command before merging, with its repositories, and one for all else, if a source of the cluster moves", () => {
    const files = fleet({
      "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n- team.yaml\n- https://example.com/a.yaml\n`,
      "apps/team.yaml": TEAM,
      "clusters/a/more.yaml": TEAM.replaceAll("team", "more"),
    });
    const steps = (analysis: Analysis) => plan(analysis).before.filter((line) => /opens|--gone/.test(line));
    expect(steps(analysed(files))).toEqual([
      "Run git2oci lint --gone https://github.com/acme/more=flux-system/more --gone https://github.com/acme/team=flux-system/team in each of these repositories, which clusters apply: https://github.com/acme/team (apps/team.yaml:17), https://github.com/acme/more (clusters/a/more.yaml:17). Objects there may read what goes.",
      "Look for readers of the sources that move in what 1 place brings from elsewhere (see opens). This repository does not show those objects.",
    ]);
    expect(steps(analysed(files, false))).toEqual([]);
  });
});

describe("opens in every format", () => {
  const name = "evil\u202e<script>`x`";
  const files = fleet({
    "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n- team.yaml\n- ${SECRET}\n- "https://example.com/${name}"\n`,
    "apps/team.yaml": TEAM,
  });
  const analysis = analysed(files);
  const { graph } = analysis;
  const made = plan(analysis);
  const changes = changesOf(made, analysis);
  const review = reviewOf(graph, made, changes);
  const reports: [string, string][] = [
    ["scan, pretty", prettyScan(graph, made, paint(false))],
    ["scan, JSON", JSON.stringify(scanReport(graph, made, ABOUT))],
    ["scan, Markdown", markdownScan(graph, made)],
    ["migrate, pretty", prettyMigrate(graph, made, changes, () => [], paint(false))],
    ["migrate, JSON", JSON.stringify(migrateReport(graph, made, changes, true, ABOUT))],
    ["migrate, Markdown", markdownMigrate(review)],
    ["migrate, HTML", htmlReport(review)],
  ];

  it.each(reports)("%s: lists them, without credentials and with nothing hidden", (format, text) => {
    expect(text).toMatch(/apps\W{1,10}(?:wbr>)?kustomization\.yaml/);
    expect(text).toContain("more.yaml");
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("abcdefgh");
    if (format.endsWith("JSON")) return;
    expect(text).not.toContain("\u202e");
    expect(text).toContain("Opens: what comes from elsewhere");
  });

  it("as HTML and Markdown, no name is markup", () => {
    expect(htmlReport(review)).not.toContain("u202e<script>");
    expect(markdownMigrate(review)).not.toMatch(/[^`\\]<script>/);
  });

  it("fits the schemas", () => {
    const asRead = (report: unknown) => JSON.parse(JSON.stringify(report)) as unknown;
    expect(schemaProblems("scan-report", asRead(scanReport(graph, made, ABOUT)))).toEqual([]);
    expect(
      schemaProblems("migrate-report", asRead(migrateReport(graph, made, changes, true, ABOUT))),
    ).toEqual([]);
    const broken = asRead(scanReport(graph, made, ABOUT)) as { opens: unknown[] };
    broken.opens = [{ reason: "?", file: null, line: null, column: null, clusters: [] }];
    expect(schemaProblems("scan-report", broken)).not.toEqual([]);
  });

  it("counts what the terminal has no room for", () => {
    const many = Array.from({ length: 8 }, (_, i) => `- https://example.com/${i}.yaml\n`);
    const all = analysed(
      fleet({ "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n${many.join("")}` }),
    );
    const text = prettyScan(all.graph, plan(all), paint(false));
    expect(text).toContain("Opens: what comes from elsewhere (8):\n  apps/kustomization.yaml:4 ");
    expect(text).toContain("  and 3 more; --format json lists them all\n");
  });
});
