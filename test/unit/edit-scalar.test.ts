import { describe, expect, it } from "vitest";
import { replaceKey, replaceScalar, writeScalar } from "../../src/edit/yaml-scalar.ts";
import { applied, mapAt, reason, scalarAt } from "../support/edit-tools.ts";

describe("writeScalar", () => {
  const plain = [
    "OCIRepository",
    "oci://ghcr.io/acme/fleet",
    "oci://${registry}/fleet",
    "v1.2.3",
    "1.2.3",
    "1h30m",
    "10m",
    "a#b",
    "a:b",
    "é",
    "./clusters/prod",
    "~1.2",
    "/path",
    "a b",
    "source.toolkit.fluxcd.io/v1",
    "it's",
    "12:ab",
  ];
  it.each(plain)("leaves %s plain", (value) => {
    expect(writeScalar(value)).toBe(value);
  });

  const quoted = [
    ...[
      "20260101",
      "1.10",
      "yes",
      "No",
      "on",
      "OFF",
      "y",
      "N",
      "true",
      "12:30",
      "1:2:3.5",
      "0o7",
      "0x1f",
      "0b1",
    ],
    ...[
      "1e3",
      ".",
      "e0",
      "+",
      "1234e567",
      "1_000",
      "+1",
      "-1",
      ".5",
      "1.",
      ".inf",
      "-.INF",
      ".nan",
      "~",
      "null",
      "Null",
    ],
    ...[
      "2001-01-01",
      "2001-1-1T00:00:00Z",
      "=",
      "<<",
      "",
      " a",
      "a ",
      "...",
      "---",
      "a: b",
      "a:",
      "a #b",
      "#a",
    ],
    ...[
      "@a",
      "`a",
      "%a",
      "&a",
      "*a",
      "!a",
      "|a",
      ">=1.0",
      "'a",
      "{a",
      "[a",
      "}a",
      "]a",
      ",a",
      "?a",
      ":a",
      "-a",
    ],
  ];
  it.each(quoted)("quotes %j", (value) => {
    expect(writeScalar(value)).toBe(`"${value}"`);
  });

  it.each([
    ['"a', '"\\"a"'],
    ["\\ a: b", '"\\\\ a: b"'],
    ["a\nb", '"a\\nb"'],
    ["a\tb", '"a\\tb"'],
    ["a\u0085b", '"a\\u0085b"'],
    ["\u2028", '"\\u2028"'],
    ["\uFEFFa", '"\\ufeffa"'],
    ["\uD800", '"\\ud800"'],
    ["😀", "😀"],
  ])("escapes %j", (value, expected) => {
    expect(writeScalar(value)).toBe(expected);
  });

  it.each(["a,b", "${a}", "a[0]", "a]"])("quotes %s inside braces only", (value) => {
    expect(writeScalar(value)).toBe(value);
    expect(writeScalar(value, { flow: true })).toBe(`"${value}"`);
  });
});

describe("replaceScalar", () => {
  it.each([
    ["plain", "a: main # c\n", "v1", "a: v1 # c\n"],
    ["plain that must be quoted", "a: main\n", "1.10", 'a: "1.10"\n'],
    ["single", "a: 'x' # c\r\n", "it's", "a: 'it''s' # c\r\n"],
    ["single that cannot hold a line break", "a: 'x'\n", "x\ny", 'a: "x\\ny"\n'],
    ["double", 'a: "x"\n', 'say "hi"', 'a: "say \\"hi\\""\n'],
    ["number", "a: 1.10\n", "1.20", 'a: "1.20"\n'],
    ["over several lines", "a: x\n  y # c\nb: 1\n", "z", "a: z # c\nb: 1\n"],
    ["inside braces", "a: {a: x, b: y}\n", "p,q", 'a: {a: "p,q", b: y}\n', ["a", "a"]],
    ["variable where a variable was", "a: oci://${x}\n", "oci://${y}", "a: oci://${y}\n"],
    ["variable where none was", "a: x\n", "${y}", 'a: "${y}"\n'],
    ["JSON", '{"a": 1}\n', "b", '{"a": "b"}\n'],
    ["byte-order mark", "\uFEFFa: x", "z", "\uFEFFa: z"],
    ["the same value", "a:   'x'\n", "x", "a:   'x'\n"],
  ])("%s", (_name, text, value, expected, path: string[] = ["a"]) => {
    expect(applied(text, replaceScalar(text, scalarAt(text, path), value))).toBe(expected);
  });

  it("keeps a value with braces plain where the caller knows the block", () => {
    const text = "a: x\n";
    expect(applied(text, replaceScalar(text, scalarAt(text, ["a"]), "${y}", { flow: false }))).toBe(
      "a: ${y}\n",
    );
  });

  it.each([
    ["anchor", "a: &x main\nb: *x\n", /anchor &x/],
    ["literal", "a: |\n  x\n", /literal block scalar/],
    ["folded", "a: >-\n  x\n", /folded block scalar/],
    ["tag", "a: !!str x\n", /explicit type tag/],
    ["tag in braces", "a: !local x\n", /explicit type tag/],
  ])("refuses %s", (_name, text, expected) => {
    expect(reason(replaceScalar(text, scalarAt(text, ["a"]), "new"))).toMatch(expected);
  });
});

describe("replaceKey", () => {
  it.each([
    ["ref:\n  branch: main # c\n", "ref:\n  tag: main # c\n"],
    ["ref:\n  'branch' : main\n", "ref:\n  'tag' : main\n"],
    ['{"ref": {"branch": "main"}}', '{"ref": {"tag": "main"}}'],
    ["ref: {branch: main}\n", "ref: {tag: main}\n"],
  ])("%j", (text, expected) => {
    const pair = mapAt(text, ["ref"]).items[0]!;
    expect(applied(text, replaceKey(text, pair, "tag"))).toBe(expected);
  });
});
