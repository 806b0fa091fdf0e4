import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/core/edits.ts";
import type { LintFinding, LintResult } from "../../src/core/lint.ts";
import { lintRenderers, lintSummary } from "../../src/report/lint/formats.ts";
import type { LintFormatName } from "../../src/report/lint/names.ts";
import { lintView } from "../../src/report/lint/view.ts";
import { lintFixtureNames, lintOf, loadLintFixture } from "../support/lint-fixture.ts";
import { finding, fixOf, result } from "../support/lint-results.ts";
import { elementsOf, readXml } from "../support/read-xml.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { sarifProblems } from "../support/sarif-schema.ts";
import { workflowCommand } from "../support/workflow-commands.ts";

const RUN = { version: "1.2.3", prefix: "" };

function render(format: LintFormatName, from: LintResult): string {
  return lintRenderers(from, RUN).get(format)?.(false) ?? "";
}

/** The part of a log that tests look at. */
interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}
interface Log {
  runs: [
    {
      tool: { driver: { rules: { id: string; defaultConfiguration: { level: string } }[] } };
      invocations: [{ toolExecutionNotifications: { level: string; message: { text: string } }[] }];
      results: {
        ruleId: string;
        level: string;
        suppressions?: { kind: string; justification: string }[];
        partialFingerprints: Record<string, string>;
        fixes?: {
          artifactChanges: {
            replacements: { deletedRegion: Region; insertedContent?: { text: string } }[];
          }[];
        }[];
      }[];
    },
  ];
}

function sarif(from: LintResult): Log["runs"][0] {
  const log = JSON.parse(render("sarif", from)) as Log;
  expect(sarifProblems(log)).toEqual([]);
  return log.runs[0];
}

const at = (file: string, line: number) => ({ file, line, column: 1, endLine: line, endColumn: 5 });
const object = (name: string) => ({ ...finding().object, name });

describe.each(lintFixtureNames())("fixtures/lint/%s in every format", (name) => {
  it("is valid by each contract", async () => {
    const fixture = await loadLintFixture(name);
    const from = await lintOf(fixture.invalid, fixture);
    expect(schemaProblems("lint-report", JSON.parse(render("json", from)))).toEqual([]);
    const run = sarif(from);
    expect(run.results).toHaveLength(from.findings.length + from.suppressed.length);
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual([...from.levels.keys()]);
    expect(elementsOf(readXml(render("checkstyle", from)), "error")).toHaveLength(from.findings.length);
    expect(elementsOf(readXml(render("junit", from)), "testcase").length).toBeGreaterThan(0);
    expect(render("pretty", from)).toContain("\n");
  });

  it("has fixes in SARIF that make what the edits make", async () => {
    const fixture = await loadLintFixture(name);
    const from = await lintOf(fixture.invalid, fixture);
    const told = new Map<string, LintFinding>();
    for (const one of from.findings) if (one.fix && !told.has(one.fix.id)) told.set(one.fix.id, one);
    const whole = [...told.values()]
      .map(({ fix }) => (fix ? from.edits(fix) : []))
      .filter((files) => files.length > 0 && files.every(({ change }) => change === "modified"));
    const fixes = sarif(from).results.flatMap((one) => one.fixes ?? []);
    expect(fixes).toHaveLength(whole.length);
    for (const [i, files] of whole.entries())
      for (const [k, { before = "", after }] of files.entries()) {
        const { replacements = [] } = fixes[i]?.artifactChanges[k] ?? {};
        const edits = replacements.map(({ deletedRegion: one, insertedContent }) => ({
          start: offsetOf(before, one.startLine, one.startColumn),
          end: offsetOf(before, one.endLine, one.endColumn),
          text: insertedContent?.text ?? "",
          rule: "r",
          why: "w",
        }));
        expect(applyEdits(before, edits)).toBe(after);
      }
  });
});

/** As an editor counts: lines and UTF-16 units from 1, a byte-order mark not counted. */
function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return before + column - 1 + (line === 1 && text.startsWith("\uFEFF") ? 1 : 0);
}

describe("fingerprints", () => {
  const names = (findings: readonly LintFinding[]) =>
    lintView(result(findings)).findings.map(({ fingerprint }) => fingerprint);

  it("survive moving, and tell objects and rules apart", () => {
    const [here] = names([finding()]);
    expect(names([finding({ location: at("elsewhere.yaml", 40), message: "other words" })])).toEqual([here]);
    const others = [finding({ object: object("api") }), finding({ rule: "git-source-ref" })];
    expect(new Set([here, ...names(others)]).size).toBe(3);
  });

  it("count equal identities, suppressed ones with them", () => {
    const [first, second] = names([finding(), finding({ location: at("b.yaml", 1) })]);
    expect(first).not.toBe(second);
    const suppressed = [
      {
        finding: finding(),
        suppression: { by: "comment" as const, reason: "ours", location: at("apps/web.yaml", 1) },
      },
    ];
    const view = lintView(result([finding({ location: at("b.yaml", 1) })], { suppressed }));
    expect(view.findings.map((one) => one.fingerprint)).toEqual([second]);
    expect(view.suppressed.map((one) => one.finding.fingerprint)).toEqual([first]);
  });
});

