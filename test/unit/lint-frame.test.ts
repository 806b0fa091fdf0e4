import { describe, expect, it } from "vitest";
import { paint } from "../../src/report/colour.ts";
import { codeFrame, linesOf } from "../../src/report/lint/frame.ts";

/** The frame of the text between `«` and `»`. */
function frame(marked: string): string[] {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const text = marked.replace(/[«»]/g, "");
  const place = (offset: number) => {
    const before = text
      .slice(0, offset)
      .replace(/^\uFEFF/, "")
      .split("\n");
    return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  };
  const to = place(end);
  const location = { file: "a.yaml", ...place(start), endLine: to.line, endColumn: to.column };
  return codeFrame(linesOf(text), location, paint(false), "red");
}

describe("a code frame", () => {
  it("shows the line, its neighbours and a mark", () => {
    expect(frame("apiVersion: v1\nkind: «GitRepository»\nmetadata:\n")).toEqual([
      "1 | apiVersion: v1",
      "2 | kind: GitRepository",
      "  |       ^^^^^^^^^^^^^",
      "3 | metadata:",
    ]);
  });

  it("lines up where the numbers grow longer", () => {
    expect(frame(`${"a: b\n".repeat(8)}kind: «X»\nc: d`)).toEqual([
      " 8 | a: b",
      " 9 | kind: X",
      "   |       ^",
      "10 | c: d",
    ]);
  });

  it.each([
    ["CRLF", "a: b\r\nkind: «X»\r\nc: d\r\n", ["1 | a: b", "2 | kind: X", "  |       ^", "3 | c: d"]],
    ["a byte-order mark", "\uFEFFkind: «X»\n", ["1 | kind: X", "  |       ^"]],
    ["no line end", "kind: «X»", ["1 | kind: X", "  |       ^"]],
    ["nothing marked", "kind:«» X", ["1 | kind: X", "  |      ^"]],
    ["the end of the line", "kind:«»", ["1 | kind:", "  |      ^"]],
    ["tabs", "\tkind:\t«X»", ["1 |     kind:    X", "  |              ^"]],
    ["wide letters", "# 漢字 🦊 «漢字»", ["1 | # 漢字 🦊 漢字", "  |           ^^^^"]],
    ["pictures of several code points", "# ❤️ «❤️»", ["1 | # ❤️ ❤️", "  |      ^^"]],
    ["combining marks", "# e\u0301 «e\u0301»", ["1 | # e\u0301 e\u0301", "  |     ^"]],
    ["escape sequences", "a\u001b[31m «b»", ["1 | a\\x1b[31m b", "  |           ^"]],
    ["direction overrides", "a\u202e «b»", ["1 | a\\u202e b", "  |         ^"]],
    ["several lines", "a: «|\n  b\n  c»\n", ["1 | a: |", "  |    ^", "2 |   b"]],
    ["other documents", "a: b\n---\nkind: «X»\n--- # next\nc: d", ["3 | kind: X", "  |       ^"]],
  ])("understands %s", (_, text, expected) => {
    expect(frame(text)).toEqual(expected);
  });

  it.each([
    ["https://bot:hunter2@example.com/web", "https://…@example.com/web"],
    ["https://hunter2@example.com/web", "https://…@example.com/web"],
  ])("hides what signs in to %s, and marks what is left", (url, shown) => {
    const lines = frame(`url: ${url}\nurl: «${url}» # end`);
    expect(lines.join("\n")).not.toContain("hunter2");
    expect(lines[1]).toMatch(/^2 \| url: https:\/\/\S*example\.com\/web # end$/);
    const [, left = ""] = /url: (\S+)/.exec(lines[1] ?? "") ?? [];
    expect(lines[2]).toBe(`  |      ${"^".repeat(left.length)}`);
    expect(shown.length).toBeGreaterThanOrEqual(left.length);
  });

  it("hides secrets in neighbours: named ones and keys, but no commit", () => {
    const key = "QUJD".repeat(15);
    const commit = "0123456789".repeat(4);
    expect(frame(`password: hunter2\nkind: «X»\nidentity: ${key}=`)).toEqual([
      "1 | password: …",
      "2 | kind: X",
      "  |       ^",
      "3 | identity: …",
    ]);
    expect(frame(`commit: ${commit}\nkind: «X»`)[0]).toBe(`1 | commit: ${commit}`);
  });

  it("cuts long lines around the mark", () => {
    const [line = "", mark = ""] = frame(`${"a".repeat(30)} ${"b ".repeat(500)}«X» ${"c ".repeat(500)}`);
    expect(line.length).toBeLessThan(200);
    expect(line[mark.indexOf("^")]).toBe("X");
    const [all = "", under = ""] = frame(`«${"a ".repeat(500)}»`);
    expect([all.length < 200, under.length < 200]).toEqual([true, true]);
  });

  it("is nothing where the file has no such line", () => {
    const location = { file: "a", line: 9, column: 1, endLine: 9, endColumn: 2 };
    expect(codeFrame(["a"], location, paint(false), "red")).toEqual([]);
  });

  it("takes a long hostile line in no time worth speaking of", () => {
    const line = `${"a".repeat(200_000)}:${"@".repeat(200_000)}`;
    expect(frame(`«k»: ${line}`)[1]).toBe("  | ^");
  });
});
