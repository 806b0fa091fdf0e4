import { describe, expect, it } from "vitest";
import { applyOps } from "../../src/edit/apply-ops.ts";
import { accepted, applied, mapAt } from "../support/edit-tools.ts";

const remove = (...keys: string[]) => keys.map((key) => ({ op: "remove", path: ["s", key] }) as const);

describe("several last keys of a text without a final newline go", () => {
  it.each([
    ["two", "s:\n  x: 1\n  a: 1\n  b: 2", ["a", "b"], "s:\n  x: 1"],
    ["two, the last one asked for first", "s:\n  x: 1\n  a: 1\n  b: 2", ["b", "a"], "s:\n  x: 1"],
    ["three, with maps", "s:\n  x: 1\n  a: 1\n  b:\n    n: k\n  c: 3", ["a", "b", "c"], "s:\n  x: 1"],
    ["CRLF", "s:\r\n  x: 1\r\n  a: 1\r\n  b: 2", ["a", "b"], "s:\r\n  x: 1"],
    [
      "a literal above keeps its line break",
      "s:\n  x: |\n    t\n  a: 1\n  b: 2",
      ["a", "b"],
      "s:\n  x: |\n    t\n",
    ],
    ["one of them is a literal", "s:\n  x: 1\n  a: |\n    t\n  b: 2", ["a", "b"], "s:\n  x: 1"],
    ["a literal is the last one", "s:\n  x: 1\n  a: 1\n  b: |\n    t", ["a", "b"], "s:\n  x: 1"],
    ["others above go too", "s:\n  a: 1\n  x: 1\n  b: 2\n  c: 3", ["a", "b", "c"], "s:\n  x: 1"],
    ["with the newline", "s:\n  x: 1\n  a: 1\n  b: 2\n", ["a", "b"], "s:\n  x: 1\n"],
  ])("%s", (_, text, keys, expected) => {
    expect(applied(text, applyOps(text, mapAt(text), remove(...keys)))).toBe(expected);
  });

  it("and another key changes or is added", () => {
    const text = "s:\n  x: 1\n  a: 1\n  b: 2";
    const set = applyOps(text, mapAt(text), [
      ...remove("a", "b"),
      { op: "set", path: ["s", "x"], value: "other" },
    ]);
    expect(applied(text, set)).toBe("s:\n  x: other");
    const between = applyOps(text, mapAt(text), [
      { op: "set", path: ["s", "z"], value: "other", after: "a" },
      ...remove("b"),
    ]);
    expect(applied(text, between)).toBe("s:\n  x: 1\n  a: 1\n  z: other");
    const added = applyOps(text, mapAt(text), [
      ...remove("a", "b"),
      { op: "set", path: ["s", "z"], value: "other" },
    ]);
    expect(accepted(added).edits.length).toBeGreaterThan(0);
    expect(applied(text, added)).toBe("s:\n  x: 1\n  z: other");
  });
});
