import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInTree } from "../../src/cli/explain-find.ts";
import { scopeText } from "../../src/core/graph.ts";
import { FINDING_PAGES } from "../../src/flux/findings.ts";
import { RULES } from "../../src/flux/rules.ts";
import { paint } from "../../src/report/colour.ts";
import { explanationText } from "../../src/report/explain.ts";
import { explainReference } from "../../src/report/explain-reference.ts";
import { explainUnit } from "../../src/report/explain-unit.ts";
import { explainReport } from "../../src/report/model.ts";
import { pageText } from "../../src/report/page.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { fixtureNames, loadFixture, type Run, runOn } from "../support/fixture.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { tempTree } from "../support/temp-tree.ts";
import { placeTree } from "../support/tree-copy.ts";

const ROOT = join(import.meta.dirname, "../..");

async function explained(name: string, what: string) {
  const fixture = await loadFixture(name);
  const run = await runOn(fixture, fixture.before);
  return explainAll(run, what);
}

function explainAll({ analysis: { graph }, plan }: Run, what: string) {
  const { units, references } = findInTree(what, graph, [], ".");
  const input = { plan, entryOf: () => undefined };
  return [
    ...units.map((unit) => explainUnit(unit, input)),
    ...references.map((one) =>
      explainReference(one, graph.contexts.get(one.manifest.document.file) ?? [], input),
    ),
  ];
}

describe("explain of a root's source", () => {
  it("names its cluster, and never says that none applies it", async () => {
    let told = 0;
    for (const name of ["flux-instance-root", "flux-instance-in-values-file", "demo", "root-path-dot"]) {
      const fixture = await loadFixture(name);
      const run = await runOn(fixture, fixture.before);
      for (const source of run.analysis.graph.sources.filter((one) => one.roots.length > 0))
        for (const { steps } of explainAll(run, source.id)) {
          const lines = steps.find((one) => one.step === "cluster")?.lines ?? [];
          if (lines.length === 0) continue;
          told++;
          const text = lines.map((one) => one.text).join("\n");
          expect(text).toContain(`cluster ${scopeText(source.scope)}`);
          expect(text).not.toContain("no cluster");
        }
    }
    expect(told).toBeGreaterThan(3);
  });
});

describe("explain of a source", () => {
  it("goes from the declaration to the references, each with its place", async () => {
    const [web, ...others] = await explained("demo", "GitRepository/flux-system/web@clusters/prod");
    expect(others).toEqual([]);
    expect(explanationText(web!, paint(false))).toBe(`GitRepository/flux-system/web@clusters/prod
1. declaration
   apps/base/web.yaml:4  GitRepository/flux-system/web@clusters/prod is declared here (object)
   url https://github.com/acme/web, ref branch main, owner: same-owner
2. cluster
   clusters/prod/apps.yaml:15  Kustomization/flux-system/apps applies it, cluster clusters/prod through apps/prod/kustomization.yaml, apps/base/kustomization.yaml: sets namespace flux-system
3. decision
   GitRepository/flux-system/web@clusters/prod: migrate to oci://ghcr.io/acme/web tag main
   no entry and no flag names the source: decided by git2oci.yaml:23:5
   tag main has to move with every commit on branch main, so the pipeline must publish it
4. target
   OCIRepository flux-system/web (source.toolkit.fluxcd.io/v1)
   apps/base/web.yaml:4  beside or instead of this declaration
5. outcome
   replaced: decided by git2oci.yaml:23:5
6. references
   apps/base/web.yaml:29  Kustomization/?/web spec.sourceRef: repoint, Kustomization web reads OCIRepository flux-system/web instead of GitRepository
`);
  });

  it("explains all that a short form means", async () => {
    const ids = (await explained("demo", "flux-system/web")).map(({ id }) => id);
    expect(ids).toEqual(
      ["dev", "prod", "staging"].map((one) => `GitRepository/flux-system/web@clusters/${one}`),
    );
    expect((await explained("demo", "web")).map(({ id }) => id)).toEqual(ids);
  });

  it("takes every id that scan prints, with the charts", async () => {
    for (const name of ["demo", "chart-many", "unknown-namespace", "same-name-twice", "undecided"]) {
      const fixture = await loadFixture(name);
      const run = await runOn(fixture, fixture.before);
      for (const source of run.analysis.graph.sources)
        for (const unit of [source, ...source.charts])
          expect(explainAll(run, unit.id).map(({ id }) => id)).toContain(unit.id);
    }
  });
});

