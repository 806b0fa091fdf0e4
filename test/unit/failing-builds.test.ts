import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { paint } from "../../src/report/colour.ts";
import { htmlReport } from "../../src/report/html/page.ts";
import { lintReport } from "../../src/report/lint/json.ts";
import { lintView } from "../../src/report/lint/view.ts";
import { markdownMigrate } from "../../src/report/markdown.ts";
import { prettyScan } from "../../src/report/pretty.ts";
import { reviewOf } from "../../src/report/review.ts";
import { plan } from "../../src/run.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { kustomization, source, sync } from "../support/small-cluster.ts";

const KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
const TEAM = source("team", "  ref: { branch: main }\n");

const analysed = (files: Record<string, string>) =>
  analyseTexts(new Map(Object.entries(files)), emptyConfig());

/** What is said of a tree: place and message of each finding. */
function told(files: Record<string, string>): string[] {
  const analysis = analysed(files);
  const found = plan(analysis).findings.filter(({ rule }) => rule === "does-not-build");
  const linted = lintTree(analysis, emptyConfig().lint).findings.filter(
    ({ rule }) => rule === "does-not-build",
  );
  const said = found.map(
    ({ location, message }) => `${location.file}:${location.line}:${location.column} ${message}`,
  );
  expect(found.map(({ severity }) => severity)).toEqual(found.map(() => "warning"));
  expect(linted.map(({ message, severity }) => `${severity} ${message}`).sort()).toEqual(
    found.map(({ message, severity }) => `${severity} ${message}`).sort(),
  );
  return said;
}

/** Clusters with a root, each of which applies `apps`. */
function clusters(count: number, files: Record<string, string>): Record<string, string> {
  const roots = Array.from({ length: count }, (_, i) => `clusters/c${i + 1}`).flatMap((path) => [
    [`${path}/gotk-sync.yaml`, sync(`./${path}`)],
    [`${path}/apps.yaml`, kustomization("apps", "./apps")],
  ]);
  return { ...Object.fromEntries(roots), ...files };
}

describe("what does not build", () => {
  it("is one finding a place, with the clusters listed once", () => {
    const base = { "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n- gone.yaml\n` };
    expect(told(clusters(2, base))).toEqual([
      "apps/kustomization.yaml:4:3 apps (applied in clusters/c1, clusters/c2) does not build today: the resource gone.yaml does not exist",
    ]);
    expect(told(clusters(8, base))).toEqual([
      "apps/kustomization.yaml:4:3 apps (applied in clusters/c1, clusters/c2, clusters/c3, clusters/c4, clusters/c5 and 3 more) does not build today: the resource gone.yaml does not exist",
    ]);
  });

  it("stands at the Kustomization if its path is missing", () => {
    expect(told(clusters(1, {}))).toEqual([
      "clusters/c1/apps.yaml:7:3 apps (applied in clusters/c1) does not build today: the path apps does not exist",
    ]);
  });

  it("stands at what names the directory if the failure has no place", () => {
    const two = {
      "apps/kustomization.yaml": `${KUSTOMIZATION}resources: []\n`,
      "apps/kustomization.yml": `${KUSTOMIZATION}resources: []\n`,
    };
    expect(told(clusters(1, two))).toEqual([
      "clusters/c1/apps.yaml:4:9 apps (applied in clusters/c1) does not build today: apps has several kustomization files: apps/kustomization.yaml, apps/kustomization.yml",
    ]);
    const alone = {
      "tools/kustomization.yaml": `${KUSTOMIZATION}resources:\n- team.yaml\n`,
      "tools/kustomization.yml": KUSTOMIZATION,
      "tools/team.yaml": TEAM,
    };
    expect(told(alone)).toEqual([
      "tools/kustomization.yaml:1:1 tools does not build today: tools has several kustomization files: tools/kustomization.yaml, tools/kustomization.yml",
    ]);
  });

  it.each([
    ["names a Git source", TEAM, 1],
    ["is a Kustomization of Flux", kustomization("apps", "./apps"), 1],
    [
      "is JSON of Flux",
      '{\n  "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",\n  "metadata": { "name": "a" }\n}\n',
      1,
    ],
    [
      "is a release of a HelmRepository",
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a }\n",
      0,
    ],
    ["is nothing of Flux", "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n", 0],
  ])("counts without a root only if a file %s", (_, text, count) => {
    const files = {
      "tools/kustomization.yaml": `${KUSTOMIZATION}resources:\n- sub\n- gone.yaml\n`,
      "tools/sub/kustomization.yaml": `${KUSTOMIZATION}resources:\n- a.yaml\n`,
      "tools/sub/a.yaml": text,
    };
    expect(told(files)).toHaveLength(count);
  });

  it("leaves a component alone, and a root of another repository that is kept in a folder", () => {
    const component =
      "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n- team.yaml\n- ../gone.yaml\n";
    expect(told({ "part/kustomization.yaml": component, "part/team.yaml": TEAM })).toEqual([]);
    expect(told({ "copies/fleet/clusters/a/flux-system/gotk-sync.yaml": sync("./clusters/a") })).toEqual([]);
  });

  it("names no credentials and no value of a Secret", () => {
    const files = clusters(1, {
      "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n- secret.yaml\ncomponents:\n- "https:/bot:hunter2hunter2@example.com/x"\n`,
      "apps/secret.yaml":
        "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { a: hunter2hunter2 }\n",
    });
    expect(told(files)).toHaveLength(1);
    expect(told(files).join()).not.toContain("hunter2");
  });
});

