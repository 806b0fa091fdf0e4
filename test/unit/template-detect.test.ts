import { describe, expect, test } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { analyseTexts } from "../support/memory-tree.ts";

function reasonsOf(files: Record<string, string>): Record<string, string> {
  const { graph } = analyseTexts(new Map(Object.entries(files)), emptyConfig());
  return Object.fromEntries(graph.skipped.map(({ file, reason }) => [file, reason]));
}

/** A Kustomization with one line of its own in front of what is below. */
function kustomization(line: string, name = "web"): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\nspec:\n${line}\n  sourceRef:\n    kind: GitRepository\n    name: web\n`;
}

describe("a template", () => {
  test.each([
    ["an expression as a value", kustomization("  path: {{ .Values.path }}"), "line 6 is an expression"],
    [
      "an expression on a line of its own",
      kustomization("  {{- toYaml .Values.spec | nindent 2 }}"),
      "line 6 is",
    ],
    ["Jinja", kustomization("  {% if wait %}\n  wait: true\n  {% endif %}"), "line 6 is an expression"],
    ["an item that is an expression", kustomization("  components:\n    - {{ .x }}"), "line 7 is"],
    ["an expression in the midst of a path", kustomization("  path: ./a/{{ x }}"), "line 6 holds"],
    ["a quoted expression as a url", kustomization('  path: "{{ x }}"'), "line 6 holds"],
    ["an expression in a name", kustomization("  wait: true", "a-{{ x }}"), "line 4 holds"],
    ["a quoted expression as a name", kustomization("  wait: true", '"{{ x }}"'), "line 4 holds"],
    ["ERB", kustomization("  timeout: <%= timeout %>"), "line 6 holds"],
    [
      "an item of a List",
      `kind: List\napiVersion: v1\nitems:\n  - ${kustomization("  wait: true", "a{{ x }}").replaceAll("\n", "\n    ").trimEnd()}\n`,
      "line 7 holds",
    ],
  ])("is %s", (_name, text, reason) => {
    const { "a.yaml": told } = reasonsOf({ "a.yaml": text });
    expect(told).toContain(`a template, not YAML: ${reason}`);
  });

  test.each([
    [
      "text in values",
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec:\n  values:\n    host: a.{{ .x }}\n    "{{ .y }}": kustomize.toolkit.fluxcd.io\n',
    ],
    ["a patch", kustomization('  patches:\n    - patch: |\n        {{ x }}\n        - value: "{{ y }}"')],
    [
      "a variable of postBuild",
      kustomization("  path: ./a/${x}\n  postBuild: {substitute: {y: 'a {{ z }}'}}"),
    ],
    [
      "a block scalar that begins with one",
      "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  GitRepository: |\n    {{ x }}\n    {% if y %}\n",
    ],
    [
      "alert texts",
      "kind: PrometheusRule\napiVersion: monitoring.coreos.com/v1\nmetadata: {name: GitRepository}\nspec:\n  summary: Source {{ $labels.name }} fails\n",
    ],
    [
      "inputs of a ResourceSet",
      "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: GitRepository}\nspec:\n  resources:\n    - metadata: {name: << inputs.x >>}\n",
    ],
    [
      "templates of a GitOpsSet",
      "apiVersion: templates.weave.works/v1alpha1\nkind: GitOpsSet\nmetadata: {name: a}\nspec:\n  templates:\n    - content:\n        kind: GitRepository\n        metadata: {name: 'a-{{ .Element.x }}'}\n",
    ],
    [
      "the message of an image automation",
      "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: a}\nspec:\n  git:\n    commit:\n      messageTemplate: '{{range .Updated.Images}}{{.}}{{end}}'\n",
    ],
    ["a comment", `# {{ x }}\n${kustomization("  # {{ y }}")}`],
  ])("is not %s", (_name, text) => {
    expect(reasonsOf({ "a.yaml": text })).toEqual({});
  });

  test("is every file of a chart's templates, and no other file of the chart", () => {
    const text = kustomization("  wait: true");
    expect(
      reasonsOf({
        "chart/Chart.yaml": "name: a\n",
        "chart/templates/deep/a.yaml": text,
        "chart/a.yaml": text,
        "chart/charts/b/Chart.yaml": "name: b\n",
        "chart/charts/b/templates/b.yaml": text,
        "apps/templates/c.yaml": text,
      }),
    ).toEqual({
      "chart/charts/b/templates/b.yaml": "a template, not YAML: Helm renders it",
      "chart/templates/deep/a.yaml": "a template, not YAML: Helm renders it",
    });
  });

  test("is no YAML that is only broken, whatever braces its texts hold", () => {
    const text = kustomization('  timeout: "{{ x }} GitRepository"\n  timeout: 1m');
    expect(reasonsOf({ "a.yaml": text })).toEqual({
      "a.yaml": "line 7: the key timeout is repeated in its map",
    });
  });

  test("makes no source of a wrong name, and keeps what it names", () => {
    const { graph } = analyseTexts(
      new Map([["a.yaml", kustomization("  path: {{ x }}").replace("name: web\n", "name: {{ x }}\n")]]),
      emptyConfig(),
    );
    expect([graph.sources, graph.references]).toEqual([[], []]);
    expect(graph.mentions.map(({ file, line }) => [file, line])).toEqual([["a.yaml", 8]]);
  });
});
