import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDocument } from "yaml";
import { resolvePlain } from "../../src/scan/yaml-fast-plain.ts";

/** What the `yaml` library reads, without our converter in between. */
function libraryValue(source: string): unknown {
  return parseDocument(source, { version: "1.2", schema: "core", logLevel: "silent" }).toJS();
}

it.each([
  ["~", null],
  ["Null", null],
  ["nULL", "nULL"],
  ["True", true],
  ["FALSE", false],
  ["yes", "yes"],
  ["y", "y"],
  ["0", 0],
  ["-0", -0],
  ["+12", 12],
  ["007", 7],
  ["0o17", 15],
  ["0o8", "0o8"],
  ["0xfF", 255],
  ["-0x1", "-0x1"],
  ["1_000", "1_000"],
  ["1.", 1],
  [".5", 0.5],
  ["-.5e-3", -0.0005],
  ["1e3", 1000],
  ["1e", "1e"],
  [".", "."],
  ["-", "-"],
  ["1.10.0", "1.10.0"],
  ["10m", "10m"],
  ["12:30", "12:30"],
  ["2026-01-02", "2026-01-02"],
  [".inf", Number.POSITIVE_INFINITY],
  ["-.INF", Number.NEGATIVE_INFINITY],
  [".iNF", ".iNF"],
  [".NaN", Number.NaN],
  ["-.nan", "-.nan"],
])("%s is %j", (source, value) => {
  expect(resolvePlain(source)).toBe(value);
  if (source !== "-") expect(libraryValue(source)).toBe(value);
});

it("a commit of digits alone stays what is written, for the library would round it", () => {
  expect(resolvePlain("1234567890123456789012345678901234567890")).toBe(
    "1234567890123456789012345678901234567890",
  );
});

it("nothing is null", () => {
  expect(resolvePlain("")).toBeNull();
});

it("reads every word as the library does", () => {
  const character = fc.constantFrom(..."+-.0123456789abcefnoxEFNTINAULlrsu~_");
  const word = fc
    .string({ unit: character, minLength: 1, maxLength: 7 })
    .filter((text) => !/^(-+|---.*|\.\.\.)$/.test(text));
  fc.assert(
    fc.property(word, (source) => {
      expect(resolvePlain(source)).toBe(libraryValue(source));
    }),
    { numRuns: 5000, seed: 1 },
  );
});