describe("what does not build, in every format", () => {
  const evil = "gone\u202e<script>\\n.yaml";
  const analysis = analysed(
    clusters(1, { "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n- "${evil}"\n` }),
  );
  const made = plan(analysis);
  const review = reviewOf(analysis.graph, made, []);
  const linted = lintReport(lintView(lintTree(analysis, emptyConfig().lint)));

  it.each([
    ["pretty", prettyScan(analysis.graph, made, paint(false))],
    ["Markdown", markdownMigrate(review)],
    ["HTML", htmlReport(review)],
    ["JSON of lint", JSON.stringify(linted)],
  ])("%s has it", (format, text) => {
    expect(text).toContain("does-not-build");
    expect(text).toContain("Until a directory builds, nothing of it moves.");
    if (format.startsWith("JSON")) return;
    expect(text).not.toContain("\u202e");
    if (format === "HTML") expect(text).not.toContain("u202e<script>");
  });

  it("fits the schema of lint", () => {
    expect(schemaProblems("lint-report", JSON.parse(JSON.stringify(linted)))).toEqual([]);
  });
});

/** Why references of a tree are not bound. */
const unknowns = ({ graph }: ReturnType<typeof analysed>) =>
  graph.references.flatMap(({ unknown }) => unknown ?? []);

describe("a gap that keeps a reference", () => {
  it("is a file that fails beside it, although it stands in no kustomization.yaml", () => {
    const analysis = analysed({
      "clusters/c1/flux-system/gotk-sync.yaml": sync("./clusters/c1"),
      "clusters/c1/broken.yaml": "apiVersion: v1\nkind: ConfigMap\n",
      "clusters/c1/team.yaml": `${TEAM}---\n${kustomization("team", "./x").replace("name: flux-system }", "name: team }")}`,
    });
    expect(unknowns(analysis)).toContain(
      "clusters/c1 does not build today: an object has no metadata.name (clusters/c1/broken.yaml:1)",
    );
  });

  it("is told with its place", () => {
    const analysis = analysed(
      clusters(1, {
        "apps/kustomization.yaml": `${KUSTOMIZATION}resources:\n- team.yaml\ncomponents:\n- https://u:hunter2hunter2@example.com/x//c?ref=v1\n`,
        "apps/team.yaml": `${TEAM}---\n${kustomization("team", "./x").replace("name: flux-system }", "name: team }")}`,
      }),
    );
    expect(unknowns(analysis)).toEqual([
      "the component https://example.com/x//c is fetched from elsewhere (apps/kustomization.yaml:6)",
    ]);
  });

  it("stands in the line of a text in a text", () => {
    const patch =
      "  patches:\n    - target: { kind: Kustomization }\n      patch: |\n        - op: replace\n          path: /metadata/name\n          value: ${WHO}\n";
    const inner = kustomization("inner", "./x").replace("name: flux-system }", "name: team }");
    const analysis = analysed({
      "clusters/c1/gotk-sync.yaml": sync("./clusters/c1"),
      "clusters/c1/apps.yaml": kustomization(
        "apps",
        "./apps",
        `${patch}  postBuild: { substituteFrom: [{ kind: Secret, name: elsewhere }] }\n`,
      ),
      "apps/team.yaml": `${TEAM}---\n${inner}`,
    });
    expect(unknowns(analysis)).toEqual([
      "metadata.name holds ${WHO}, which nothing here sets (clusters/c1/apps.yaml:14)",
    ]);
  });
});
