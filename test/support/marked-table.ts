import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/**
 * A table that a test writes into a page, between `<!-- name -->` and `<!-- /name -->`: as it should be and as it is.
 * UPDATE_DOCS=1 writes it.
 */
export function checkMarked(
  page: string,
  name: string,
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): { expected: string; actual: string } {
  const path = join(ROOT, page);
  const text = readFileSync(path, "utf8");
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  if (from < start.length || to < from) throw new Error(`${page} has no ${start.trim()} ... ${end}`);
  const rule = header.map((_, at) => (at === 0 ? "---" : "--:"));
  const lines = [header, rule, ...rows].map((row) => `| ${row.join(" | ")} |\n`);
  const expected = `\n${lines.join("")}\n`;
  if (process.env.UPDATE_DOCS === "1") writeFileSync(path, text.slice(0, from) + expected + text.slice(to));
  return { expected, actual: process.env.UPDATE_DOCS === "1" ? expected : text.slice(from, to) };
}

/** Rows of numbers with their sum below. */
export function withSum(rows: readonly (readonly [string, ...number[]])[]): (readonly (string | number)[])[] {
  const width = Math.max(...rows.map((row) => row.length));
  const sums = Array.from({ length: width - 1 }, (_, at) =>
    rows.reduce((sum, row) => sum + Number(row[at + 1] ?? 0), 0),
  );
  return [...rows, ["all", ...sums]];
}
