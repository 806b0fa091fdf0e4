import { describe, expect, it } from "vitest";
import { followedBy, replaceDocument } from "../../src/edit/yaml-following-documents.ts";
import { applied, documentRanges, reason } from "../support/edit-tools.ts";

const document = (text: string, i: number) => {
  const range = documentRanges(text)[i];
  if (!range) throw new Error(`no document ${i}`);
  return range;
};
const follow = (text: string, i: number, bodies = ["b: 1\n"]) =>
  applied(text, followedBy(text, document(text, i), [], bodies));

describe("followedBy", () => {
  it.each([
    ["the only one", "a: 1\n", "a: 1\n---\nb: 1\n"],
    ["behind a mark", "---\na: 1\n", "---\na: 1\n---\nb: 1\n"],
    ["with another one behind", "a: 1\n---\nx: 0\n", "a: 1\n---\nb: 1\n---\nx: 0\n"],
    ["no final newline", "a: 1", "a: 1\n---\nb: 1\n"],
    ["CRLF", "a: 1\r\n---\r\nx: 0\r\n", "a: 1\r\n---\r\nb: 1\r\n---\r\nx: 0\r\n"],
    ["CRLF, no final newline", "x: 0\r\na: 1", "x: 0\r\na: 1\r\n---\r\nb: 1\r\n"],
    ["byte-order mark", "\uFEFFa: 1\n", "\uFEFFa: 1\n---\nb: 1\n"],
    ["a comment at its end stays with it", "a: 1\n# end\n---\nx: 0\n", "a: 1\n# end\n---\nb: 1\n---\nx: 0\n"],
    ["a block scalar at its end", "a: |\n  t\n", "a: |\n  t\n---\nb: 1\n"],
  ])("%s", (_name, text, expected) => {
    expect(follow(text, 0)).toBe(expected);
  });

  it("takes several, in the order given", () => {
    expect(follow("a: 1\n---\nx: 0\n", 0, ["b: 1\n", "c: 2\n"])).toBe(
      "a: 1\n---\nb: 1\n---\nc: 2\n---\nx: 0\n",
    );
  });

  it("joins edits that end where the document ends, and leaves the others alone", () => {
    const text = "a: 1\nc: 2";
    const edits = [
      { start: 3, end: 4, text: "5" },
      { start: text.length, end: text.length, text: "\nd: 3" },
    ];
    expect(applied(text, followedBy(text, document(text, 0), edits, ["b: 1\n"]))).toBe(
      "a: 5\nc: 2\nd: 3\n---\nb: 1\n",
    );
    const removal = [{ start: 4, end: text.length, text: "" }];
    expect(applied(text, followedBy(text, document(text, 0), removal, ["b: 1\n"]))).toBe("a: 1\n---\nb: 1\n");
  });

  it("refuses a file that cannot grow", () => {
    const text = "a: |\n  t";
    expect(follow("a: 1\n---\nx: |\n  t", 0)).toBe("a: 1\n---\nb: 1\n---\nx: |\n  t");
    expect(reason(followedBy(text, document(text, 0), [], ["b: 1\n"]))).not.toBe("accepted");
  });
});

describe("replaceDocument", () => {
  it.each([
    ["the only one", "a: 1\n", 0, "b: 1\n"],
    ["its mark stays", "---\na: 1\n---\nx: 0\n", 0, "---\nb: 1\n---\nx: 0\n"],
    ["the last one", "x: 0\n---\na: 1\n", 1, "x: 0\n---\nb: 1\n"],
    ["CRLF", "a: 1\r\n---\r\nx: 0\r\n", 0, "b: 1\r\n---\r\nx: 0\r\n"],
  ])("%s", (_name, text, i, expected) => {
    expect(applied(text, replaceDocument(text, document(text, i), ["b: 1\n"]))).toBe(expected);
  });

  it("writes several", () => {
    const text = "a: 1\n---\nx: 0\n";
    expect(applied(text, replaceDocument(text, document(text, 0), ["b: 1\n", "c: 2\n"]))).toBe(
      "b: 1\n---\nc: 2\n---\nx: 0\n",
    );
  });
});
