import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** Every page that a user or contributor reads, by its path in the project. */
export function pages(): string[] {
  const top = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  const docs = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  return [...top, ...docs.map((name) => `docs/${name}`)].sort();
}

/** The text of a file of the project; undefined where there is none. */
export function textOf(path: string): string | undefined {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** The text of a page. @throws Error where there is none */
export function page(path: string): string {
  const text = textOf(path);
  if (text === undefined) throw new Error(`there is no ${path}`);
  return text;
}

/** A fenced block behind a comment such as `<!-- fixture: seed/git2oci.yaml -->`. */
export interface Example {
  marker: string;
  path: string;
  /** What stands between the fences, without the indentation of the fence. */
  text: string;
}

/** The marked examples of a page, in their order. */
export function examplesOf(text: string): Example[] {
  const found = text.matchAll(
    /^([ ]*)<!-- ([a-z-]+): (\S+) -->\n[ ]*```[a-z]*\n((?:(?!^[ ]*```).*\n)*)[ ]*```$/gm,
  );
  return [...found].map(([, indent = "", marker = "", path = "", body = ""]) => ({
    marker,
    path,
    text: body
      .split("\n")
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join("\n"),
  }));
}

/** The part of a page under a heading of any level, up to the next heading. @throws Error where it is missing */
export function section(text: string, heading: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (start === -1) throw new Error(`there is no heading ${heading}`);
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join("\n");
}

/** Rows of the tables in a text: cells trimmed, header and rule left out. */
export function rowsOf(text: string): string[][] {
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf("|"))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
  return rows.filter((row, i) => !isRule(row) && !isRule(rows[i + 1] ?? []));
}

function isRule(row: readonly string[]): boolean {
  return row.length > 0 && row.every((cell) => /^:?-+:?$/.test(cell));
}