describe("explain of an object", () => {
  it("goes from the reference over the overlay and the declaration to the outcome", async () => {
    const all = await explained("demo", "Kustomization/flux-system/web");
    expect(all).toHaveLength(1);
    const steps = Object.fromEntries(all[0]!.steps.map(({ step, lines }) => [step, lines]));
    expect(Object.keys(steps)).toEqual(["reference", "namespace", "declaration", "decision", "outcome"]);
    expect(steps.reference![0]).toEqual({
      text: "Kustomization/?/web names GitRepository web in spec.sourceRef",
      at: { file: "apps/base/web.yaml", line: 29 },
    });
    expect(steps.namespace!.map(({ at }) => at?.file)).toEqual([
      "clusters/dev/apps.yaml",
      "clusters/prod/apps.yaml",
      "clusters/staging/apps.yaml",
      undefined,
    ]);
    expect(steps.outcome![0]?.text).toMatch(/^repoint: /);
  });

  it("explains each of its references", async () => {
    const all = await explained("alerts", "Alert/apps/web");
    expect(new Set(all.map(({ of }) => of))).toEqual(new Set(["reference"]));
  });
});

describe("explain of fixtures of all kinds", () => {
  it("gives a report that its schema takes, and no line without a text", async () => {
    for (const name of fixtureNames().filter((_, i) => i % 8 === 0)) {
      const fixture = await loadFixture(name);
      const run = await runOn(fixture, fixture.before);
      const { graph } = run.analysis;
      const ids = [
        ...graph.sources.map(({ id }) => id),
        ...graph.references.map(({ manifest }) => `${manifest.kind}/${manifest.name ?? "?"}`),
      ];
      const all = ids.flatMap((id) => explainAll(run, id));
      expect(schemaProblems("explain-report", JSON.parse(JSON.stringify(explainReport(all))))).toEqual([]);
      const bare = all.flatMap(({ id, steps }) =>
        steps.flatMap(({ step, lines }) =>
          lines.length === 0 || lines.some(({ text }) => text.trim() === "") ? `${id} ${step}` : [],
        ),
      );
      expect([name, bare]).toEqual([name, []]);
    }
  });
});

describe("a page in a terminal", () => {
  it.each(RULES)("$id keeps to the width, but for addresses and blocks, and loses no word", ({ id }) => {
    const page = readFileSync(join(ROOT, `docs/rules/${id}.md`), "utf8");
    const text = pageText(page, paint(false), 60);
    const words = (from: string) =>
      from
        .replace(/\[[^\]]*\]\(([^)]*)\)/g, "$1")
        .replace(/^`{3,}[a-z]*/gm, "")
        .replaceAll("**", "")
        .split(/\s+/)
        .filter((word) => !/^#*$/.test(word));
    expect(words(text)).toEqual(words(page));
    const wide = text.split("\n").filter((line) => line.length > 60 && !/^ {4}|https:|`/.test(line));
    expect(wide).toEqual([]);
    expect(text).not.toMatch(/\n\n\n|\]\(|\*\*/);
  });

  it("is coloured where it shall be", () => {
    const page = "# a\n\n**B.** See `c d`.\n\n```diff\n-x\n+y\n z\n```\n";
    expect(pageText(page, paint(true), 80)).toBe(
      "\u001b[1ma\u001b[22m\n\n\u001b[1mB.\u001b[22m See \u001b[36m`c d`\u001b[39m.\n\n    \u001b[31m-x\u001b[39m\n    \u001b[32m+y\u001b[39m\n     z\n",
    );
  });
});

