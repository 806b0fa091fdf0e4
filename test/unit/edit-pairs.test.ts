import { describe, expect, it } from "vitest";
import { appendPairs, insertPairsAfter, removePair } from "../../src/edit/yaml-pairs.ts";
import { accepted, applied, mapAt, reason } from "../support/edit-tools.ts";

describe("removePair", () => {
  it.each([
    ["first", "a: 1\nb: 2\n", "b: 2\n"],
    ["with trailing comment", "x: 0\na: 1 # gone\nb: 2\n", "x: 0\nb: 2\n"],
    ["last", "b: 2\na: 1\n", "b: 2\n"],
    ["last without final newline", "b: 2\na: 1", "b: 2"],
    ["last without final newline, CRLF", "b: 2\r\na: 1", "b: 2"],
    ["CRLF", "b: 2\r\na: 1\r\nc: 3\r\n", "b: 2\r\nc: 3\r\n"],
    ["first after a byte-order mark", "\uFEFFb: 1\na: 2\n", "\uFEFFb: 1\n"],
    ["without a value", "b: 2\na:\nc: 3\n", "b: 2\nc: 3\n"],
    ["quoted key", "b: 2\n'a' : 1\n", "b: 2\n"],
    ["nested map", "b: 2\na:\n  c:\n    d: 1\ne: 3\n", "b: 2\ne: 3\n"],
    ["sequence at the key's column", "a:\n- 1\n- 2 # c\nb: 2\n", "b: 2\n"],
    ["plain text over lines", "a: x\n  y\n\n  z # c\nb: 2\n", "b: 2\n"],
    ["literal, blank lines below stay", "a: |\n  x\n\n  y\n\nb: 2\n", "\nb: 2\n"],
    ["literal with text that looks like comments", "a: |\n  # x\n  y\n# stays\nb: 2\n", "# stays\nb: 2\n"],
    ["kept blank lines go with |+", "a: |+\n  x\n\nb: 2\n", "b: 2\n"],
    ["folded at the end of the file", "b: 2\na: >\n  x\n  y", "b: 2"],
    ["a literal above keeps its final line break", "b: |\n  x\na: 1", "b: |\n  x\n"],
    ["deeper comments below, also after a blank line", "a: 1\n  # x\n\n  # y\nb: 2\n", "b: 2\n"],
    ["comments at the same column stay", "b: 2\na: 1\n# x\n", "b: 2\n# x\n"],
    ["alias", "b: &x 2\na: *x\n", "b: &x 2\n"],
    ["before the next document", "b: 2\na: 1\n...\n", "b: 2\n...\n"],
  ])("%s", (_name, text, expected) => {
    expect(applied(text, removePair(text, mapAt(text), "a"))).toBe(expected);
  });

  it.each([
    ["first", "m: {a: 1, b: 2}\n", "m: {b: 2}\n"],
    ["middle", "m: { b: 2, a: 1, c: 3 }\n", "m: { b: 2, c: 3 }\n"],
    ["last", "m: { b: 2, a: [1, {x: y}] }\n", "m: { b: 2 }\n"],
    ["last with trailing comma", "m: {b: 2, a: 1,}\n", "m: {b: 2,}\n"],
    ["JSON lines", '{"m": {\n  "a": 1,\n  "b": 2\n}}', '{"m": {\n  "b": 2\n}}'],
    ["JSON lines, last", '{"m": {\n  "b": 2,\n  "a": {"x": ["#"]}\n}}', '{"m": {\n  "b": 2\n}}'],
  ])("flow: %s", (_name, text, expected) => {
    expect(applied(text, removePair(text, mapAt(text, ["m"]), "a"))).toBe(expected);
  });

  it("keeps the comments above and reports all", () => {
    const text = "b: 2\n# one\n# two\na: # three\n  # four\n  x: '# no' # five\n  y: |\n    # no\nc: 3\n";
    const removed = removePair(text, mapAt(text), "a");
    expect(applied(text, removed)).toBe("b: 2\n# one\n# two\nc: 3\n");
    expect(removed).toMatchObject({ leadingComments: ["# one", "# two"] });
    expect(accepted(removed).lostComments).toEqual(["# three", "# four", "# five"]);
  });

  it("removes the comments above on request, down to a blank line or another column", () => {
    const text = "m:\n  b: 2\n  # zero\n\n # left\n  # one\n  a: 1\n  c: 3\n";
    const removed = removePair(text, mapAt(text, ["m"]), "a", { withLeadingComments: true });
    expect(applied(text, removed)).toBe("m:\n  b: 2\n  # zero\n\n # left\n  c: 3\n");
    expect(removed).toMatchObject({ leadingComments: ["# one"] });
  });

  it.each([
    ["missing", "m: {b: 1}\n", /no "a"/],
    ["repeated", "m:\n  a: 1\n  a: 2\n", /more than once/],
    ["only", "m:\n  a: 1\n", /only key/],
    ["anchor inside", "m:\n  a: [&x 1]\n  b: *x\n", /anchor &x/],
    ["anchored map", "m: &y\n  a: 1\n  b: 2\n", /anchor &y/],
    ["explicit key", "m:\n  ? a\n  : 1\n  b: 2\n", /not the first thing/],
    ["comment in braces", "m: {b: 1, # c\n  a: 2}\n", /comments stand inside/],
    ["tag in braces", "m: {b: !!str 1, a: 2}\n", /tags/],
    ["blank lines that |+ above would take", "m:\n  b: |+\n    x\n  a: 1\n\n  c: 2\n", /block scalar above/],
  ])("refuses %s", (_name, text, expected) => {
    expect(reason(removePair(text, mapAt(text, ["m"]), "a"))).toMatch(expected);
  });

  it("refuses the pair beside a dash", () => {
    const text = "- a: 1\n  b: 2\n";
    expect(reason(removePair(text, mapAt(text, [0]), "a"))).toMatch(/shares its line with a dash/);
    expect(applied(text, removePair(text, mapAt(text, [0]), "b"))).toBe("- a: 1\n");
  });
});

