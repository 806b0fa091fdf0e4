import { describe, expect, test } from "vitest";
import { checkResult } from "../../src/check.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { sourceOf } from "../../src/core/units.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { paint } from "../../src/report/colour.ts";
import { findingLines } from "../../src/report/pretty.ts";
import { changesOf, plan } from "../../src/run.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, GIT, reader } from "../support/small-fleet.ts";

const MAP = ["web=oci://ghcr.io/acme/web:main"];
const WEB = gitText({ name: "web", namespace: "apps" }, GIT);

/** A template with references to sources of these names. */
function template(...names: string[]): string {
  return names
    .map(
      (name) =>
        `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {{ .x }}\nspec:\n  sourceRef:\n    kind: GitRepository\n    name: ${name}\n`,
    )
    .join("");
}

function run(files: Record<string, string>, map = MAP, more: { templates?: boolean; name?: string } = {}) {
  const merged = mergeFlags(emptyConfig(), { map, templates: more.templates ?? true });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  const config = { ...merged.config, ...(more.name !== undefined && { name: more.name }) };
  const analysis = analyseTexts(new Map(Object.entries(files)), config);
  const current = plan(analysis);
  const changes = changesOf(current, analysis);
  return {
    analysis,
    current,
    changed: changes.map(({ path }) => path),
    fates: Object.fromEntries(
      [...current.fates].map(([unit, { state, reason }]) => [sourceOf(unit).name, `${state}: ${reason}`]),
    ),
    told: current.findings
      .filter(({ rule }) => rule === "template")
      .map(({ severity, message }) => `${severity}: ${message}`),
    problems: checkResult(analysis, current, changes),
  };
}

describe("references of templates", () => {
  test("move with their source, which then goes", () => {
    const { changed, fates, told, problems, current } = run({
      "web.yaml": WEB,
      "a.yaml.tpl": template("web"),
    });
    expect(changed).toEqual(["a.yaml.tpl", "web.yaml"]);
    expect(fates.web).toContain("replaced");
    expect([told, problems]).toEqual([[], []]);
    expect(current.before.join("\n")).toContain("Render the changed templates before and after");
  });

  test("keep it on Git without the flag, and the report says what the flag would do", () => {
    const files = {
      "web.yaml": `${WEB}---\n${reader("web", { name: "web", namespace: "apps" })}`,
      "a.yaml.tpl": template("web"),
    };
    const { changed, fates, told, current } = run(files, MAP, { templates: false });
    expect(changed).toEqual(["web.yaml"]);
    expect(fates.web).toContain("beside: a.yaml.tpl:8 names it");
    expect(told).toEqual([
      "warning: the template names GitRepository web in spec.sourceRef; --templates edits it where its source moves",
    ]);
    expect(current.before.join()).not.toContain("Render");
  });

  test("stay where their source is not decided, and are a note", () => {
    const { changed, told, fates } = run({ "web.yaml": WEB, "a.yaml.tpl": template("web") }, []);
    expect(changed).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^note: .* and stays: undecided: /)]);
    expect(fates.web).toMatch(/^kept: undecided/);
  });

  test("make no source of a name that nothing else knows", () => {
    const { analysis, told } = run({ "web.yaml": WEB, "a.yaml.tpl": template("other") });
    expect(analysis.graph.sources.map(({ name }) => name)).toEqual(["web"]);
    expect(told).toEqual([
      "note: the template names GitRepository other in spec.sourceRef, and stays: no source of this tree is called other",
    ]);
  });

  test("stay where not every cluster gets the OCIRepository", () => {
    const files = Object.fromEntries([
      cluster("clusters/a"),
      cluster("clusters/b"),
      ["clusters/a/web.yaml", WEB],
      ["a.yaml.tpl", template("web")],
    ]);
    const { told, changed } = run(files);
    expect(changed).toEqual([]);
    expect(told).toEqual([
      expect.stringContaining("not every cluster gets OCIRepository apps/web (not clusters/b)"),
    ]);
  });

  test("stay where sources of two namespaces have that name", () => {
    const files = {
      "web.yaml": WEB,
      "more.yaml": gitText({ name: "web", namespace: "more" }, GIT),
      "a.yaml.tpl": template("web"),
    };
    expect(run(files).told).toEqual([expect.stringContaining("different names (apps/web, more/web)")]);
  });

  test.each([
    ["of that name", "web"],
    ["whose name is an expression", "{{ .y }}"],
  ])("stay where a template declares a source %s", (_what, name) => {
    const declaration = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: ${name}\n`;
    const { told, changed, fates } = run({
      "web.yaml": WEB,
      "a.yaml.tpl": template("web"),
      "b.yaml.tpl": declaration,
    });
    expect(changed).toEqual(["web.yaml"]);
    expect(told[0]).toContain(
      "the template at b.yaml.tpl:2 declares a GitRepository that may be the one it names",
    );
    expect(fates.web).not.toContain("replaced");
  });

  test("stay where the OCIRepository gets another name", () => {
    const { told, changed } = run({ "web.yaml": WEB, "a.yaml.tpl": template("web") }, MAP, {
      name: "{name}-oci",
    });
    expect(changed).toEqual([]);
    expect(told).toEqual([expect.stringContaining("write kind: OCIRepository and name: web-oci by hand")]);
  });

  test("of one file are one finding where there are many", () => {
    const { told } = run({ "a.yaml.tpl": template("a", "b", "c", "d", "e") });
    expect(told).toEqual([
      "note: 5 lines of this template name Git sources (8, 17, 26 and 2 more); here the template names GitRepository a in spec.sourceRef, and stays: no source of this tree is called a",
    ]);
  });

  test("fail lint with the flag, which would move them", () => {
    const { analysis } = run({ "web.yaml": WEB, "a.yaml.tpl": template("web") });
    const errors = lintTree(analysis, emptyConfig().lint).findings.filter(
      ({ severity }) => severity === "error",
    );
    expect(errors.map(({ location }) => [location.file, location.line])).toEqual([
      ["a.yaml.tpl", 8],
      ["web.yaml", 2],
    ]);
  });

  test("many of one kind are counted for a person, with what to write below them once", () => {
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [`${i}.yaml.tpl`, template(`s${i}`)]),
    );
    const lines = findingLines(run(files).current.findings, paint(false));
    expect(lines).toHaveLength(2 + 5 + 2);
    expect(lines.at(-2)).toBe("      and 3 more of the kind; --format json lists them all");
    expect(lines.at(-1)).toContain("Write `kind: OCIRepository`");
  });
});
