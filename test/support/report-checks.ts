import { createHash } from "node:crypto";
import { expect } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import type { FileChange, Plan } from "../../src/core/plan.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { lintReport } from "../../src/report/lint/json.ts";
import { lintView } from "../../src/report/lint/view.ts";
import { type MigrateReport, migrateReport, type ScanReport, scanReport } from "../../src/report/model.ts";
import { type Analysis, plan } from "../../src/run.ts";
import { ABOUT } from "./about.ts";
import { schemaProblems } from "./report-schemas.ts";
import type { FileTree } from "./tree-copy.ts";

/**
 * All three reports of a tree against the contract: schemas, ids, places, edits, what stays and why.
 * @param before the bytes that were read, by path
 */
export function checkReports(
  analysis: Analysis,
  accepted: Plan,
  changes: readonly FileChange[],
  before: FileTree,
): void {
  const { graph } = analysis;
  const scanned = parsed(scanReport(graph, plan(analysis), ABOUT));
  const migrated = parsed(migrateReport(graph, accepted, changes, true, ABOUT));
  const linted = parsed(lintReport(lintView(lintTree(analysis, emptyConfig().lint))));
  expect(schemaProblems("scan-report", scanned)).toEqual([]);
  expect(schemaProblems("migrate-report", migrated)).toEqual([]);
  expect(schemaProblems("lint-report", linted)).toEqual([]);
  for (const report of [scanned, migrated]) {
    checkIds(report);
    checkPlaces([...report.references, ...report.findings], before);
    checkUndecided(report);
  }
  checkPlaces(linted.findings, before);
  checkFiles(migrated, before);
  checkRemaining(migrated);
}

