import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeReader } from "../../src/io/read.ts";
import { readChart } from "../../src/scan/chart-facts.ts";
import { tempTree } from "../support/temp-tree.ts";

const CHART = "apiVersion: v2\nname: web\nversion: 1.2.3\n";
const read = (files: Readonly<Record<string, string>>, directory = "web") =>
  readChart(tempTree(files), directory, nodeReader);

describe("readChart", () => {
  test("reads name and version, also of a chart at the root", () => {
    const known = { problem: undefined, name: "web", version: "1.2.3", unvendored: [] };
    expect(read({ "web/Chart.yaml": CHART })).toMatchObject({ ...known, file: "web/Chart.yaml" });
    expect(read({ "Chart.yaml": CHART }, "")).toMatchObject({ ...known, file: "Chart.yaml" });
  });

  test("a version that YAML takes for a number is what Helm makes of it", () => {
    expect(read({ "web/Chart.yaml": "name: 12\nversion: 1.10\n" })).toMatchObject({
      name: "12",
      version: "1.1",
    });
  });

  test.each([
    ["no directory", { "a/b": "" }, /no such file/],
    ["no Chart.yaml", { "web/values.yaml": "" }, /no such file/],
    ["another spelling of it", { "web/chart.yaml": CHART }, /no such file/],
    ["a directory of that name", { "web/Chart.yaml/x": "" }, /no such file/],
    ["empty", { "web/Chart.yaml": "" }, /no name/],
    ["no map", { "web/Chart.yaml": "- a\n" }, /no name/],
    ["no version", { "web/Chart.yaml": "name: web\n" }, /no version/],
    ["no YAML", { "web/Chart.yaml": "name: web\n version: 1\n" }, /^line \d: ./],
    ["a template", { "web/Chart.yaml": "name: web\nversion: {{ .v }}\n" }, /./],
    ["larger than any", { "web/Chart.yaml": `${CHART}# ${"x".repeat(1 << 20)}\n` }, /no such file/],
    ["a name longer than any", { "web/Chart.yaml": `name: ${"x".repeat(300)}\nversion: 1.0.0\n` }, /longer/],
  ] as const)("says what is wrong: %s", (_name, files, problem) => {
    const facts = read(files as Record<string, string>);
    expect(facts.problem).toMatch(problem);
    expect([facts.name, facts.version]).toEqual([undefined, undefined]);
  });

  test("follows no link out of the tree: neither of the directory nor of Chart.yaml", () => {
    const outside = tempTree({ "web/Chart.yaml": CHART });
    const root = tempTree({ "here/values.yaml": "" });
    symlinkSync(join(outside, "web"), join(root, "web"));
    symlinkSync(join(outside, "web/Chart.yaml"), join(root, "here/Chart.yaml"));
    for (const directory of ["web", "here", "../web"])
      expect(readChart(root, directory, nodeReader).problem).toMatch(/no such file/);
  });

  test("reads no template behind a link", () => {
    const outside = tempTree({ "labels.yaml": "  helm.sh/chart: {{ .Chart.Version }}\n" });
    const root = tempTree({ "web/Chart.yaml": CHART, "web/templates/a.yaml": "a: 1\n" });
    symlinkSync(join(outside, "labels.yaml"), join(root, "web/templates/b.yaml"));
    symlinkSync(outside, join(root, "web/templates/c"));
    expect(readChart(root, "web", nodeReader).versionLabel).toBeUndefined();
  });

  test("not the templates folder itself, where that is a link", () => {
    const outside = tempTree({ "labels.yaml": "  helm.sh/chart: {{ .Chart.Version }}\n" });
    const root = tempTree({ "web/Chart.yaml": CHART });
    symlinkSync(outside, join(root, "web/templates"));
    expect(readChart(root, "web", nodeReader).versionLabel).toBeUndefined();
  });

  test("a chart that is a link to another one of the tree is that one", () => {
    const root = tempTree({ "real/Chart.yaml": CHART });
    symlinkSync("real", join(root, "web"));
    expect(readChart(root, "web", nodeReader).name).toBe("web");
  });
});

describe("dependencies", () => {
  const needs = (...names: string[]) =>
    `${CHART}dependencies:\n${names.map((one) => `  - {name: ${one}, version: 1.x, repository: "https://x"}\n`).join("")}`;

  test.each([
    ["a folder", { "web/charts/redis/Chart.yaml": CHART }, []],
    ["a package", { "web/charts/redis-17.1.0.tgz": "" }, []],
    ["a package with a v", { "web/charts/redis-v17.1.0.tgz": "" }, []],
    ["a package of another one", { "web/charts/redis-cluster-1.0.0.tgz": "" }, ["redis"]],
    ["nothing", {}, ["redis"]],
  ])("%s", (_name, files, missing) => {
    const tree = { "web/Chart.yaml": needs("redis"), ...files } as Record<string, string>;
    expect(read(tree).unvendored).toEqual(missing);
  });

  test("requirements.yaml of old charts counts too", () => {
    const old = { "web/Chart.yaml": `apiVersion: v1\n${CHART}`.replace("apiVersion: v2\n", "") };
    const requirements = "dependencies:\n  - {name: redis, version: 1.x, repository: https://x}\n";
    expect(read({ ...old, "web/requirements.yaml": requirements }).unvendored).toEqual(["redis"]);
  });
});

describe("labels with .Chart.Version", () => {
  test.each([
    ["helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}", true],
    ['"helm.sh/chart": "{{ .Chart.Name }}-{{ .Chart.Version }}"', true],
    ["app.kubernetes.io/version: {{ .Chart.Version | quote }}", true],
    ["chart: {{ .Chart.Version }}", true],
    ['{{- printf "%s-%s" .Chart.Name .Chart.Version | trunc 63 }}', true],
    ['{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}', false],
    ["app.kubernetes.io/version: {{ .Chart.AppVersion }}", false],
    ["text: This is {{ .Chart.Version }}", false],
  ])("%s: %s", (line, is) => {
    const found = read({
      "web/Chart.yaml": CHART,
      "web/templates/a.yaml": `a: 1\nlabels:\n  ${line}\n`,
    }).versionLabel;
    expect(found).toEqual(is ? { file: "web/templates/a.yaml", line: 3 } : undefined);
  });

  test("a hostile line takes no time, and a hostile folder ends", () => {
    const line = `.Chart.Version ${"a".repeat(900_000)}`;
    const deep = `web/templates/${"d/".repeat(30)}a.yaml`;
    const found = read({
      "web/Chart.yaml": CHART,
      "web/templates/a.yaml": `${line}\n`,
      [deep]: "chart: {{ .Chart.Version }}\n",
    });
    expect(found.versionLabel).toBeUndefined();
  });
});
