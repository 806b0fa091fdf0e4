import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as limits from "../../src/scan/yaml-limits.ts";
import { page, pages, rowsOf, section, textOf } from "../support/docs.ts";

describe("docs/security.md", () => {
  const rows = rowsOf(section(page("docs/security.md"), "Limits"));

  it.each(rows)("the %s is %s", (_what, value = "", constant = "") => {
    const [, number = "", unit] = /^(\d+)(?: (MiB))?/.exec(value) ?? [];
    const real: unknown = Object.entries(limits).find(([name]) => `\`${name}\`` === constant)?.[1];
    expect(Number(number) * (unit === "MiB" ? 1024 * 1024 : 1)).toBe(real);
  });

  it("has every limit; those of the fast reader only choose the reader", () => {
    const names = Object.entries(limits).flatMap(([name, value]) => (typeof value === "number" ? name : []));
    expect(rows.map((row) => row[2]?.replaceAll("`", "")).sort()).toEqual(
      names.filter((name) => !name.startsWith("MAX_FAST_")).sort(),
    );
  });
});

describe("docs/architecture.md", () => {
  const rooms = rowsOf(section(page("docs/architecture.md"), "The rooms")).map(([room = ""]) =>
    room.replaceAll("`", "").replace(/\/$/, ""),
  );

  it("has every folder of src, and no other", () => {
    const folders = readdirSync(new URL("../../src", import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `src/${entry.name}`);
    expect(rooms.filter((room) => room.startsWith("src/")).sort()).toEqual(folders.sort());
  });
});

describe("files that the documentation names", () => {
  const named = pages().flatMap((from) =>
    [...page(from).matchAll(/`((?:src|test|scripts|schema|fixtures|transforms)\/[\w./-]+\.[a-z]+)`/g)].map(
      ([, path = ""]) => ({ from, path }),
    ),
  );

  it.each(named)("$from: $path", ({ path }) => {
    expect(textOf(path)).toBeDefined();
  });
});
