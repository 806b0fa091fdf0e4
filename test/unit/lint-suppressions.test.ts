import { describe, expect, test } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { ACCEPTABLE_RULE_IDS } from "../../src/flux/rules/lint.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { analyseTree } from "../support/analyse-tree.ts";

/** Other rules have more to say about objects that are as short as these. */
const OTHERS_OFF = ACCEPTABLE_RULE_IDS.filter((id) => !["git-source", "missing-ref"].includes(id)).map(
  (id) => [id, "off"] as const,
);

/** Findings and accepted ones of `missing-ref` and of suppressions, in short. */
function lintOf(files: Readonly<Record<string, string>>, rules: Readonly<Record<string, "off">> = {}) {
  const analysis = analyseTree(new Map(Object.entries(files)), emptyConfig());
  const levels = {
    preset: "recommended",
    rules: new Map([...OTHERS_OFF, ...Object.entries(rules)]),
  } as const;
  const { findings, suppressed } = lintTree(analysis, levels);
  return {
    findings: findings.map(({ rule, location: { file, line } }) => `${rule} ${file}:${line}`),
    suppressed: suppressed.map(({ finding, suppression }) => {
      const at = "location" in suppression ? suppression.location.line : 0;
      return `${finding.rule} ${finding.location.line} by ${suppression.by} ${at}: ${suppression.reason}`;
    }),
  };
}

const lines = (...text: string[]) => `${text.join("\n")}\n`;

/** An OCIRepository whose `spec` is the finding of missing-ref. */
const WEB = [
  "apiVersion: source.toolkit.fluxcd.io/v1",
  "kind: OCIRepository",
  "metadata:",
  "  name: web",
  "  namespace: flux-system",
  "spec:",
  "  interval: 5m",
  "  url: oci://ghcr.io/acme/web",
] as const;
const HEAD = WEB.slice(0, 5);
const SPEC = WEB.slice(5);
const IGNORE = "# git2oci-ignore missing-ref: it follows latest on purpose";

describe("a comment", () => {
  test("covers its own line", () => {
    const text = lines(...HEAD, `spec: ${IGNORE}`, ...SPEC.slice(1));
    expect(lintOf({ "a.yaml": text })).toEqual({
      findings: [],
      suppressed: ["missing-ref 6 by comment 6: it follows latest on purpose"],
    });
  });

  test.each<[string, string[]]>([
    ["directly above", [IGNORE]],
    ["on top of other comments", [IGNORE, "# and this is why", "#"]],
    ["below other comments", ["# this is why", IGNORE]],
  ])("covers the line below it: %s", (_, above) => {
    const { findings, suppressed } = lintOf({ "a.yaml": lines(...HEAD, ...above, ...SPEC) });
    expect([findings, suppressed.length]).toEqual([[], 1]);
  });

  test.each<[string, string[], number]>([
    ["behind an empty line", [...HEAD, IGNORE, "", ...SPEC], 6],
    ["below it", [...HEAD, SPEC[0]!, IGNORE, ...SPEC.slice(1)], 7],
    ["at another key", [...HEAD.slice(0, 3), IGNORE, ...HEAD.slice(3), ...SPEC], 4],
  ])("covers nothing else: %s", (_, text, line) => {
    const { findings } = lintOf({ "a.yaml": lines(...text) });
    expect(findings.toSorted()).toEqual([
      expect.stringMatching(/^missing-ref a\.yaml:/),
      `unused-suppression a.yaml:${line}`,
    ]);
  });

  test.each<[string, string]>([
    ["on top of the file", lines(IGNORE, ...WEB)],
    ["before the ---", lines("a: 1", "---", "b: OCIRepository", IGNORE, "---", ...WEB)],
    ["after the ---", lines("--- # first", IGNORE, ...WEB)],
    ["in CRLF, after a byte-order mark", `\uFEFF${lines(IGNORE, ...WEB).replaceAll("\n", "\r\n")}`],
  ])("covers an object that starts below it: %s", (_, text) => {
    const { findings, suppressed } = lintOf({ "a.yaml": text });
    expect([findings, suppressed.length]).toEqual([[], 1]);
  });

  test("covers one object of a file, not the next one", () => {
    const other = WEB.map((line) => line.replace("web", "api"));
    const { findings } = lintOf({ "a.yaml": lines(IGNORE, ...WEB, "---", ...other) });
    expect(findings).toEqual(["missing-ref a.yaml:16"]);
  });

  test("covers one item of a List", () => {
    const item = WEB.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
    const other = item.map((line) => line.replace("web", "api"));
    const text = lines("apiVersion: v1", "kind: List", "items:", IGNORE, ...item, ...other);
    const { findings, suppressed } = lintOf({ "a.yaml": text });
    expect([findings, suppressed.length]).toEqual([["missing-ref a.yaml:18"], 1]);
  });

  test("speaks for several rules, and each is asked whether it is used", () => {
    const both = IGNORE.replace("missing-ref", "missing-ref, git-source");
    expect(lintOf({ "a.yaml": lines(...HEAD, both, ...SPEC) }).findings).toEqual([
      "unused-suppression a.yaml:6",
    ]);
  });

  test("is no comment inside of a text", () => {
    const text = lines(
      ...HEAD,
      ...SPEC,
      "  ref: {tag: stable}",
      "notes: |",
      `  ${IGNORE}`,
      `quoted: "spec: ${IGNORE}"`,
      `long: '`,
      `  ${IGNORE}'`,
      "plain: a# git2oci-ignore missing-ref",
      "header: | # git2oci-ignore missing-ref: a comment, behind the mark of a text",
      "  text",
    );
    expect(lintOf({ "a.yaml": text }).findings).toEqual(["unused-suppression a.yaml:16"]);
  });

  test("without a reason suppresses nothing, and neither does one with an unknown rule", () => {
    for (const comment of [
      "# git2oci-ignore missing-ref",
      "# git2oci-ignore missing-ref: ",
      "# git2oci-ignore missing-reff: because",
    ])
      expect(lintOf({ "a.yaml": lines(...HEAD, comment, ...SPEC) }).findings).toEqual([
        "suppression a.yaml:6",
        "missing-ref a.yaml:7",
      ]);
  });

  test("of a rule that is off is not unused", () => {
    const text = lines(...HEAD, IGNORE, ...SPEC);
    expect(lintOf({ "a.yaml": text }, { "missing-ref": "off" })).toEqual({ findings: [], suppressed: [] });
  });

  test("with another word is none of ours", () => {
    for (const word of ["git2oci-ignored missing-ref: x", "see git2oci-ignore missing-ref: x"]) {
      const { findings } = lintOf({ "a.yaml": lines(...HEAD, `# ${word}`, ...SPEC) });
      expect(findings).toEqual(["missing-ref a.yaml:7"]);
    }
  });
});