describe("sarif", () => {
  it("gives a fix once, leaves out what adds a file, and what would tell a credential", () => {
    const before = "kind: GitRepository\nurl: x\n";
    const good = fixOf("good", "a.yaml", before, [6, 9, "OCI"]);
    const tells = fixOf("tells", "a.yaml", before, [25, 26, "https://bot:hunter2@example.com"]);
    const adds = fixOf("adds", "a.yaml", before, [6, 9, "OCI"]);
    const added = { ...adds.change, path: "new.yaml", change: "added" as const, before: undefined };
    const files = new Map([
      ["good", [good.change]],
      ["tells", [tells.change]],
      ["adds", [adds.change, added]],
    ]);
    const from = result(
      [
        finding({ fix: good.fix }),
        finding({ fix: good.fix, object: object("b") }),
        finding({ fix: tells.fix, object: object("c") }),
        finding({ fix: adds.fix, object: object("d") }),
      ],
      { edits: (fix) => files.get(fix.id) ?? [] },
    );
    expect(sarif(from).results.map((one) => one.fixes?.length ?? 0)).toEqual([1, 0, 0, 0]);
    const report = JSON.parse(render("json", from));
    expect(schemaProblems("lint-report", report)).toEqual([]);
    expect(report.findings.map((one: { fix: string; fixable: boolean }) => [one.fix, one.fixable])).toEqual([
      ["good", true],
      ["good", true],
      [null, true],
      ["adds", true],
    ]);
    expect(JSON.stringify(report)).not.toContain("hunter2");
  });

  it("says who suppressed what, and says it at every result", () => {
    const from = result([finding()], {
      suppressed: [
        {
          finding: finding({ object: object("b") }),
          suppression: { by: "annotation", reason: "image automation", location: at("b.yaml", 3) },
        },
        {
          finding: finding({ object: object("c") }),
          suppression: { by: "baseline", reason: "in May", owner: "team-a", expires: "2027-05-31" },
        },
      ],
    });
    expect(
      sarif(from).results.map((one) => one.suppressions?.map((by) => [by.kind, by.justification])),
    ).toEqual([
      [],
      [["inSource", "suppressed by an annotation: image automation"]],
      [["external", "suppressed by the baseline (owner team-a, until 2027-05-31): in May"]],
    ]);
    expect(sarif(result([finding()])).results[0]).not.toHaveProperty("suppressions");
  });

  it("puts errors first where GitHub would not keep all, and says what was cut", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        finding({ severity: i === count - 1 ? "error" : "warning", object: object(`n${i}`) }),
      );
    const some = sarif(result(many(5_000)));
    expect([some.results.length, some.results.at(-1)?.level]).toEqual([5_000, "error"]);
    const all = sarif(result(many(25_002)));
    expect([all.results.length, all.results[0]?.level]).toEqual([25_000, "error"]);
    expect(all.invocations[0].toolExecutionNotifications.map((one) => one.message.text)).toEqual([
      "2 findings were left out: code scanning takes 25000 results a run; git2oci lint --format json lists them all",
    ]);
  });

  it("describes rules that have no page, and takes no text for a link or an argument", () => {
    const from = result([finding({ rule: "made-up", message: "[x](http://evil.example) {0} { tag: a }" })], {
      skipped: [{ file: "b c.yaml", reason: "too large" }],
    });
    const run = sarif(from);
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(["git-source", "made-up"]);
    expect(JSON.stringify(run.results)).toContain("[x\\\\](http://evil.example) \\\\x7b0} { tag: a }");
    expect(run.invocations[0].toolExecutionNotifications[0]?.message.text).toBe("not read: too large");
    expect(JSON.stringify(run.invocations)).toContain('"uri":"b%20c.yaml"');
  });
});

