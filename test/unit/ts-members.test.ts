import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/core/edits.ts";
import { commaAfter, indentUnit, isBlock, memberEdits } from "../../src/edit/code-members.ts";
import { plainEdits } from "../../src/edit/types.ts";
import { mapOf } from "../support/ts-values.ts";

interface Changes {
  remove?: readonly string[];
  /** `[after, member]`; after an empty text: before all. */
  insert?: readonly (readonly [string, string])[];
}

/** Changes the members of the literal that `const it` has; keys name members, `...x` spreads. */
function changed(text: string, { remove = [], insert = [] }: Changes): string {
  const map = mapOf(text);
  const members = map.code?.form === "object" ? map.code.members : [];
  const at = (name: string) =>
    name === "" ? -1 : members.findIndex(({ key, start, end }) => (key ?? text.slice(start, end)) === name);
  const edits = memberEdits(text, map, members, {
    removed: new Set(remove.map(at)),
    inserted: insert.map(([after, member]) => ({ after: at(after), text: () => member })),
  });
  return applyEdits(text, plainEdits(edits));
}

/** A literal on lines of its own, from the lines between its braces. */
function block(...lines: readonly string[]): string {
  return `const it = {\n${lines.map((line) => `${line}\n`).join("")}};\n`;
}

const X = ["a", "x: 1"] as const;

describe("members on one line", () => {
  it.each<[string, Changes, string]>([
    ["{ a: 0 }", { insert: [["a", "x: 1"]] }, "{ a: 0, x: 1 }"],
    ["{a:0}", { insert: [["a", "x: 1"]] }, "{a:0, x: 1}"],
    ["{ a: 0, }", { insert: [["a", "x: 1"]] }, "{ a: 0, x: 1, }"],
    ["{ a: 0, b: 0 }", { insert: [["a", "x: 1"]] }, "{ a: 0, x: 1, b: 0 }"],
    [
      "{ a: 0, b: 0 }",
      {
        insert: [
          ["b", "x: 1"],
          ["b", "y: 2"],
        ],
      },
      "{ a: 0, b: 0, x: 1, y: 2 }",
    ],
    ["{ a: 0, b: 0 }", { insert: [["", "x: 1"]] }, "{ x: 1, a: 0, b: 0 }"],
    ["{}", { insert: [["", "x: 1"]] }, "{ x: 1 }"],
    ["{ }", { insert: [["", "x: 1"]] }, "{ x: 1 }"],
    ["{ a: 0, b: 0, c: 0 }", { remove: ["a"] }, "{ b: 0, c: 0 }"],
    ["{ a: 0, b: 0, c: 0 }", { remove: ["b"] }, "{ a: 0, c: 0 }"],
    ["{ a: 0, b: 0, c: 0 }", { remove: ["c"] }, "{ a: 0, b: 0 }"],
    ["{ a: 0, b: 0, c: 0 }", { remove: ["b", "c"] }, "{ a: 0 }"],
    ["{ a: 0, b: 0, }", { remove: ["b"] }, "{ a: 0, }"],
    ["{a:0,b:0}", { remove: ["b"] }, "{a:0}"],
    ["{a:0,b:0}", { remove: ["a"] }, "{b:0}"],
    ["{ a: 0, b: 0 }", { remove: ["b"], insert: [["b", "x: 1"]] }, "{ a: 0, x: 1 }"],
    ["{ a: 0, b: 0 }", { remove: ["a"], insert: [["a", "x: 1"]] }, "{ x: 1, b: 0 }"],
    ["{ a: 0 }", { remove: ["a"], insert: [["a", "x: 1"]] }, "{ x: 1 }"],
    ["{ a: 0, b: 0 }", { remove: ["a", "b"], insert: [["a", "x: 1"]] }, "{ x: 1 }"],
    ["{ ...b, a: 0 }", { insert: [["...b", "x: 1"]] }, "{ ...b, x: 1, a: 0 }"],
    ["{ ...b }", { remove: ["...b"], insert: [["", "x: 1"]] }, "{ x: 1 }"],
    ["{ a: [1, 2], b: f(1, 2) }", { remove: ["a"] }, "{ b: f(1, 2) }"],
    ["{ a: 0, }", { remove: ["a"] }, "{  }"],
    ["{ a: 0, }", { remove: ["a"], insert: [["a", "x: 1"]] }, "{ x: 1, }"],
    ["{ /* why */ a: 0 }", { remove: ["a"], insert: [["a", "x: 1"]] }, "{ /* why */ x: 1 }"],
    ["{a:0}", { remove: ["a"], insert: [["a", "x: 1"]] }, "{x: 1}"],
    ["{ a: 0 /* , */, b: 0 }", { insert: [["a", "x: 1"]] }, "{ a: 0, x: 1 /* , */, b: 0 }"],
  ])("%s with %j", (before, changes, after) => {
    expect(changed(`const it = ${before};`, changes)).toBe(`const it = ${after};`);
  });
});

