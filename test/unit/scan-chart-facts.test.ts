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
    const { versionPlaces } = readChart(root, "web", nodeReader);
    expect(versionPlaces.map(({ use, why }) => [use, why])).toEqual([
      ["unproven", "a link is not followed"],
      ["unproven", "a link is not followed"],
    ]);
  });

  test("not the templates folder itself, where that is a link", () => {
    const outside = tempTree({ "labels.yaml": "  helm.sh/chart: {{ .Chart.Version }}\n" });
    const root = tempTree({ "web/Chart.yaml": CHART });
    symlinkSync(outside, join(root, "web/templates"));
    expect(readChart(root, "web", nodeReader).versionPlaces).toMatchObject([{ file: "web/templates" }]);
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

describe("places with .Chart.Version", () => {
  const places = (files: Readonly<Record<string, string>>) =>
    read({ "web/Chart.yaml": CHART, ...files }).versionPlaces;
  const label = (text: string) =>
    places({ "web/templates/a.yaml": `kind: ConfigMap\nmetadata:\n  labels:\n    ${text}\n` });

  test.each([
    ["helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}", "label"],
    ['"helm.sh/chart": "{{ .Chart.Name }}-{{ .Chart.Version }}"', "label"],
    ["app.kubernetes.io/version: {{ .Chart.Version | quote }}", "label"],
    ["{chart: {{ .Chart.Version }}}", "label"],
    ["chart: {{ $.Chart.Version }} # a comment", "label"],
    ["chart: {{- /* what */ -}} {{ .Chart.Version -}}", "label"],
    ["chart-{{ .Chart.Version }}: a", "key"],
    ['chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | trunc 63 }}', "label"],
    ['chart: {{ printf "%s" .Chart.Version | replace "+" "_" }}', undefined],
    ['chart: {{ regexReplaceAll "[^a-zA-Z0-9.-]" .Chart.Version "-" }}', undefined],
    ['chart: {{ .Chart.Version | replace "." "-" }}', "label"],
    ["chart: {{ .Chart.AppVersion }}", undefined],
    ["# chart: {{ .Chart.Version }}", undefined],
    ["{{/* chart: {{ .Chart.Version }} */}}", undefined],
    ["chart: {{ toYaml .Chart }}", "unproven"],
    ["chart: {{ toJson . }}", "unproven"],
    ['chart: {{ include "nowhere" . }}', "unproven"],
    ['chart: {{ include (printf "web.%s" .Values.name) . }}', "unproven"],
    ['chart: {{ index .Chart (print "Version") }}', "label"],
    ['{{ if eq .Chart.Version "1.2.3" }}a: b{{ end }}', "unproven"],
    ['{{ $_ := set .Values "v" .Chart.Version }}chart: {{ .Values.v }}', "unproven"],
    ['chart: {{ tpl "{{ .Chart.Version }}" . }}', "label"],
    ['chart: {{ tpl (.Files.Get "a") . }}', "unproven"],
    ["chart: {{ .Values.a }}", undefined],
    ["{{ if }}", "unproven"],
    ["{{ end }}", "unproven"],
    ["{{ if .a }}", "unproven"],
    ["chart: {{ ( }}", "unproven"],
    ["chart: {{ `", "unproven"],
  ])("%s: %s", (text, use) => {
    expect(label(text).map((one) => one.use)).toEqual(use === undefined ? [] : [use]);
  });

  test("a place has its line and its field", () => {
    expect(
      label("a: {{ 1 }}\n    {{- with .Values.a }}\n    chart: {{ $.Chart.Version }}\n    {{- end }}"),
    ).toEqual([
      {
        file: "web/templates/a.yaml",
        line: 6,
        path: "metadata.labels.chart",
        use: "label",
        ofValues: false,
        why: undefined,
      },
    ]);
  });

  test("a packed chart in charts may hold any template that is not the chart's own", () => {
    const files = {
      "web/charts/common-1.0.0.tgz": "",
      "web/templates/_own.tpl": '{{ define "own" }}a: b{{ end }}',
      "web/templates/a.yaml": 'kind: ConfigMap\nmetadata:\n  labels:\n    {{ include "own" . }}\n',
      "web/templates/b.yaml": 'kind: ConfigMap\nmetadata:\n  labels:\n    {{ include "theirs" . }}\n',
    };
    expect(places(files)).toMatchObject([
      {
        file: "web/templates/b.yaml",
        use: "unproven",
        why: "the template theirs may come from common-1.0.0.tgz, which is not read",
      },
    ]);
  });

  test("templates that are values count until all values are known", () => {
    const facts = (values: string) =>
      read({
        "web/Chart.yaml": CHART,
        "web/values.yaml": values,
        "web/templates/a.yaml": "kind: ConfigMap\nmetadata:\n  labels: {{ tpl .Values.labels . }}\n",
      });
    expect(facts("a: b\n")).toMatchObject({ versionPlaces: [{ ofValues: true }], hasPlainValues: true });
    expect(facts("a: '{{ .Chart.Version }}'\n").hasPlainValues).toBe(false);
  });

  test("a link among templates is not followed, and not taken for nothing", () => {
    const root = tempTree({ "web/Chart.yaml": CHART, "web/templates/a.yaml": "a: 1\n" });
    symlinkSync("a.yaml", join(root, "web/templates/b.yaml"));
    expect(readChart(root, "web", nodeReader).versionPlaces).toMatchObject([
      { file: "web/templates/b.yaml", use: "unproven", why: "a link is not followed" },
    ]);
  });

  const twice = (name: string, other: string) =>
    `{{ define "${name}" }}{{ include "${other}" . }}{{ include "${other}" . }}{{ end }}`;
  const grows = Array.from({ length: 30 }, (_, at) => twice(`t${at}`, `t${at + 1}`)).join("\n");
  test.each([
    ["templates that double", `${grows}{{ define "t30" }}0123456789{{ end }}`, '{{ include "t0" . }}'],
    ["a template in itself", '{{ define "a" }}x{{ include "a" . }}{{ end }}', '{{ include "a" . }}'],
    ["texts that double", "", `{{ $a := "x" }}${'{{ $a = printf "%s%s" $a $a }}'.repeat(60)}{{ $a }}`],
    ["maps that double", "", `{{ $a := dict }}${'{{ $a = dict "a" $a "b" $a }}'.repeat(60)}{{ toYaml $a }}`],
    ["parentheses", "", `{{ ${"(".repeat(100_000)}1${")".repeat(100_000)} }}`],
    ["pipes", "", `{{ "a"${" | quote".repeat(100_000)} }}`],
    ["fields", "", `{{ ${".a".repeat(200_000)} }}`],
    ["maps in maps", "", `{{ $a := dict }}${'{{ $a = dict "a" $a }}'.repeat(40_000)}{{ toYaml $a }}`],
    ["blocks", "", `${"{{ if .a }}".repeat(100_000)}`],
    ["one long line", "", `.Chart.Version ${"a ".repeat(400_000)}`],
    ["one long key", "", `${"a ".repeat(200_000)}{{ .Chart.Version }}`],
    ["one long flow", "", `a: ${"[".repeat(200_000)}{{ .Chart.Version }}`],
    ["many dashes", "", `${"- ".repeat(200_000)}{{ .Chart.Version }}`],
  ])("hostile charts end: %s", (_name, helpers, text) => {
    const start = performance.now();
    places({ "web/templates/_a.tpl": helpers, "web/templates/a.yaml": text });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("a folder that is deeper than charts are is not proven", () => {
    expect(
      places({ [`web/templates/${"d/".repeat(30)}a.yaml`]: "chart: {{ .Chart.Version }}\n" }),
    ).toMatchObject([{ use: "unproven", why: "the chart has more templates than are read" }]);
  });
});
