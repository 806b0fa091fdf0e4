import { describe, expect, it } from "vitest";
import {
  appendDocument,
  documentBody,
  insertDocumentAfter,
  removeDocument,
} from "../../src/edit/yaml-documents.ts";
import { applied, documentRanges, reason } from "../support/edit-tools.ts";

function insert(text: string, index: number, body: string, options = {}): string {
  return applied(text, insertDocumentAfter(text, documentRanges(text)[index]!, body, options));
}

describe("insertDocumentAfter", () => {
  it.each([
    ["only", "a: 1\n", 0, "a: 1\n---\nn: 1\n"],
    ["first of two", "a: 1\n---\nb: 2\n", 0, "a: 1\n---\nn: 1\n---\nb: 2\n"],
    ["middle", "---\na: 1\n---\nb: 2\n", 0, "---\na: 1\n---\nn: 1\n---\nb: 2\n"],
    ["last", "---\na: 1\n---\nb: 2\n", 1, "---\na: 1\n---\nb: 2\n---\nn: 1\n"],
    ["CRLF", "a: 1\r\n", 0, "a: 1\r\n---\r\nn: 1\n"],
    ["no final newline", "---\na: 1", 0, "---\na: 1\n---\nn: 1\n"],
    ["no final newline, CRLF", "---\r\na: 1", 0, "---\r\na: 1\r\n---\r\nn: 1\n"],
    ["trailing blank lines", "a: 1\n\n\n---\nb: 2\n", 0, "a: 1\n\n\n---\nn: 1\n---\nb: 2\n"],
    ["document end", "a: 1\n...\n---\nb: 2\n", 0, "a: 1\n...\n---\nn: 1\n---\nb: 2\n"],
    ["document end, last", "a: 1\n...", 0, "a: 1\n...\n---\nn: 1\n"],
    ["comments before the first marker", "# c\n---\na: 1\n", 0, "# c\n---\na: 1\n---\nn: 1\n"],
    ["comment on the marker", "--- # c\na: 1\n", 0, "--- # c\na: 1\n--- # c\nn: 1\n"],
    ["content on the marker", "--- {a: 1}\n", 0, "--- {a: 1}\n---\nn: 1\n"],
    ["byte-order mark", "\uFEFFa: 1\n", 0, "\uFEFFa: 1\n---\nn: 1\n"],
    ["byte-order mark and marker", "\uFEFF---\na: 1\n", 0, "\uFEFF---\na: 1\n---\nn: 1\n"],
    ["ends in a closed block scalar", "a: |\n  x\n", 0, "a: |\n  x\n---\nn: 1\n"],
    ["ends in a comment below a block scalar", "a: |\n  x\n# c", 0, "a: |\n  x\n# c\n---\nn: 1\n"],
  ])("%s", (_name, text, index, expected) => {
    expect(insert(text, index, "n: 1\n")).toBe(expected);
  });

  it("parts by a bare marker on request, and closes a body without a line break", () => {
    expect(insert("--- # c\na: 1\n", 0, "n: 1\n", { plainMarker: true })).toBe("--- # c\na: 1\n---\nn: 1\n");
    expect(insert("a: 1\n---\nb: 2\n", 0, "n: 1")).toBe("a: 1\n---\nn: 1\n---\nb: 2\n");
  });

  it.each([
    ["JSON", ' {"a": 1}', /JSON/],
    ["open literal", "a:\n  b: |\n    x", /block scalar/],
    ["open literal with deeper last line", "a: >-\n  x\n    y", /block scalar/],
    ["open top-level literal", "--- |\nx", /block scalar/],
    ["directives", "%YAML 1.2\n---\na: 1\n", /directives/],
    ["a document behind dots", "a: 1\n...\nb: 2\n", /follows `...`/],
  ])("refuses %s", (_name, text, expected) => {
    expect(reason(insertDocumentAfter(text, { start: 0, end: text.length }, "n: 1\n"))).toMatch(expected);
  });

  it("refuses a range that starts without a marker", () => {
    expect(reason(insertDocumentAfter("a: 1\nb: 2\n", { start: 5, end: 10 }, "n: 1\n"))).toMatch(
      /does not start/,
    );
  });
});