describe("git2oci explain", () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  it("prints the page of a rule where there is no tree", () => {
    const { status, stdout, stderr } = cli.run(["explain", "variable-tag"], { cwd: "/" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")[0]).toBe("variable-tag");
    expect(cli.run(["explain", "custom-pipeline-spec-source"]).stdout).toBe(
      cli.run(["explain", "custom"]).stdout,
    );
  });

  it("lists every rule with its title where nothing is named", () => {
    const { status, stdout } = cli.run(["explain"]);
    expect(status).toBe(0);
    const rows = stdout.split("\n").filter((row) => row.startsWith("  "));
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual(
      [...RULES, ...FINDING_PAGES].map(({ id, title }) => [id, title]),
    );
  });

  it("explains what a tree holds, at --path, with the configuration beside it", async () => {
    const { before } = await loadFixture("demo");
    const fleet = placeTree(before, undefined);
    const run = (...args: string[]) => cli.run(["explain", ...args, "--path", fleet]);
    const { status, stdout } = run(
      "GitRepository/flux-system/shop",
      "--map",
      "shop=oci://ghcr.io/acme/shop:main",
    );
    expect(status).toBe(0);
    expect(stdout).toContain(
      "the first entry that matches the source is shop (--map shop=oci://ghcr.io/acme/shop:main): decided by",
    );
    const json = JSON.parse(run("Kustomization/flux-system/apps", "--format", "json").stdout);
    expect(schemaProblems("explain-report", json)).toEqual([]);
  });

  it("tells of an object what applies it, where its values stand and which patch selects it", () => {
    const kustomization = (name: string, path: string) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n`;
    const cwd = tempTree({
      "c/flux-system/gotk-sync.yaml": `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {url: https://github.com/acme/fleet, ref: {branch: main}}\n---\n${kustomization("flux-system", "./c")}`,
      "c/apps.yaml": kustomization("apps", "./apps"),
      "apps/kustomization.yaml":
        "resources: [release.yaml]\npatches:\n- target: {kind: HelmRelease}\n  patch: |\n    - {op: replace, path: /spec/chartRef/name, value: other}\n",
      "apps/release.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n  chartRef: {kind: OCIRepository, name: web}\n",
    });
    expect(cli.run(["explain", "HelmRelease/web/web"], { cwd }).stdout).toBe(`HelmRelease/web/web@c
1. object
   apps/release.yaml:3  cluster c gets HelmRelease/web/web
2. applied by
   c/apps.yaml:3  Kustomization/flux-system/apps applies it
   c/flux-system/gotk-sync.yaml:8  Kustomization/flux-system/flux-system applies it
3. values
   apps/release.yaml:3  metadata.name: "web"
   apps/release.yaml:3  metadata.namespace: "web"
   apps/release.yaml:5  spec.chartRef.kind: "OCIRepository"
   apps/kustomization.yaml:5  spec.chartRef.name: "other"
4. selected by
   apps/kustomization.yaml:3  the target of a patch selects it
`);
  });

  it.each([
    [
      "variable-tags",
      'there is no rule "variable-tags" (did you mean "variable-tag"?); git2oci explain lists them; a source is namespace/name',
    ],
    [
      "apps/wep",
      '. has no Git source, and no Flux object of a cluster, called "apps/wep" (did you mean "apps/web"?); git2oci scan lists the sources',
    ],
    [
      "Kustomization/other/web",
      '. has no Git source, and no Flux object of a cluster, called "Kustomization/other/web" (nearest: "Kustomization/apps/web"); git2oci scan lists the sources',
    ],
    [
      "nothing-of-the-kind",
      '"nothing-of-the-kind" is no rule (git2oci explain lists them), and . has no Git source, and no Flux object of a cluster, called "nothing-of-the-kind"; git2oci scan lists the sources',
    ],
    ["variable-tag --format json", "the page of a rule is text; leave --format out"],
    ["apps/web --format html", 'unknown format "html" for explain; allowed: pretty, json'],
  ])("%s ends with 2 and one line", (line, message) => {
    const text = readFileSync(join(ROOT, "fixtures/seed/before/app.yaml"), "utf8");
    const cwd = tempTree({
      "app.yaml": Buffer.from(
        text
          .replace(/name: my-app(-[a-z]+)?/g, "name: web\n  namespace: apps")
          .replace("    name: web\n  namespace: apps\n  path", "    name: web\n  path"),
      ),
    });
    const { status, stdout, stderr } = cli.run(["explain", ...line.split(" ")], { cwd });
    expect([status, stdout, stderr]).toEqual([2, "", `git2oci: ${message}\n`]);
  });
});
