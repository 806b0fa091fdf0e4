import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isRecord, type PlainRecord, type PlainValue } from "../../src/core/ops.ts";
import { renderBlock } from "../../src/edit/yaml-render.ts";
import { replaceScalar, writeScalar } from "../../src/edit/yaml-scalar.ts";
import { applied, scalarAt } from "../support/edit-tools.ts";

const VERSIONS = ["1.1", "1.2"] as const;
const awkward = fc.string({
  unit: fc.constantFrom(..."0123456789abefxonyEN.:-+_~#'\"\\{}[],&*!|>%@`= \t\n$\r\u0085\u2028é😀"),
  maxLength: 12,
});
const anyText = fc.oneof(awkward, fc.string(), fc.string({ unit: "grapheme" }));

describe("scalars", () => {
  it("read back as the string that was written, in both versions and both contexts", () => {
    fc.assert(
      fc.property(anyText, (value) => {
        for (const version of VERSIONS) {
          expect(parse(`a: ${writeScalar(value)}\n`, { version })).toEqual({ a: value });
          expect(parse(`a: [${writeScalar(value, { flow: true })}, b]\n`, { version })).toEqual({
            a: [value, "b"],
          });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("are replaced in every style, and nothing around them changes", () => {
    const written = fc.constantFrom("x", "'x'", '"x"', "x y\n    z", '"x\n    y"');
    const frame = fc.constantFrom(
      ["a: ", " # c\nb: 1\n"],
      ["a: {p: 1, a: ", ", q: 2} # c\n"],
      ["\uFEFFb: 1\r\na: ", "\r\n"],
      ["- a: ", ""],
    );
    fc.assert(
      fc.property(frame, written, anyText, ([before = "", after = ""], old, value) => {
        const text = before + old + after;
        const path = before.startsWith("-") ? [0, "a"] : before.includes("{") ? ["a", "a"] : ["a"];
        const result = applied(text, replaceScalar(text, scalarAt(text, path), value));
        expect(result.startsWith(before)).toBe(true);
        expect(result.endsWith(after)).toBe(true);
        expect(scalarAt(result, path).value).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });
});

const leaf: fc.Arbitrary<PlainValue> = fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null));
const { value: anyValue } = fc.letrec<{ value: PlainValue; record: PlainRecord }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("record")),
  record: fc.dictionary(
    anyText.filter((key) => key !== "__proto__"),
    tie("value"),
    { maxKeys: 3 },
  ),
}));

describe("renderBlock", () => {
  it("reads back as the value, with either line ending and at any indentation", () => {
    fc.assert(
      fc.property(
        anyValue.filter((value) => isRecord(value) || Array.isArray(value)),
        fc.constantFrom("\n", "\r\n"),
        fc.constantFrom(0, 3),
        (value, eol, indent) => {
          const text = renderBlock(value, indent, eol);
          for (const version of VERSIONS) expect(plain(parse(text, { version }))).toEqual(plain(value));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
