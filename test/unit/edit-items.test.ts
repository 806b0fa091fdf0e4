import { describe, expect, it } from "vitest";
import { insertItemAfter, itemRange, removeItem } from "../../src/edit/yaml-items.ts";
import { applied, reason, seqAt } from "../support/edit-tools.ts";

const LIST = "items:\n- a: 1\n  # deep\n# about b\n- b: 2\n  c: |\n    x\n\n- d: 4\n";

describe("itemRange", () => {
  it.each([
    [0, "- a: 1\n  # deep\n"],
    [1, "# about b\n- b: 2\n  c: |\n    x\n"],
    [2, "- d: 4\n"],
  ])("of item %i", (index, expected) => {
    const range = itemRange(LIST, seqAt(LIST, ["items"]), index);
    expect("refused" in range ? range.refused : LIST.slice(range.start, range.end)).toBe(expected);
  });
});

describe("insertItemAfter", () => {
  it.each([
    ["first", LIST, 0, "- n: 1\n", LIST.replace("# about", "- n: 1\n# about")],
    ["after a literal", LIST, 1, "- n: 1\n", LIST.replace("    x\n", "    x\n- n: 1\n")],
    ["last", LIST, 2, "- n: 1\n", `${LIST}- n: 1\n`],
    ["no final newline", "items:\r\n  - a: 1", 0, "  - n: 1", "items:\r\n  - a: 1\r\n  - n: 1"],
    ["JSON", '{"items":[{"a":1},{"b":2}]}', 0, "{}", '{"items":[{"a":1},{},{"b":2}]}'],
    ["JSON, last", '{"items": [{"a": 1}]}', 0, "{}", '{"items": [{"a": 1}, {}]}'],
    [
      "JSON lines",
      '{"items": [\n  {\n    "a": 1\n  }\n]}',
      0,
      "{}",
      '{"items": [\n  {\n    "a": 1\n  },\n  {}\n]}',
    ],
  ])("%s", (_name, text, index, body, expected) => {
    expect(applied(text, insertItemAfter(text, seqAt(text, ["items"]), index, body))).toBe(expected);
  });

  it.each([
    ["anchor", "items:\n- a: &x 1\n- *x\n", /anchor &x/],
    ["open literal", "items:\n- a: |\n    x", /block scalar/],
    ["comments in JSON", "items: [{a: 1}, # c\n  {b: 2}]\n", /comments/],
  ])("refuses %s", (_name, text, expected) => {
    expect(reason(insertItemAfter(text, seqAt(text, ["items"]), 0, "- n: 1\n"))).toMatch(expected);
  });
});

describe("removeItem", () => {
  it.each([
    ["first", LIST, 0, LIST.replace("- a: 1\n  # deep\n", "")],
    ["middle, with its comment", LIST, 1, LIST.replace("# about b\n- b: 2\n  c: |\n    x\n", "")],
    ["last", LIST, 2, LIST.replace("- d: 4\n", "")],
    ["last without final newline", "items:\n- a\n- b", 1, "items:\n- a"],
    ["JSON, first", '{"items": [{"a": 1}, {"b": 2}]}', 0, '{"items": [{"b": 2}]}'],
    ["JSON lines, last", '{"items": [\n  {"a": 1},\n  {"b": 2}\n]}', 1, '{"items": [\n  {"a": 1}\n]}'],
  ])("%s", (_name, text, index, expected) => {
    expect(applied(text, removeItem(text, seqAt(text, ["items"]), index))).toBe(expected);
  });

  it.each(["items:\n- a: 1\n", '{"items": [{"a": 1}]}'])("says that %j would be empty", (text) => {
    expect(removeItem(text, seqAt(text, ["items"]), 0)).toEqual({ empty: true });
  });

  it("refuses a missing item, and an item beside another dash", () => {
    expect(reason(removeItem(LIST, seqAt(LIST, ["items"]), 9))).toMatch(/no item 9/);
    const nested = "items:\n- - a\n  - b\n";
    expect(reason(removeItem(nested, seqAt(nested, ["items", 0]), 0))).toMatch(/shares its line/);
    expect(applied(nested, removeItem(nested, seqAt(nested, ["items", 0]), 1))).toBe("items:\n- - a\n");
  });
});