describe("removeDocument", () => {
  it.each([
    ["first without marker", "a: 1\n---\nb: 2\n", 0, "b: 2\n"],
    ["first without marker, comment on the next marker", "a: 1\n--- # c\nb: 2\n", 0, "--- # c\nb: 2\n"],
    ["first without marker, content on the next marker", "a: 1\n--- {b: 2}\n", 0, "--- {b: 2}\n"],
    ["first without marker, byte-order mark", "\uFEFFa: 1\n---\nb: 2\n", 0, "\uFEFFb: 2\n"],
    ["first", "---\na: 1\n---\nb: 2\n", 0, "---\nb: 2\n"],
    ["first below comments", "# c\n---\na: 1\n---\nb: 2\n", 0, "# c\n---\nb: 2\n"],
    ["middle", "a: 1\n---\nb: 2\n\n--- # c\nc: 3\n", 1, "a: 1\n--- # c\nc: 3\n"],
    ["last", "a: 1\r\n---\r\nb: 2\r\n", 1, "a: 1\r\n"],
    ["last without final newline", "a: 1\n---\nb: 2", 1, "a: 1\n"],
    ["with its end", "---\na: 1\n...\n---\nb: 2\n", 0, "---\nb: 2\n"],
    ["after an end", "---\na: 1\n...\n---\nb: 2\n", 1, "---\na: 1\n...\n"],
  ])("%s", (_name, text, index, expected) => {
    expect(applied(text, removeDocument(text, documentRanges(text)[index]!))).toBe(expected);
  });

  it.each([
    "a: 1\n",
    "# c\n---\na: 1",
    "---\na: 1\n---\n",
    "\uFEFFa: 1\n...\n---\n# only a comment\n",
    '{"a": 1}',
  ])("says that %j would be empty", (text) => {
    expect(removeDocument(text, documentRanges(text)[0]!)).toEqual({ empty: true });
  });

  it("refuses directives", () => {
    const text = "%YAML 1.2\n---\na: 1\n---\nb: 2\n";
    expect(reason(removeDocument(text, { start: 0, end: 19 }))).toMatch(/directives/);
  });
});

describe("documentBody", () => {
  it.each([
    ["# c\na: 1\n---\n# d\nb: 2\n", ["# c\na: 1\n", "# d\nb: 2\n"]],
    ["\uFEFFa: 1\n--- # c\nb: 2\n--- {c: 3}", ["a: 1\n", "b: 2\n", " {c: 3}"]],
    ["# c\n\n---\na: 1\n...\n", ["a: 1\n...\n"]],
  ])("of %j", (text, expected) => {
    const bodies = documentRanges(text).map((doc) => {
      const body = documentBody(text, doc);
      return "refused" in body ? body.refused : text.slice(body.start, body.end);
    });
    expect(bodies).toEqual(expected);
  });
});

describe("appendDocument", () => {
  it.each([
    ["after a document", "a: 1\n", "a: 1\n---\nn: 1\n"],
    ["without final newline, CRLF", "x: 1\r\na: 1", "x: 1\r\na: 1\r\n---\r\nn: 1\n"],
    ["to an empty file", "", "n: 1\n"],
    ["below comments", "# c\n", "# c\nn: 1\n"],
    ["to a waiting marker", "a: 1\n---\n", "a: 1\n---\nn: 1\n"],
    ["to a waiting marker without newline", "a: 1\n---", "a: 1\n---\nn: 1\n"],
    ["after a document end", "a: 1\n...\n", "a: 1\n...\n---\nn: 1\n"],
    ["after an empty document with an end", "---\n...\n", "---\n...\n---\nn: 1\n"],
    ["after content on the marker", "--- {a: 1}\n", "--- {a: 1}\n---\nn: 1\n"],
  ])("%s", (_name, text, expected) => {
    expect(applied(text, appendDocument(text, "n: 1\n"))).toBe(expected);
  });

  it("refuses JSON and an open block scalar", () => {
    expect(reason(appendDocument("[]", "n: 1\n"))).toMatch(/JSON/);
    expect(reason(appendDocument("a: |\n  x", "n: 1\n"))).toMatch(/block scalar/);
  });
});
