import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LintResult } from "../../src/core/lint.ts";
import { lintRenderers } from "../../src/report/lint/formats.ts";
import { LINT_FORMAT_NAMES } from "../../src/report/lint/names.ts";
import { page, rowsOf, section, textOf } from "../support/docs.ts";
import { lintOf, loadLintFixture } from "../support/lint-fixture.ts";

const PAGE = "docs/lint.md";
const updating = process.env.UPDATE_DOCS === "1";

/** What a format makes of the fixture; of a long JSON the first entry of a list. */
function exampleOf(result: LintResult, format: string, list: string | undefined): string {
  const render = lintRenderers(result, { version: "0.0.0", prefix: "clusters/" }).get(format);
  const text = render?.(false) ?? "";
  if (list === undefined) return text;
  const report = JSON.parse(text) as Record<string, unknown>;
  const holder = format === "sarif" ? (report.runs as Record<string, unknown>[])[0] : report;
  return `${JSON.stringify((holder?.[list] as unknown[] | undefined)?.[0], null, 2)}\n`;
}

/** A fixture as its rule alone sees it, so that the page does not change with other rules. */
async function resultOf(rule: string): Promise<LintResult> {
  const fixture = await loadLintFixture(rule);
  const result = await lintOf(fixture.invalid, fixture, "recommended");
  const findings = result.findings.filter((one) => one.rule === rule);
  const levels = new Map([...result.levels].filter(([id]) => id === rule));
  return { ...result, findings, levels };
}

describe("docs/lint.md", () => {
  it("shows what each format says of the fixture", async () => {
    const result = await resultOf("missing-ref");
    let shown = 0;
    const written = page(PAGE)
      .replace(
        /(<!-- lint --format (\S+?)(?:, (\S+))? -->\n```[a-z]+\n)(?:(?!```).*\n)*/g,
        (_, head: string, format: string, list: string | undefined) => {
          shown += 1;
          return head + exampleOf(result, format, list);
        },
      )
      .replace(
        /(<!-- fixture: (\S+) -->\n```[a-z]+\n)(?:(?!```).*\n)*/g,
        (_, head: string, path: string) => head + textOf(`fixtures/${path}`),
      );
    if (updating) writeFileSync(join(import.meta.dirname, "../..", PAGE), written);
    expect(page(PAGE)).toBe(written);
    expect(shown).toBe(LINT_FORMAT_NAMES.length);
  });

  it("has a row, a chapter and an example of every format", () => {
    const text = page(PAGE);
    const rows = rowsOf(section(text, "Formats")).map(([name = ""]) => name.replaceAll("`", ""));
    expect(rows).toEqual([...LINT_FORMAT_NAMES]);
    for (const name of LINT_FORMAT_NAMES)
      expect(section(text, name)).toMatch(new RegExp(`<!-- lint --format ${name}[, ]`));
  });
});
