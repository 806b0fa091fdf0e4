import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit.ts";
import { API_VERSIONS, formatMinor, NEWEST_MINOR } from "../../src/flux/api-versions.ts";
import { page, rowsOf, section, textOf } from "../support/docs.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAGE = page("docs/stability.md");
const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const plain = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.replaceAll("`", "")));

describe("docs/stability.md", () => {
  it("has every kind of JSON, with its version and its schema", () => {
    const rows = plain(rowsOf(section(PAGE, "JSON and its schemas")));
    const shipped = readdirSync(join(ROOT, "schema"))
      .filter((name) => name !== "git2oci.schema.json")
      .map((name) => {
        const { kind, apiVersion } = json(`schema/${name}`).properties;
        return [kind.const, apiVersion.const, `schema/${name}`];
      });
    expect(rows.map((row) => row.slice(0, 3)).sort()).toEqual(shipped.sort());
  });

  it("has every exit code", () => {
    const codes = rowsOf(section(PAGE, "Exit codes")).map(([code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it("has the Node that package.json asks for, and those that the package is tested on", () => {
    const text = section(PAGE, "Versions of Node");
    const [, oldest] = /^>=(.+)$/.exec(json("package.json").engines.node) ?? [];
    expect(text.trim().startsWith(`${oldest} and later.`)).toBe(true);
    const [, told = ""] = /run on Node (.*?)\.\s/.exec(text) ?? [];
    const [, tested = ""] = /const runtimes = \[(.*?)\]/.exec(textOf("test/e2e/package.test.ts") ?? "") ?? [];
    const majors = (list: string) => [...list.matchAll(/\b(2\d)(?:\.\d+)*/g)].map(([, major]) => major);
    expect(majors(told)).toEqual(majors(tested));
    expect(majors(told).length).toBe(3);
  });

  it("has the Flux that the tables have, and the first one with chartRef", () => {
    const [first, second] = rowsOf(section(PAGE, "Versions of Flux"));
    const oldest = Math.min(...API_VERSIONS.map((row) => row.first));
    const release = API_VERSIONS.find(
      ({ kinds, version }) => kinds.includes("HelmRelease") && version === "v2",
    );
    expect(first?.[0]).toBe(`${formatMinor(release!.first)} to ${formatMinor(NEWEST_MINOR)}`);
    expect(second?.[0]).toBe(`${formatMinor(oldest)} to ${formatMinor(release!.first - 1)}`);
  });
});
