import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LintResult } from "../../src/core/lint.ts";
import { visible } from "../../src/report/colour.ts";
import { lintRenderers } from "../../src/report/lint/formats.ts";
import { LINT_FORMAT_NAMES, type LintFormatName } from "../../src/report/lint/names.ts";
import { type LintView, lintView } from "../../src/report/lint/view.ts";
import { textOf } from "../../src/report/lint/words.ts";
import { xmlText } from "../../src/report/lint/xml.ts";
import { finding, hostileResult, hostileText, result } from "../support/lint-results.ts";
import { elementsOf, readXml } from "../support/read-xml.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { sarifProblems } from "../support/sarif-schema.ts";
import { workflowCommand } from "../support/workflow-commands.ts";

const RUN = { version: "1.2.3", prefix: "fleet/" };

function render(format: LintFormatName, from: LintResult): string {
  return lintRenderers(from, RUN).get(format)?.(false) ?? "";
}

/** What each property looks at: the report, and what it was made from. */
function each(format: LintFormatName, check: (report: string, view: LintView) => void): void {
  fc.assert(
    fc.property(hostileResult, (from) =>
      check(
        render(format, from),
        lintView(
          from,
          (file) => RUN.prefix + file,
          (shown) => shown.slice(RUN.prefix.length),
        ),
      ),
    ),
    { numRuns: 150 },
  );
}

const inSorted = (texts: readonly string[]) => [...texts].sort();

describe("formats of lint, of a hostile fleet", () => {
  it("json: valid by its schema, and every text comes back", () =>
    each("json", (report, view) => {
      const read = JSON.parse(report) as { findings: { message: string; file: string }[] };
      expect(schemaProblems("lint-report", read)).toEqual([]);
      expect(read.findings.map((one) => [`fleet/${one.file}`, one.message])).toEqual(
        view.findings.map((one) => [one.location.file, one.message]),
      );
    }));

  it("sarif: valid by the schema of the standard, and every path comes back", () =>
    each("sarif", (report, view) => {
      const log = JSON.parse(report) as {
        runs: [{ results: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }[] }];
      };
      expect(sarifProblems(log)).toEqual([]);
      const all = [...view.findings, ...view.suppressed.map((one) => one.finding)];
      expect(
        log.runs[0].results.map((one) =>
          decodeURIComponent(one.locations[0].physicalLocation.artifactLocation.uri),
        ),
      ).toEqual(all.map((one) => one.location.file));
    }));

  it("github: commands that a runner reads back, ten of a level at most, and no other order", () =>
    each("github", (report, view) => {
      const lines = report.trimEnd().split("\n");
      const commands = lines.slice(0, -1).map((line) => workflowCommand(line));
      expect(workflowCommand(lines.at(-1) ?? "")).toBeUndefined();
      const files = new Set(view.findings.map((one) => one.location.file));
      for (const one of commands) {
        expect(["error", "warning", "notice"]).toContain(one?.command);
        expect(files).toContain(one?.properties.get("file"));
        expect([...(one?.properties.keys() ?? [])].slice(0, 3)).toEqual(["file", "line", "endLine"]);
      }
      const texts = commands.map((one) => one?.message);
      for (const [command, severity] of [
        ["error", "error"],
        ["warning", "warning"],
        ["notice", "note"],
      ]) {
        const mine = view.findings.filter((one) => one.severity === severity);
        const told = commands.filter((one) => one?.command === command).length;
        expect(told).toBe(Math.min(told, 10, mine.length));
        if (mine.length > 0) expect(told).toBeGreaterThan(0);
        if (mine.length <= 10) for (const one of mine) expect(texts).toContain(visible(textOf(one)));
      }
    }));

  it("gitlab: unique fingerprints, and every path comes back", () =>
    each("gitlab", (report, view) => {
      const read = JSON.parse(report) as {
        fingerprint: string;
        severity: string;
        location: { path: string };
      }[];
      expect(read.map((one) => one.location.path)).toEqual(view.findings.map((one) => one.location.file));
      expect(new Set(read.map((one) => one.fingerprint)).size).toBe(read.length);
      for (const one of read) expect(["major", "minor", "info"]).toContain(one.severity);
    }));

  it("checkstyle: well-formed, and every text comes back", () =>
    each("checkstyle", (report, view) => {
      const errors = elementsOf(readXml(report), "error").map((one) => one.attributes.message ?? "");
      expect(inSorted(errors)).toEqual(inSorted(view.findings.map((one) => xmlText(textOf(one)))));
      const files = elementsOf(readXml(report), "file").map((one) => one.attributes.name ?? "");
      expect(inSorted(files)).toEqual(
        inSorted([...new Set(view.findings.map((one) => xmlText(one.location.file)))]),
      );
    }));

  it("junit: well-formed, counts that are true, and every finding in a case", () =>
    each("junit", (report, view) => {
      const root = readXml(report);
      const cases = elementsOf(root, "testcase");
      const failures = elementsOf(root, "failure");
      expect(Number(root.attributes.tests)).toBe(cases.length);
      expect(Number(root.attributes.failures)).toBe(failures.length);
      expect(Number(root.attributes.skipped)).toBe(elementsOf(root, "skipped").length);
      for (const suite of elementsOf(root, "testsuite"))
        expect(Number(suite.attributes.tests)).toBe(suite.children.length);
      const said = [...failures, ...elementsOf(root, "system-out")].map((one) => one.text).join("\n");
      for (const one of view.findings) expect(said).toContain(xmlText(textOf(one)));
      expect(failures.length > 0).toBe(view.counts.error > 0);
    }));

  it("markdown: within the limit of a body, on lines of its own", () =>
    each("markdown", (report, view) => {
      expect(Buffer.byteLength(report)).toBeLessThanOrEqual(64_000);
      expect(report.split("\n")[0]).toBe("## git2oci lint");
      const items = report.split("\n").filter((line) => line.startsWith("- "));
      expect(items.length).toBeLessThanOrEqual(
        2 * view.findings.length + view.suppressed.length + view.skipped.length,
      );
    }));

  it("give no orders to the log of a CI system, and are the same every time", () =>
    fc.assert(
      fc.property(hostileResult, (from) => {
        for (const format of LINT_FORMAT_NAMES) {
          const report = render(format, from);
          expect(render(format, from)).toBe(report);
          expect(report.endsWith("\n")).toBe(true);
          if (format === "github") continue;
          expect(report).not.toMatch(/^\s*::/m);
          expect(report).not.toMatch(/##[a-z]*\[/);
          expect(report).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 60 },
    ));

  it("tell nothing that signs in, wherever it stands", () =>
    fc.assert(
      fc.property(hostileText, (noise) => {
        const secret = "hunter2secret";
        const clean = noise.replace(/[@]/g, "");
        const url = `https://bot:${secret}@git.example.com/acme/web`;
        const one = finding({
          message: `${clean} ${url}`,
          help: `write\n  url: ${url}\n`,
          related: [{ message: `${url} is declared here`, location: finding().location }],
        });
        const from = result([one], {
          suppressed: [
            {
              finding: finding({ message: `see ${url}` }),
              suppression: { by: "baseline", reason: `as ${url}`, owner: undefined, expires: undefined },
            },
          ],
          skipped: [{ file: "a.yaml", reason: `broken at ${url}` }],
          text: () => `url: ${url}\nkind: GitRepository # ${url}\npassword: ${secret}\n`,
        });
        for (const format of LINT_FORMAT_NAMES) expect(render(format, from)).not.toContain(secret);
      }),
      { numRuns: 60 },
    ));
});