/** A report as a program that reads JSON sees it. */
function parsed<T>(report: T): T {
  return JSON.parse(JSON.stringify(report)) as T;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What a program gets that applies `files[]` to the bytes it has, by units and by bytes; both must agree. */
function applied(file: MigrateReport["files"][number], before: Buffer | undefined): Buffer {
  const text = before?.toString("utf8") ?? "";
  const bytes = before ?? Buffer.alloc(0);
  let units = "";
  let at = 0;
  const parts: Buffer[] = [];
  let byte = 0;
  for (const edit of file.edits) {
    expect(edit.start, `${file.path}: edits are sorted and disjoint`).toBeGreaterThanOrEqual(at);
    units += text.slice(at, edit.start) + edit.text;
    at = edit.end;
    parts.push(bytes.subarray(byte, edit.startByte), Buffer.from(edit.text, "utf8"));
    byte = edit.endByte;
  }
  const result = Buffer.concat([...parts, bytes.subarray(byte)]);
  expect(Buffer.from(units + text.slice(at), "utf8").equals(result), file.path).toBe(true);
  return result;
}

/** Applies the files of a report to the tree it was made from, and compares both checksums. */
export function checkFiles(report: MigrateReport, before: FileTree): void {
  for (const file of report.files) {
    const bytes = before.get(file.path);
    expect([file.path, file.sha256.before]).toEqual([file.path, bytes === undefined ? null : sha256(bytes)]);
    expect(file.edits.length).toBeGreaterThan(0);
    if (bytes === undefined) expect(file.edits.map(({ start, end }) => [start, end])).toEqual([[0, 0]]);
    const after = applied(file, bytes);
    const removed = file.change === "removed";
    expect([file.path, file.sha256.after]).toEqual([file.path, removed ? null : sha256(after)]);
    expect(file.change === "added").toBe(bytes === undefined);
  }
  expectSorted(report.files.map((one) => one.path));
}

/** Links inside of a report: every id that is named is there, once, and has the form of the contract. */
function checkIds(report: ScanReport | MigrateReport): void {
  const sources = report.sources.map((one) => one.id);
  const references = report.references.map((one) => one.id);
  expectSorted(sources);
  expect(new Set(references).size).toBe(references.length);
  expect(new Set(sources).size).toBe(sources.length);
  const short = report.sources.map(({ namespace, name }) => `GitRepository/${namespace}/${name}`);
  for (const [i, { id, scope }] of report.sources.entries()) {
    const twins = short.filter((one) => one === short[i]).length;
    const form = `${short[i]}@${scope || "."}`;
    // Of clusters without a root each is told by what somebody applies by hand.
    if (twins > 1 && scope === "?") expect(id.startsWith(form)).toBe(true);
    else expect(id).toBe(twins === 1 ? short[i] : form);
  }
  for (const one of report.references)
    for (const id of one.sources)
      expect(report.sources.find((source) => source.id === id)?.references).toContain(one.id);
  for (const one of report.sources)
    for (const id of one.references)
      expect(report.references.find((reference) => reference.id === id)?.sources).toContain(one.id);
  for (const source of report.sources) {
    expectSorted(source.charts.map((one) => (one.path === "." ? "" : one.path)));
    for (const { id, path, references: ids, decision, result } of source.charts) {
      expect(id).toBe(`${source.id}#${path}`);
      for (const one of ids) expect(source.references).toContain(one);
      for (const one of report.references.filter((other) => ids.includes(other.id))) {
        const moves = ["repoint", "restructure"].includes(one.outcome);
        if (decision.action !== "migrate" || result.state === "kept")
          expect([one.id, moves]).toEqual([one.id, false]);
        if (decision.action === "undecided" && one.sources.length === 1)
          expect([one.id, one.outcome, one.reason]).toEqual([one.id, "keep", decision.reason]);
      }
    }
  }
  const undeclared = report.references.filter((one) => one.resolution === "undeclared").length;
  expect(report.summary).toMatchObject({
    sources: sources.length,
    references: references.length,
    undeclared,
    findings: report.findings.length,
  });
}

interface Placed {
  file: string;
  line: number;
  column: number;
  endLine?: number;
  endColumn?: number;
}

/** Every place is inside of its line; YAML ends a line at LF, CR or both. */
function checkPlaces(places: readonly Placed[], before: FileTree): void {
  const inside = (file: string, line: number, column: number) => {
    const lines = before
      .get(file)
      ?.toString("utf8")
      .replace(/^\uFEFF/, "")
      .split(/\r\n|\n|\r/);
    const length = lines?.[line - 1]?.length;
    expect(length, `${file}:${line}:${column}`).toBeGreaterThanOrEqual(column - 1);
  };
  for (const { file, line, column, endLine, endColumn } of places) {
    inside(file, line, column);
    if (endLine !== undefined && endColumn !== undefined) inside(file, endLine, endColumn);
  }
}

/** What nobody decided says so, at the source and at every reference of it that is not a root's own. */
function checkUndecided(report: ScanReport | MigrateReport): void {
  const undecided = report.sources.filter((one) => one.decision.action === "undecided");
  for (const { decision } of undecided) {
    expect(decision.reason).toMatch(/^undecided: ./);
    expect([decision.url, decision.ref]).toEqual([null, null]);
  }
  const open = new Set(undecided.map((one) => one.id));
  const ofCharts = new Set(report.sources.flatMap(({ charts }) => charts.flatMap((one) => one.references)));
  for (const { id, sources, outcome, reason } of report.references) {
    // A release goes by its chart.
    if (ofCharts.has(id)) continue;
    // A reference to every source moves or not by each of them; a root stays whatever is decided.
    if (!sources.some((one) => open.has(one)) || sources.some((one) => !open.has(one))) continue;
    expect([id, outcome]).toEqual([id, "keep"]);
    if (!reason.startsWith("the root of a cluster"))
      expect([id, reason]).toEqual([id, expect.stringMatching(/^undecided: ./)]);
  }
}

/** References that stay on Git are told again, in their order, each with its reason; the others are not. */
function checkRemaining({ references, remaining }: MigrateReport): void {
  const staying = references.filter((one) => !["repoint", "restructure", "append"].includes(one.outcome));
  const told = ({ id, file, path, reason }: (typeof remaining)[number]) => [id, file, path, reason];
  expect(remaining.map(told)).toEqual(staying.map(told));
  expect(remaining.filter((one) => one.reason === "")).toEqual([]);
}

function expectSorted(texts: readonly string[]): void {
  expect(texts).toEqual([...new Set(texts)].sort());
}
