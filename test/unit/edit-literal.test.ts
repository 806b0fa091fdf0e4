import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { applyOps } from "../../src/edit/apply-ops.ts";
import { applied, mapAt, reason } from "../support/edit-tools.ts";

function set(text: string, value: string): string {
  return applied(text, applyOps(text, mapAt(text), [{ op: "set", path: ["a"], value }]));
}

describe("another value for a literal block", () => {
  it.each([
    ["keeps its indentation", "a: |\n      /x\n      /y\nb: 1\n", "/y\n", "a: |\n      /y\nb: 1\n"],
    ["keeps its header", "a: |- # c\n  /x\nb: 1\n", "/y", "a: |- # c\n  /y\nb: 1\n"],
    ["keeps blank lines behind it", "a: |\n  /x\n\n\nb: 1\n", "/y\n", "a: |\n  /y\n\n\nb: 1\n"],
    ["keeps what |+ counts in", "a: |+\n  /x\n\nb: 1\n", "/y\n\n", "a: |+\n  /y\n\nb: 1\n"],
    ["keeps CRLF", "a: |\r\n  /x\r\n  /y\r\nb: 1\r\n", "/y\n\n/z\n", "a: |\r\n  /y\r\n\r\n  /z\r\nb: 1\r\n"],
    ["holds a line that is indented", "a: |\n  x\n", "y\n  z\n", "a: |\n  y\n    z\n"],
    ["ends without a line break where it did", "b: 1\na: |-\n  /x", "/y", "b: 1\na: |-\n  /y"],
    ["is written anew where its end differs", "a: |\n  /x\nb: 1\n", "/y", "a: /y\nb: 1\n"],
    ["is written anew behind an indicator", "a: |4\n    x\nb: 1\n", "y\nz\n", "a: |\n  y\n  z\nb: 1\n"],
    ["is written anew for a first line with a blank", "a: |\n  x\n", " y\n", 'a: " y\\n"\n'],
  ])("%s", (_name, text, value, after) => {
    expect(set(text, value)).toBe(after);
    expect(parse(after).a).toBe(value);
  });

  it("refuses an anchor, which other places may use", () => {
    const text = "a: &x |\n  /x\nb: *x\n";
    expect(reason(applyOps(text, mapAt(text), [{ op: "set", path: ["a"], value: "/y\n" }]))).toContain("&x");
  });

  it("reads back as what was written, and nothing around it changes", () => {
    const line = fc.string({ unit: fc.constantFrom(..."ab/*!# \té😀|'"), maxLength: 6 });
    const lines = fc.array(line, { minLength: 1, maxLength: 4 }).map((all) => all.join("\n"));
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom("", "\n", "\n\n"),
        fc.constantFrom("|", "|-", "|+"),
        (text, end, header) => {
          const before = `x: 1\na: ${header} # c\n    old\n    older\n`;
          const after = set(`${before}y: 2 # d\n`, text + end);
          expect(after.startsWith("x: 1\na: ")).toBe(true);
          expect(after.endsWith("y: 2 # d\n")).toBe(true);
          expect(parse(after)).toEqual({ x: 1, a: text + end, y: 2 });
        },
      ),
      { numRuns: 1000 },
    );
  });
});