describe("insertPairsAfter", () => {
  it.each([
    ["scalar", "a: 1 # c\nb: 2\n", { k: "yes" }, 'a: 1 # c\nk: "yes"\nb: 2\n'],
    ["two", "a: 1\n", { k: 1, o: true }, "a: 1\nk: 1\no: true\n"],
    ["CRLF", "a: 1\r\nb: 2\r\n", { k: { x: "w" } }, "a: 1\r\nk:\r\n  x: w\r\nb: 2\r\n"],
    ["no final newline", "a: 1", { k: "x", o: "w" }, "a: 1\nk: x\no: w"],
    ["no final newline, CRLF", "b: 1\r\na: 1", { k: "x" }, "b: 1\r\na: 1\r\nk: x"],
    ["no final newline, several lines", "a: 1", { k: "x\nw\n" }, 'a: 1\nk: "x\\nw\\n"'],
    [
      "after a block",
      "a:\n  - 1\n  # deep\n# next\nb: 2\n",
      { k: "x" },
      "a:\n  - 1\n  # deep\nk: x\n# next\nb: 2\n",
    ],
    ["after a literal", "a: |\n  x\n\nb: 2\n", { k: "x" }, "a: |\n  x\nk: x\n\nb: 2\n"],
    ["after |+", "a: |+\n  x\n\nb: 2\n", { k: "x" }, "a: |+\n  x\n\nk: x\nb: 2\n"],
    ["after a missing value", "a: # c\nb: 2\n", { k: "x" }, "a: # c\nk: x\nb: 2\n"],
    [
      "step of the siblings",
      "a:\n    b: 1\n",
      { k: { x: { w: 1 } } },
      "a:\n    b: 1\nk:\n    x:\n        w: 1\n",
    ],
    [
      "sequence step of the siblings",
      "a:\n- 1\n",
      { k: ["x", { w: 1, z: 2 }] },
      "a:\n- 1\nk:\n- x\n- w: 1\n  z: 2\n",
    ],
    ["sequence of its own", "a: 1\n", { k: ["x", ["w"]] }, "a: 1\nk:\n  - x\n  - - w\n"],
    ["empty structures", "a: 1\n", { k: {}, o: [], p: null }, "a: 1\nk: {}\no: []\np: null\n"],
    [
      "literal",
      "a: 1\nb: 2\n",
      { k: "x\n\n  w\n", o: "p\nq" },
      "a: 1\nk: |\n  x\n\n    w\no: |-\n  p\n  q\nb: 2\n",
    ],
    ["byte-order mark", "\uFEFFa: 1\n", { k: 1 }, "\uFEFFa: 1\nk: 1\n"],
    ["before the document's end", "a: 1\n...\n", { k: 1 }, "a: 1\nk: 1\n...\n"],
  ])("%s", (_name, text, pairs, expected) => {
    expect(applied(text, insertPairsAfter(text, mapAt(text), "a", pairs))).toBe(expected);
  });

  it.each([
    ["compact map of a list", "m:\n- a: 1\n  b: 2\n", ["m", 0], "m:\n- a: 1\n  k: x\n  b: 2\n"],
    ["deeper", "m:\n    a: 1 # c\n    b: 2\n", ["m"], "m:\n    a: 1 # c\n    k: x\n    b: 2\n"],
    ["braces", "m: {a: 1, b: 2}\n", ["m"], "m: {a: 1, k: x, b: 2}\n"],
    ["spaced braces, last", "m: { b: 2, a: 1 } # c\n", ["m"], "m: { b: 2, a: 1, k: x } # c\n"],
    ["compact JSON", '{"m":{"a":1,"b":2}}', ["m"], '{"m":{"a":1,"k":"x","b":2}}'],
    ["JSON", '{"m": {"a": 1, "b": 2}}', ["m"], '{"m": {"a": 1, "k": "x", "b": 2}}'],
    ["JSON in YAML", 'm: {"a": 1}\n', ["m"], 'm: {"a": 1, "k": "x"}\n'],
    [
      "JSON lines",
      '{\r\n\t"m": {\r\n\t\t"a": 1\r\n\t}\r\n}',
      ["m"],
      '{\r\n\t"m": {\r\n\t\t"a": 1,\r\n\t\t"k": "x"\r\n\t}\r\n}',
    ],
  ])("%s", (_name, text, path, expected) => {
    expect(applied(text, insertPairsAfter(text, mapAt(text, path), "a", { k: "x" }))).toBe(expected);
  });

  it("lays nested values out as their surroundings do", () => {
    const yaml = "m: {a: 1}\n";
    const value = { k: { x: "1", w: ["p,q"] } };
    expect(applied(yaml, insertPairsAfter(yaml, mapAt(yaml, ["m"]), "a", value))).toBe(
      'm: {a: 1, k: {x: "1", w: ["p,q"]}}\n',
    );
    const json = '{\n  "a": 1\n}\n';
    expect(applied(json, insertPairsAfter(json, mapAt(json), "a", value))).toBe(
      '{\n  "a": 1,\n  "k": {\n    "x": "1",\n    "w": [\n      "p,q"\n    ]\n  }\n}\n',
    );
  });

  it.each([
    ["existing key", "a: 1\nk: 2\n", /already there/],
    ["open literal", "b: 1\na:\n  c: |\n    x", /block scalar at the end/],
    ["anchored map", "&x\na: 1\n", /anchor &x/],
  ])("refuses %s", (_name, text, expected) => {
    expect(reason(insertPairsAfter(text, mapAt(text), "a", { k: 1 }))).toMatch(expected);
  });
});

describe("appendPairs", () => {
  it.each([
    ["block", "m:\n  a: 1\n  # end\nz: 1\n", "m:\n  a: 1\n  resources:\n    - a.yaml\n  # end\nz: 1\n"],
    ["empty", "m: {}\n", "m: {resources: [a.yaml]}\n"],
    ["empty JSON", '{"m": {}}', '{"m": {"resources": ["a.yaml"]}}'],
  ])("%s", (_name, text, expected) => {
    expect(applied(text, appendPairs(text, mapAt(text, ["m"]), { resources: ["a.yaml"] }))).toBe(expected);
  });
});
