import { describe, expect, test } from "vitest";
import type { TemplateDocument } from "../../src/core/neighbours.ts";
import { templatePlaces } from "../../src/scan/template-places.ts";

function places(text: string, start = 0) {
  const end = start + text.length;
  const template: TemplateDocument = {
    file: "a.yaml",
    index: 0,
    start,
    end,
    line: 1,
    text,
    root: { type: "map", flow: false, items: [], start, end },
    chart: undefined,
  };
  return templatePlaces(template);
}

/** What each line is, with its name and whether it may be edited. */
function told(text: string) {
  return places(text).map(({ location, what, path, name, refusal }) =>
    [location.line, what, path, name ?? "-", refusal ?? "editable"].join(" | "),
  );
}

const HEAD =
  "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {{ .n }}\nspec:\n";
const EDITABLE = "spec.sourceRef | web | editable";

describe("lines of templates that name Git sources", () => {
  test.each([
    ["plain", "  sourceRef:\n    kind: GitRepository\n    name: web\n", `7 | reference | ${EDITABLE}`],
    [
      "quoted, in another order",
      "  sourceRef:\n    name: 'web'\n    kind: \"GitRepository\" # x\n",
      `8 | reference | ${EDITABLE}`,
    ],
    ["CRLF", "  sourceRef:\r\n    kind: GitRepository\r\n    name: web\r\n", `7 | reference | ${EDITABLE}`],
    [
      "an expression in front of the reference",
      "  {{- with .x }}\n  wait: {{ . }}\n  {{- end }}\n  sourceRef:\n    kind: GitRepository\n    name: web\n",
      `10 | reference | ${EDITABLE}`,
    ],
    [
      "an expression behind it",
      "  sourceRef:\n    kind: GitRepository\n    name: web\n  {{- if .x }}\n  wait: true\n  {{- end }}\n",
      `7 | reference | ${EDITABLE}`,
    ],
    [
      "a comment of the engine in it",
      "  sourceRef:\n    {{- /* kind: GitRepository\n    of web */}}\n    kind: GitRepository\n    name: web\n",
      `9 | reference | ${EDITABLE}`,
    ],
    [
      "a name that is an expression",
      "  sourceRef:\n    kind: GitRepository\n    name: {{ .x }}\n",
      "7 | reference | spec.sourceRef | - | its name is an expression",
    ],
    [
      "a name with one in it",
      "  sourceRef:\n    kind: GitRepository\n    name: web-{{ .x }}\n",
      "7 | reference | spec.sourceRef | - | its name is an expression",
    ],
    [
      "a namespace that is one",
      "  sourceRef:\n    kind: GitRepository\n    name: web\n    namespace: {{ .x }}\n",
      "7 | reference | spec.sourceRef | web | its namespace is an expression",
    ],
    [
      "an expression between its lines",
      "  sourceRef:\n    kind: GitRepository\n    {{- if .x }}\n    name: web\n    {{- end }}\n",
      "7 | reference | spec.sourceRef | web | an expression stands between its lines",
    ],
    [
      "an expression that writes its last line",
      '  sourceRef:\n    kind: GitRepository\n    name: web\n    {{- include "x" . }}\n',
      "7 | reference | spec.sourceRef | web | an expression stands between its lines",
    ],
    [
      "an `end` in front of its first line",
      "  sourceRef:\n    {{- end }}\n    kind: GitRepository\n    name: web\n",
      "8 | reference | spec.sourceRef | web | an expression decides where it stands",
    ],
    [
      "one line",
      "  sourceRef: {kind: GitRepository, name: web}\n",
      "6 | reference | spec.sourceRef | - | it is written on one line",
    ],
    [
      "an apiVersion of its own",
      "  sourceRef:\n    apiVersion: source.toolkit.fluxcd.io/v1\n    kind: GitRepository\n    name: web\n",
      "8 | reference | spec.sourceRef | web | it has an apiVersion of its own",
    ],
    [
      "a kind that a value gives",
      "  sourceRef:\n    kind: {{ .Values.a.kind }}\n    name: web\n",
      "7 | value | spec.sourceRef | web | its kind is an expression",
    ],
    [
      "a kind with a fallback",
      '  x:\n    kind: {{ default "GitRepository" .y }}\n',
      "7 | value | spec.x | - | its kind is an expression",
    ],
    ["a reference to something else", "  sourceRef:\n    kind: OCIRepository\n    name: web\n", undefined],
    [
      "somebody else's kind",
      "  sourceRef:\n    apiVersion: example.com/v1\n    kind: GitRepository\n    name: web\n",
      undefined,
    ],
    ["a comment", "  # kind: GitRepository\n", undefined],
    [
      "a block scalar",
      "  note: |\n    sourceRef:\n      kind: GitRepository\n",
      "8 | text |  | - | it is no kind on a line of its own",
    ],
  ])("%s", (_name, text, expected) => {
    expect(told(HEAD + text)).toEqual(expected === undefined ? [] : [expected]);
  });

  test("a declaration, with the name where it is written plainly", () => {
    const text =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: web\n  namespace: {{ .x }}\n";
    expect(told(text)).toEqual(["2 | declaration |  | web | it declares a source"]);
    expect(told(text.replace("web", "{{ .y }}"))).toEqual(["2 | declaration |  | - | it declares a source"]);
  });

  test("a reference that no line says the consumer of", () => {
    const body = "spec:\n  sourceRef:\n    kind: GitRepository\n    name: web\n";
    expect(told(`{{ .head }}\n${body}`)).toEqual([
      "4 | reference | spec.sourceRef | web | what reads it cannot be told from its lines",
    ]);
    expect(told(`apiVersion: {{ .v }}\nkind: Kustomization\n${body}`)[0]).toContain("what reads it cannot");
  });

  test("a reference that accepts no OCIRepository has the advice of its row", () => {
    const text =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  chart:\n    spec:\n      sourceRef:\n        kind: GitRepository\n        name: web\n";
    const [place] = places(text);
    expect([place?.row?.id, place?.refusal]).toEqual(["helmrelease-chart", place?.row?.why]);
  });

  test("a Terraform stays: the branch planner may be used", () => {
    const text =
      "apiVersion: infra.contrib.fluxcd.io/v1alpha2\nkind: Terraform\nspec:\n  sourceRef:\n    kind: GitRepository\n    name: web\n";
    const [place] = places(text);
    expect([place?.row?.id, place?.refusal]).toEqual(["terraform-source-ref", place?.row?.why]);
  });

  test("items of lists, whether indented or not", () => {
    const head = "apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nspec:\n  eventSources:\n";
    const items = (by: string) =>
      `${head}${by}- kind: HelmRelease\n${by}  name: x\n${by}- kind: GitRepository\n${by}  name: web\n`;
    for (const by of ["  ", "    "])
      expect(places(items(by)).map(({ path, name, row }) => [path, name, row?.id])).toEqual([
        ["spec.eventSources[]", "web", "alert-event-source"],
      ]);
  });

  test("the range is that of the word in the file, behind a byte-order mark too", () => {
    const text = `\uFEFF${HEAD}  sourceRef:\n    kind: "GitRepository"\n    name: web\n`;
    const [place] = places(text, 100);
    const { start = 0, end = 0 } = place?.range ?? {};
    expect(text.slice(start - 100, end - 100)).toBe("GitRepository");
    expect(place?.location).toMatchObject({ line: 7, column: 12 });
  });

  test("large texts of hostile shape are read in one pass", () => {
    const many = "    kind: GitRepository\n".repeat(100_000);
    expect(places(`${HEAD}  sourceRef:\n${many}`)).toHaveLength(100_000);
    expect(places("{{ GitRepository ".repeat(100_000))).toHaveLength(1);
    expect(places(`# ${"GitRepository ".repeat(30)}`)).toHaveLength(0);
    // So far behind the sign nobody looks for it.
    expect(places(`# ${"GitRepository ".repeat(100_000)}`)).toHaveLength(1);
    expect(places(`${" ".repeat(100_000)}{{ a }} GitRepository`.repeat(20))).toHaveLength(1);
  });
});