describe("a comment of a program", () => {
  const program = (above: string, inside = "") =>
    lines(
      `import { ApiObject } from "cdk8s";`,
      above,
      `new ApiObject(chart, "web", {`,
      `  apiVersion: "source.toolkit.fluxcd.io/v1",`,
      `  kind: "OCIRepository",`,
      `  metadata: { name: "web", namespace: "flux-system" },`,
      `  ${inside}`,
      `  spec: { interval: "5m", url: "oci://ghcr.io/acme/web" },`,
      `});`,
    );
  const SLASHES = IGNORE.replace("#", "//");

  test("covers the line below it", () => {
    const { findings, suppressed } = lintOf({ "a.ts": program("", SLASHES) });
    expect([findings, suppressed]).toEqual([
      [],
      ["missing-ref 8 by comment 7: it follows latest on purpose"],
    ]);
  });

  test("covers the object that starts below it", () => {
    expect(lintOf({ "a.ts": program(SLASHES) }).findings).toEqual([]);
  });

  test("is none in a text", () => {
    const texts = `const text = "${SLASHES}" + \`\n${SLASHES}\n\`;`;
    expect(lintOf({ "a.ts": program(texts) }).findings).toEqual(["missing-ref a.ts:10"]);
  });
});

describe("an annotation", () => {
  const annotated = (annotation: string) => lines(...HEAD, "  annotations:", `    ${annotation}`, ...SPEC);

  test("covers its object", () => {
    const text = annotated("git2oci.dev/ignore-missing-ref: it follows latest on purpose");
    expect(lintOf({ "a.yaml": text })).toEqual({
      findings: [],
      suppressed: ["missing-ref 8 by annotation 7: it follows latest on purpose"],
    });
  });

  test("works in JSON", () => {
    const object = {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "OCIRepository",
      metadata: { name: "web", annotations: { "git2oci.dev/ignore-missing-ref": "on purpose" } },
      spec: { url: "oci://ghcr.io/acme/web" },
    };
    const { findings, suppressed } = lintOf({ "a.json": JSON.stringify(object, null, 2) });
    expect([findings, suppressed.length]).toEqual([[], 1]);
  });

  test.each([
    'git2oci.dev/ignore-missing-ref: ""',
    "git2oci.dev/ignore-missing-ref:",
    "git2oci.dev/ignore-no-such-rule: x",
    "git2oci.dev/owner: x",
  ])("that says nothing is an error: %s", (annotation) => {
    expect(lintOf({ "a.yaml": annotated(annotation) }).findings).toEqual([
      "suppression a.yaml:7",
      "missing-ref a.yaml:8",
    ]);
  });

  test("of a source covers findings about it in other files", () => {
    const git = lines(
      "apiVersion: source.toolkit.fluxcd.io/v1",
      "kind: GitRepository",
      "metadata:",
      "  name: web",
      "  namespace: flux-system",
      "  annotations:",
      "    git2oci.dev/ignore-git-source: a fork that nobody publishes",
      "spec:",
      "  url: https://github.com/acme/web",
    );
    const { findings, suppressed } = lintOf({ "a.yaml": git });
    expect([findings, suppressed.length]).toEqual([[], 1]);
  });
});
