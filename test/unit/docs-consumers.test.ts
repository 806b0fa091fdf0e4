import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CONSUMERS, PATCH_ROWS } from "../../src/flux/consumers.ts";
import { RECEIVER_ROWS } from "../../src/flux/receivers.ts";
import { byHand, consumerTable } from "../support/consumer-table.ts";
import { page } from "../support/docs.ts";

const PAGE = "docs/consumers.md";
const rows = [...CONSUMERS, PATCH_ROWS.target, PATCH_ROWS.content, PATCH_ROWS.replacement];

/** Parts of the page that the code says. */
const PARTS: Readonly<Record<string, string>> = {
  table: consumerTable(rows),
  "by-hand": byHand(rows.filter((row) => row.rewrite === undefined)),
  receivers: [
    "| type | where |",
    "|---|---|",
    ...RECEIVER_ROWS.map(({ type, how }) => `| \`${type}\` | ${how} |`),
  ].join("\n"),
};

/** The page with each part between its marks as the code says it. */
function written(text: string): string {
  return Object.entries(PARTS).reduce(
    (whole, [name, part]) =>
      whole.replace(
        new RegExp(`(<!-- ${name} -->\\n)[^]*?(\\n<!-- end -->)`),
        (_all, head, tail) => head + part + tail,
      ),
    text,
  );
}

describe(PAGE, () => {
  it("has every row as the code has it (UPDATE_DOCS=1 writes it)", () => {
    if (process.env.UPDATE_DOCS === "1")
      writeFileSync(new URL(`../../${PAGE}`, import.meta.url), written(page(PAGE)));
    const text = page(PAGE);
    for (const name of Object.keys(PARTS)) expect(text).toContain(`<!-- ${name} -->\n`);
    expect(text).toBe(written(text));
  });
});
