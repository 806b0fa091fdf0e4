import { describe, expect, it } from "vitest";
import type { PlainValue } from "../../src/core/ops.ts";
import {
  type RenderStyle,
  renderField,
  renderKey,
  renderText,
  renderValue,
  styleAt,
} from "../../src/edit/code-render.ts";
import { plainOf, readValue } from "../support/ts-values.ts";

const STYLE: RenderStyle = { quote: '"', indent: "", unit: "  ", eol: "\n" };
const TEXTS = [
  "",
  "plain",
  "it's",
  'a "quote"',
  "a `tick`",
  "back\\slash",
  "\\",
  "${x}",
  "$",
  "$${x}{",
  "two\nlines",
  "with\r\nreturn",
  "tab\t, null \0, bell \u0007",
  "ü 🚀 \u2028 \u2029 \uFEFF",
  "\\u0041 \\n",
  "*/ // <!-- </script>",
];

describe("texts", () => {
  it.each(['"', "'", "`"])("are read back as they are, in %s", (quote) => {
    for (const text of TEXTS) {
      const literal = renderText(text, quote);
      expect(plainOf(readValue(`const it = ${literal};`))).toBe(text);
      expect([literal[0], literal.at(-1)]).toEqual([quote, quote]);
    }
  });

  it.each([
    ['it\'s "so"', '"', '"it\'s \\"so\\""'],
    ['it\'s "so"', "'", "'it\\'s \"so\"'"],
    ["${x} `y`", "`", "`\\${x} \\`y\\``"],
    ["${x} `y`", '"', '"${x} `y`"'],
    ["a\\b\nc", '"', '"a\\\\b\\nc"'],
  ])("%j in %s", (text, quote, literal) => {
    expect(renderText(text, quote)).toBe(literal);
  });
});

describe("keys", () => {
  it.each([
    ["name", "name"],
    ["$a_1", "$a_1"],
    ["a-b", '"a-b"'],
    ["app.kubernetes.io/name", '"app.kubernetes.io/name"'],
    ["1a", '"1a"'],
    ["", '""'],
    ['a"b', '"a\\"b"'],
  ])("%j", (key, shown) => {
    expect(renderKey(key, '"')).toBe(shown);
  });
});

describe("values", () => {
  it.each<[PlainValue, string]>([
    [1, "1"],
    [true, "true"],
    [null, "null"],
    ["a", '"a"'],
    [{}, "{}"],
    [[], "[]"],
    [{ tag: "main" }, '{ tag: "main" }'],
    [{ a: [1, "b", { "c-d": null }] }, '{ a: [1, "b", { "c-d": null }] }'],
  ])("%j", (value, shown) => {
    expect(renderValue(value, STYLE)).toBe(shown);
  });

  it("a long object goes over several lines, with the file's indentation and line ends", () => {
    const value = { semver: ">=1.0.0", semverFilter: "a".repeat(60), list: ["b".repeat(80)] };
    expect(renderValue(value, { quote: "'", indent: "\t", unit: "\t", eol: "\r\n" })).toBe(
      [
        "{",
        "\t\tsemver: '>=1.0.0',",
        `\t\tsemverFilter: '${"a".repeat(60)}',`,
        "\t\tlist: [",
        `\t\t\t'${"b".repeat(80)}',`,
        "\t\t],",
        "\t}",
      ].join("\r\n"),
    );
  });

  it("counts the key, and the line's blanks, for what fits into 80 columns", () => {
    const value = { url: "x".repeat(60) };
    const line = `{ url: "${"x".repeat(60)}" }`;
    const fits = (key: string, indent: string) =>
      renderField(key, value, { ...STYLE, indent }) === `${key}: ${line}`;
    expect([line.length, fits("a", ""), fits("abcdefgh", ""), fits("abcdefghi", "")]).toEqual([
      71,
      true,
      false,
      false,
    ]);
    expect([fits("abcdefg", ""), fits("abcdefg", " "), fits("abcde", "  "), fits("abcdef", "  ")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("counts the key of a field that is there and alone on its line", () => {
    const text = "const it = {\n  verification: { a: 1 },\n  b: 1, c: { a: 1 },\n};\n";
    const leads = [...text.matchAll(/\{ a/g)].map(({ index }) => styleAt(text, undefined, index).lead);
    expect(leads).toEqual(["verification: ".length, 0]);
  });

  it("any value is read back as it is", () => {
    const value: PlainValue = { "two/words": TEXTS, deep: { er: [{ a: [[1], {}] }, null, false] } };
    for (const quote of ['"', "'", "`"])
      expect(plainOf(readValue(`const it = ${renderValue(value, { ...STYLE, quote })};`))).toEqual(value);
  });
});
