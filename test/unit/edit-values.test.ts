import { describe, expect, it } from "vitest";
import { replacePairValue } from "../../src/edit/yaml-values.ts";
import { accepted, applied, mapAt, reason } from "../support/edit-tools.ts";

const MAP = { tag: "v1", x: { z: "1" } };

describe("replacePairValue with a scalar", () => {
  it.each([
    ["plain", "a: 1 # c\nb: 2\n", "a: new # c\nb: 2\n"],
    ["quotes kept", "a: 'x'\n", "a: 'new'\n"],
    ["missing", "a:\nb: 2\n", "a: new\nb: 2\n"],
    ["missing with comment", "a:  # c\r\nb: 2\r\n", "a: new  # c\r\nb: 2\r\n"],
    ["missing at the end of the file", "a:", "a: new"],
    ["map", "a: # c\n  # lost\n  x: 1\n  # lost\n\nb: 2\n", "a: new # c\n\nb: 2\n"],
    ["sequence", "a:\n- 1\n- 2\n# stays\nb: 2\n", "a: new\n# stays\nb: 2\n"],
    ["sequence at the end of the file", "b: 2\r\na:\r\n  - 1", "b: 2\r\na: new"],
    ["literal", "a: |- # c\n  x\n\n  y\n\nb: 2\n", "a: new # c\n\nb: 2\n"],
    ["kept blank lines", "a: |+\n  x\n\n\nb: 2\n", "a: new\nb: 2\n"],
    ["folded at the end of the file", "a: >2\n    x\n  y", "a: new"],
    ["braces over lines", "a: {\n  x: 1, # lost\n  y: 2} # c\nb: 2\n", "a: new # c\nb: 2\n"],
    ["text below its key", "a: # c\n  # d\n  old # e\nb: 2\n", "a: # c\n  # d\n  new # e\nb: 2\n"],
    ["aligned", "a:    old\n", "a:    new\n"],
  ])("%s", (_name, text, expected) => {
    expect(applied(text, replacePairValue(text, mapAt(text), "a", "new"))).toBe(expected);
  });

  it.each([
    ["number", "a: 'x'\n", 5, "a: 5\n"],
    ["null", "a: x\n", null, "a: null\n"],
    ["empty list", "a:\n  - x\n", [], "a: []\n"],
    ["quoted where needed", "a:\n  - x\n", "1.10", 'a: "1.10"\n'],
  ])("%s", (_name, text, value, expected) => {
    expect(applied(text, replacePairValue(text, mapAt(text), "a", value))).toBe(expected);
  });

  it("reports the comments that go", () => {
    const text = "a: # stays\n  # one\n  x: '#no' # two\n  # three\nb: 2\n";
    expect(accepted(replacePairValue(text, mapAt(text), "a", "new")).lostComments).toEqual([
      "# one",
      "# two",
      "# three",
    ]);
    const flow = "a: [1, # one\n  2]\n";
    expect(accepted(replacePairValue(flow, mapAt(flow), "a", "new")).lostComments).toEqual(["# one"]);
  });
});

describe("replacePairValue with a structure", () => {
  const nested = 'a:\n  tag: v1\n  x:\n    z: "1"\n';
  it.each([
    ["plain", "a: old\nb: 2\n", `${nested}b: 2\n`],
    ["plain with comment", "a: old # c\nb: 2\n", `${nested.replace("a:", "a: # c")}b: 2\n`],
    ["plain at the end of the file", "a: old", nested.slice(0, -1)],
    ["CRLF", "a: old\r\nb: 2\r\n", `${nested}b: 2\n`.replaceAll("\n", "\r\n")],
    ["missing", "a:\nb: 2\n", `${nested}b: 2\n`],
    ["map", "a:\n  p: 1\n  q: 2\n\nb: 2\n", `${nested}\nb: 2\n`],
    ["literal", "a: |\n  p\n", nested],
    ["text below its key", "a: # c\n  old # lost\nb: 2\n", `${nested.replace("a:", "a: # c")}b: 2\n`],
    ["text with deeper comments below", "a: old\n    # lost\nb: 2\n", `${nested}b: 2\n`],
    ["braces", "a: {p: 1}\n", nested],
  ])("%s", (_name, text, expected) => {
    expect(applied(text, replacePairValue(text, mapAt(text), "a", MAP))).toBe(expected);
  });

  it("keeps the step of a deeper map", () => {
    const text = "m:\n    a:\n        p: 1\n    b: 1\n";
    expect(applied(text, replacePairValue(text, mapAt(text, ["m"]), "a", MAP))).toBe(
      'm:\n    a:\n        tag: v1\n        x:\n            z: "1"\n    b: 1\n',
    );
  });

  it("replaces the value beside a dash", () => {
    const text = "- a: 1\n  b: 2\n";
    expect(applied(text, replacePairValue(text, mapAt(text, [0]), "a", { x: 1 }))).toBe(
      "- a:\n    x: 1\n  b: 2\n",
    );
  });

  it("writes several lines as a literal, in quotes where no line break follows", () => {
    const text = "a: # c\n  x: 1\nb: 2\n";
    expect(applied(text, replacePairValue(text, mapAt(text), "a", "p\n  q\n"))).toBe(
      "a: | # c\n  p\n    q\nb: 2\n",
    );
    expect(applied("a: x", replacePairValue("a: x", mapAt("a: x"), "a", "p\nq\n"))).toBe('a: "p\\nq\\n"');
  });
});

describe("replacePairValue in braces", () => {
  it.each([
    ["scalar", "m: {a: 'x', b: 1}\n", "p", "m: {a: 'p', b: 1}\n"],
    ["scalar that needs quotes", "m: {a: x, b: 1}\n", "p,q", 'm: {a: "p,q", b: 1}\n'],
    ["map", "m: {a: {x: [1]}, b: 1}\n", "p", "m: {a: p, b: 1}\n"],
    ["missing", "m: {a: , b: 1}\n", "p", "m: {a: p , b: 1}\n"],
    ["missing without colon", "m: {a, b: 1}\n", "p", "m: {a: p, b: 1}\n"],
    ["structure", "m: {a: 1}\n", MAP, 'm: {a: {tag: v1, x: {z: "1"}}}\n'],
    ["JSON", '{"m":{"a":1}}', MAP, '{"m":{"a":{"tag":"v1","x":{"z":"1"}}}}'],
    ["JSON lines", '{"m": {\n  "a": [\n    1\n  ]\n}}', ["p"], '{"m": {\n  "a": [\n    "p"\n  ]\n}}'],
  ])("%s", (_name, text, value, expected) => {
    expect(applied(text, replacePairValue(text, mapAt(text, ["m"]), "a", value))).toBe(expected);
  });
});

describe("replacePairValue refuses", () => {
  it.each([
    ["alias", "b: &x 1\na: *x\n", /alias \*x/],
    ["anchor", "a: &x 1\nb: *x\n", /anchor &x/],
    ["anchor inside", "a:\n  c: &x 1\nb: *x\n", /anchor &x/],
    ["tag", "a: !!str 1\n", /type tag/],
    ["tag on a map", "a: !!map # c\n  x: 1\n", /type tag/],
    ["missing key", "b: 1\n", /no "a"/],
    ["explicit key", "? a\n: 1\n", /not the first thing/],
  ])("%s", (_name, text, expected) => {
    expect(reason(replacePairValue(text, mapAt(text), "a", "new"))).toMatch(expected);
  });
});
