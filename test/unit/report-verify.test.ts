import { describe, expect, it } from "vitest";
import type { Finding, FindingRow } from "../../src/registry/finding.ts";
import { Registries } from "../../src/registry/open.ts";
import { paint } from "../../src/report/colour.ts";
import { githubVerify } from "../../src/report/verify/github.ts";
import { verifyReport } from "../../src/report/verify/json.ts";
import { verifyMarkdown } from "../../src/report/verify/markdown.ts";
import { prettyVerify } from "../../src/report/verify/pretty.ts";
import { verifySarif } from "../../src/report/verify/sarif.ts";
import { verifyView } from "../../src/report/verify/view.ts";
import type { Checked } from "../../src/verify/check.ts";
import { checkAll, isGood } from "../../src/verify/run.ts";
import { readSpec, type Subject } from "../../src/verify/subject.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { sarifProblems } from "../support/sarif-schema.ts";
import { workflowCommand } from "../support/workflow-commands.ts";

function subject(name: string, url = `oci://127.0.0.1:1/acme/${name}`): Subject {
  return {
    name,
    namespace: "flux-system",
    clusters: ["clusters/prod"],
    planned: false,
    location: { file: `apps/${name}.yaml`, line: 3, column: 9, endLine: 3, endColumn: 12 },
    minor: 9,
    doubts: [],
    spec: readSpec({ url, ref: { tag: "main" } }),
  };
}

const finding = (row: FindingRow, more: Partial<Finding> = {}): Finding => ({
  row,
  message: "it is not there",
  evidence: "404",
  next: row === "note" ? "" : "publish it",
  ...more,
});
const checked = (name: string, ...findings: Finding[]): Checked => ({ subject: subject(name), findings });
const plain = paint(false);

describe("the reports of verify", () => {
  const all = [
    checked("gone", finding("artifact-missing"), finding("not-checked")),
    checked("open", finding("not-checked")),
    { ...checked("good", finding("note")), digest: "sha256:00", tag: "main", revision: "main@sha1:1" },
  ];
  const view = verifyView(all, (file) => file);

  it("say of each artifact what it is, in all formats the same", () => {
    expect(view.artifacts.map(({ state }) => state)).toEqual(["wrong", "unproven", "good"]);
    expect(view.counts).toEqual({ good: 1, wrong: 1, unproven: 1 });
    const summary = "3 OCIRepositories: 1 good, 1 wrong, 1 not proven.";
    expect(prettyVerify(view, plain).trimEnd().split("\n").at(-1)).toBe(summary);
    expect(verifyMarkdown(view)).toContain(`## git2oci verify\n\n${summary}\n`);
    expect(githubVerify(view).trimEnd().split("\n").at(-1)).toBe(`git2oci verify: ${summary}`);
    expect(schemaProblems("verify-report", verifyReport(view))).toEqual([]);
    const sarif = verifySarif(view, "1.0.0");
    expect(sarifProblems(sarif)).toEqual([]);
    expect(sarif.runs[0]?.results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
      "error artifact-missing",
      "warning not-checked",
      "warning not-checked",
      "note note",
    ]);
    const commands = githubVerify(view)
      .split("\n")
      .flatMap((line) => workflowCommand(line)?.command ?? []);
    expect(commands).toEqual(["error", "warning", "warning", "notice"]);
  });

  it("have one line for the table, and what was seen and what to do below it", () => {
    expect(prettyVerify(view, plain).split("\n").slice(0, 6)).toEqual([
      "artifact-missing  flux-system/gone  oci://127.0.0.1:1/acme/gone:main",
      "    it is not there (404)",
      "    next: publish it",
      "    not-checked: it is not there (404)",
      "    next: publish it",
      "    apps/gone.yaml:3",
    ]);
  });

  it("obey no registry: one line each, no order of a CI system, no credential, and an end", () => {
    const hostile = "x\n::error::gone\n##[group]\u001b[2Jhttps://me:hunter2@host/?sig=s3cr3t | <b> `";
    const bad = [
      checked("bad", finding("stale", { message: hostile, evidence: "y".repeat(100_000), next: hostile })),
    ];
    const shown = verifyView(bad, (file) => file);
    const texts = [
      prettyVerify(shown, plain),
      verifyMarkdown(shown),
      JSON.stringify(verifyReport(shown)),
      JSON.stringify(verifySarif(shown, "1")),
      githubVerify(shown),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/hunter2|s3cr3t|y{2000}/);
      expect(text).not.toContain("\u001b");
      expect(text.split("\n").filter((line) => /^\s*(?:::error::|##\[)/.test(line))).toEqual([]);
    }
    const rows = verifyMarkdown(shown)
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.split("|").length)).toEqual([7, 7, 7]);
    expect(githubVerify(shown).split("\n").length).toBe(3);
  });
});

it("checks tell their progress, come worst first, and are good only if everything is proven", async () => {
  const told: string[] = [];
  const progress = {
    phase: (what: string, total?: number) => told.push(`${what} ${total}`),
    tick: () => told.push("tick"),
    done: () => {},
  };
  const registries = new Registries({}, () => {});
  const subjects = [subject("down"), subject("wrong", "oci://Host/Path"), subject("same")];
  const given = { secrets: new Map(), serviceAccounts: new Map(), anonymous: false };
  const options = { registries, given, madeOf: () => undefined, trustedRoot: undefined, root: "/nowhere" };
  const results = await checkAll(subjects, options, progress).finally(() => registries.close());
  expect(told).toEqual(["artifacts asked for 3", "tick", "tick", "tick"]);
  expect(results.map((one) => [one.subject.name, one.findings[0]?.row])).toEqual([
    ["wrong", "wrong-kind"],
    ["down", "unreachable"],
    ["same", "unreachable"],
  ]);
  expect(isGood(results)).toBe(false);
  expect(isGood([checked("a"), checked("b", finding("note"))])).toBe(true);
  expect(isGood([checked("a", finding("not-checked"))])).toBe(false);
});