describe("members on lines of their own", () => {
  it.each<[string, string, Changes, string]>([
    ["after the last", block("  a: 0,"), { insert: [X] }, block("  a: 0,", "  x: 1,")],
    ["after the last, no comma there", block("  a: 0"), { insert: [X] }, block("  a: 0,", "  x: 1")],
    ["in the middle", block("  a: 0,", "  b: 0,"), { insert: [X] }, block("  a: 0,", "  x: 1,", "  b: 0,")],
    ["before all", block("  a: 0,"), { insert: [["", "x: 1"]] }, block("  x: 1,", "  a: 0,")],
    ["before all, no comma there", block("  a: 0"), { insert: [["", "x: 1"]] }, block("  x: 1,", "  a: 0")],
    ["behind a comment", block("  a: 0, // why"), { insert: [X] }, block("  a: 0, // why", "  x: 1,")],
    [
      "behind a comment without a comma",
      block("  a: 0 // why"),
      { insert: [X] },
      block("  a: 0, // why", "  x: 1"),
    ],
    [
      "a comma in the comment",
      block("  a: 0 // why, how"),
      { insert: [X] },
      block("  a: 0, // why, how", "  x: 1"),
    ],
    [
      "a comma on the next line",
      block("  a: 0", "  , b: 0"),
      { insert: [X] },
      block("  a: 0", "  , x: 1", "  , b: 0"),
    ],
    ["two on one line", block("  a: 0, b: 0,"), { insert: [X] }, block("  a: 0,", "  x: 1, b: 0,")],
    ["the first goes", block("  a: 0,", "  b: 0,"), { remove: ["a"] }, block("  b: 0,")],
    ["the last goes", block("  a: 0,", "  b: 0,"), { remove: ["b"] }, block("  a: 0,")],
    ["the last goes, no comma there", block("  a: 0,", "  b: 0"), { remove: ["b"] }, block("  a: 0")],
    ["with its comment", block("  a: 0, // why", "  b: 0,"), { remove: ["a"] }, block("  b: 0,")],
    [
      "comments of others stay",
      block("  // a", "  a: 0, // why", "  // b", "  b: 0"),
      { remove: ["b"] },
      block("  // a", "  a: 0 // why", "  // b"),
    ],
    [
      "over several lines",
      block("  a: {", "    b: 0,", "  },", "  c: 0,"),
      { remove: ["a"] },
      block("  c: 0,"),
    ],
    [
      "one of two on a line",
      block("  a: 0, b: 0,", "  c: 0,"),
      { remove: ["a"] },
      block("  b: 0,", "  c: 0,"),
    ],
    [
      "two that follow each other",
      block("  a: 0,", "  b: 0,", "  c: 0"),
      { remove: ["b", "c"] },
      block("  a: 0"),
    ],
    [
      "goes and comes",
      block("  a: 0,", "  b: 0"),
      { remove: ["b"], insert: [X] },
      block("  a: 0,", "  x: 1"),
    ],
    [
      "goes and comes, last",
      block("  a: 0,", "  b: 0"),
      { remove: ["b"], insert: [["b", "x: 1"]] },
      block("  a: 0,", "  x: 1"),
    ],
    ["all go, one comes", block("  a: 0,"), { remove: ["a"], insert: [X] }, block("  x: 1,")],
    ["tabs", block("\ta: 0,"), { insert: [X] }, block("\ta: 0,", "\tx: 1,")],
    [
      "a method and an accessor",
      block("  a() {},", "  get b() { return 0; },"),
      { remove: ["a"] },
      block("  get b() { return 0; },"),
    ],
  ])("%s", (_name, before, changes, after) => {
    expect(changed(before, changes)).toBe(after);
    const windows = (text: string) => text.replaceAll("\n", "\r\n");
    expect(changed(windows(before), changes)).toBe(windows(after));
    expect(changed(`\uFEFF${before}`, changes)).toBe(`\uFEFF${after}`);
  });
});

describe("what members are told by", () => {
  it.each([
    ["a, b", 1, 1],
    ["a /* , */ , b", 1, 10],
    ["a // ,\n  , b", 1, 9],
    ["a }", 1, undefined],
    ["a // , ", 1, undefined],
    ["a /* , ", 1, undefined],
    ["a", 1, undefined],
  ])("the comma after a member: %j", (text, offset, at) => {
    expect(commaAfter(text, offset)).toBe(at);
  });

  it.each([
    ["{\n  a: 0 }", true],
    ["{ a: 0,\n  b: 0 }", false],
    ["{ // why\n  a: 0 }", true],
    ["{}", false],
  ])("lines of their own: %j", (literal, expected) => {
    const text = `const it = ${literal};`;
    const map = mapOf(text);
    const members = map.code?.form === "object" ? map.code.members : [];
    expect(isBlock(text, map, members)).toBe(expected);
  });

  it.each([
    ["a\n  b", "  "],
    ["a\n\tb", "\t"],
    ["a\n    b\n  c", "    "],
    ["/**\n * about\n */\na\n    b", "    "],
    ["a\n\n", "  "],
  ])("one level: %j", (text, unit) => {
    expect(indentUnit(text)).toBe(unit);
  });
});
