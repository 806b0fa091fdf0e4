import { describe, expect, it } from "vitest";
import { FINDING_PAGES, findingText } from "../../src/flux/findings.ts";
import type { FindingRow } from "../../src/registry/finding.ts";
import { ROWS, severityOf } from "../../src/verify/rows.ts";
import { page, rowsOf, section } from "../support/docs.ts";

const TEXT = page("docs/verifying.md");

describe("docs/verifying.md", () => {
  it("has every finding with its level and the title of its page", () => {
    const rows = rowsOf(section(TEXT, "What it finds")).map((row) =>
      row.map((one) => one.replaceAll("`", "")),
    );
    const pages = FINDING_PAGES.map(({ id, title }) => [id, severityOf(id as FindingRow), title]);
    expect(rows.slice(0, -1)).toEqual(pages);
    expect(rows.at(-1)?.slice(0, 2)).toEqual(["note", "note"]);
  });
});

describe("the pages of findings", () => {
  it("are there for every row but the note", () => {
    const rows = ROWS.map(({ row }) => row).filter((row) => row !== "note");
    expect(FINDING_PAGES.map(({ id }) => id).sort()).toEqual([...rows].sort());
  });

  it.each(FINDING_PAGES)("$id says what Flux shows, why, and what to run", (one) => {
    expect(one.causes.length).toBeGreaterThan(0);
    expect(one.commands.length).toBeGreaterThan(0);
    const text = findingText(one);
    expect(text).toContain(`## What Flux shows\n\n${one.condition}.`);
    expect(text).not.toMatch(/undefined|\.\.$/m);
  });
});