describe("github", () => {
  const commands = (findings: readonly LintFinding[]) =>
    render("github", result(findings))
      .trimEnd()
      .split("\n")
      .flatMap((line) => workflowCommand(line) ?? []);

  it("writes each finding where ten or fewer are of its level", () => {
    const ten = Array.from({ length: 10 }, (_, i) => finding({ location: at("a.yaml", i + 1) }));
    const notes = [finding({ severity: "note", location: at("b.yaml", 7) })];
    const told = commands([...ten, ...notes]);
    expect(told.map(({ command }) => command)).toEqual([...ten.map(() => "error"), "notice"]);
    expect(Object.fromEntries(told[10]?.properties ?? [])).toEqual({
      file: "b.yaml",
      line: "7",
      endLine: "7",
      col: "1",
      endColumn: "5",
      title: "git2oci git-source",
    });
  });

  it("groups more by rule and file", () => {
    const list = Array.from({ length: 12 }, (_, i) =>
      finding({ location: at(i < 11 ? "a.yaml" : "b.yaml", i + 1) }),
    );
    const told = commands(list);
    expect(told.map(({ properties }) => properties.get("file"))).toEqual(["a.yaml", "b.yaml"]);
    expect(told[0]?.message).toContain(
      "\nand 10 more findings of this rule in this file, line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
    );
  });

  it("puts what is left into the last of ten", () => {
    const list = Array.from({ length: 30 }, (_, i) => finding({ location: at(`${i}.yaml`, 1) }));
    const told = commands(list);
    expect(told).toHaveLength(10);
    expect(told[9]?.properties.get("title")).toBe("git2oci: 21 more findings");
    expect(told[9]?.message).toContain("21 more findings in 21 files, this one included");
  });

  it("leaves columns out of a place of several lines", () => {
    const [one] = commands([finding({ location: { ...at("a.yaml", 1), endLine: 3 } })]);
    expect([...(one?.properties.keys() ?? [])]).toEqual(["file", "line", "endLine", "title"]);
  });

  it("cuts a message that a runner would cut", () => {
    const [one] = commands([finding({ message: "🦊 ".repeat(9_000) })]);
    expect([...(one?.message ?? "")]).toHaveLength(4_000);
  });

  it("says how a quiet run ended", () => {
    expect(render("github", result([]))).toBe("git2oci lint: No findings in 3 files.\n");
  });
});

describe("junit", () => {
  it("fails for errors alone, skips what was suppressed, and joins what is said about one object", () => {
    const from = result(
      [
        finding(),
        finding({ severity: "warning", message: "and this", location: at("apps/web.yaml", 9) }),
        finding({ severity: "warning", object: object("api") }),
      ],
      {
        suppressed: [
          {
            finding: finding({ object: object("old") }),
            suppression: { by: "baseline", reason: "later", owner: undefined, expires: undefined },
          },
        ],
      },
    );
    const root = readXml(render("junit", from));
    expect(root.attributes).toMatchObject({ tests: "3", failures: "1", skipped: "1" });
    const cases = elementsOf(root, "testcase").map((one) => [one.attributes.name, one.children[0]?.name]);
    expect(cases).toEqual([
      ["git-source GitRepository/flux-system/web@clusters/prod", "failure"],
      ["git-source GitRepository/flux-system/api@clusters/prod", "system-out"],
      ["git-source GitRepository/flux-system/old@clusters/prod", "skipped"],
    ]);
    expect(elementsOf(root, "failure")[0]?.text).toContain("apps/web.yaml:9:1: warning: and this");
  });

  it("has a case that passed where nothing was found", () => {
    const root = readXml(render("junit", result([])));
    expect(root.attributes).toMatchObject({ tests: "1", failures: "0" });
    expect(elementsOf(root, "testcase").map((one) => one.attributes.name)).toEqual(["no findings"]);
  });
});

describe("pretty and markdown", () => {
  const suppressed = [
    {
      finding: finding({ object: object("old") }),
      suppression: { by: "baseline" as const, reason: "later", owner: undefined, expires: undefined },
    },
  ];

  it("tell the counts, and how to go on where there is something to do", () => {
    const { fix } = fixOf("a", "a.yaml", "x", [0, 1, "y"]);
    expect(
      render("pretty", result([finding({ fix })], { suppressed }))
        .split("\n")
        .slice(-4),
    ).toEqual([
      "1 finding in 3 files: 1 error; 1 suppressed: 1 by the baseline.",
      "1 finding can be fixed: git2oci lint --fix",
      "To fail only on what is new, accept these for now: git2oci lint --update-baseline",
      "",
    ]);
    expect(render("pretty", result([]))).toBe("No findings in 3 files.\n");
    expect(render("markdown", result([]))).toBe("## git2oci lint\n\nNo findings in 3 files.\n");
  });

  it("tell a help once, and count what is beyond five", () => {
    const list = Array.from({ length: 7 }, (_, i) =>
      finding({ help: "write this", location: at("a", i + 1) }),
    );
    const text = render("pretty", result(list));
    expect(text.match(/write this/g)).toHaveLength(1);
    expect(text).toContain("  and 2 more of the kind; --format json lists them all\n");
  });

  it("list what was suppressed, and what was not read", () => {
    const text = render(
      "markdown",
      result([], { suppressed, skipped: [{ file: "b.yaml", reason: "too large" }] }),
    );
    expect(text).toContain(
      "### Suppressed (1)\n\n- `apps/web.yaml:2` `GitRepository/flux-system/old` (`git-source`), suppressed by the baseline: later\n",
    );
    expect(text).toContain("### Not read (1 file)\n\n- `b.yaml`: too large\n");
  });

  it("fit into what is left of the summary of a step", () => {
    const many = Array.from({ length: 3_000 }, (_, i) => finding({ location: at(`apps/${i}/web.yaml`, 1) }));
    const text = lintSummary(result(many), RUN, 20_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000);
    expect(text).toContain("left out, because the body would be too long");
    expect(Buffer.byteLength(lintSummary(result(many), RUN, 1 << 20))).toBeGreaterThan(64_000);
  });
});
