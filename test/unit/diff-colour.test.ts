import { describe, expect, test } from "vitest";
import { paint, visible } from "../../src/report/colour.ts";
import { colourDiff } from "../../src/report/diff-lines.ts";
import { fileDiff } from "../../src/report/unified-diff.ts";

const ON = paint(true);
const OFF = paint(false);

describe("paint", () => {
  test("styles", () => {
    expect(ON.red("x")).toBe("\x1b[31mx\x1b[39m");
    expect(ON.bold("x")).toBe("\x1b[1mx\x1b[22m");
    expect(OFF.red("x") + OFF.bold("y") + OFF.dim("z")).toBe("xyz");
  });
});

describe("visible", () => {
  test.each([
    ["ordinary text\n\twith é, 日本 and 🚀", "ordinary text\n\twith é, 日本 and 🚀"],
    ["\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"],
    ["C1 \u009b31m and NEL \u0085", "C1 \\x9b31m and NEL \\x85"],
    ["bidi \u202e\u2066\u200f", "bidi \\u202e\\u2066\\u200f"],
    ["zero width \u200b\u200d\ufeff", "zero width \\u200b\\u200d\\ufeff"],
    ["separators \u2028\u2029", "separators \\u2028\\u2029"],
    ["tag \u{e0041}", "tag \\u{e0041}"],
    ["half \ud800 pair", "half \\ud800 pair"],
    ["overwritten\rnew\b\x7f\0", "overwritten\\x0dnew\\x08\\x7f\\x00"],
  ])("%j", (text, expected) => expect(visible(text)).toBe(expected));
});

describe("a diff for a terminal", () => {
  test("is coloured line by line", () => {
    expect(colourDiff(fileDiff({ path: "f", before: "a\nb\n", after: "a\nc" }), ON)).toBe(
      [
        ON.bold("diff --git a/f b/f"),
        ON.bold("--- a/f"),
        ON.bold("+++ b/f"),
        ON.cyan("@@ -1,2 +1,2 @@"),
        " a",
        ON.red("-b"),
        ON.green("+c"),
        ON.dim("\\ No newline at end of file"),
        "",
      ].join("\n"),
    );
  });

  test("without colour is the diff itself", () => {
    const text = fileDiff({ path: "dir with space/f", before: "a\n\nb", after: "a\n\nc" });
    expect(colourDiff(text, OFF)).toBe(text);
  });

  test("takes no content for a header", () => {
    const text = fileDiff({ path: "f", before: "-- a/x\n@@ -1 +1 @@\n", after: "++ b/x\n@@ -1 +1 @@\n" });
    expect(colourDiff(text, OFF).split("\n").slice(4)).toEqual(["--- a/x", "+++ b/x", " @@ -1 +1 @@", ""]);
    const [removed = "", added = ""] = colourDiff(text, ON).split("\n").slice(4);
    expect(removed.startsWith(ON.red("-"))).toBe(true);
    expect(added.startsWith(ON.green("+"))).toBe(true);
  });

  test("marks the words that differ, where lines have something in common", () => {
    const marked = (text: string) => ON.inverse(text);
    const text = fileDiff({ path: "f", before: "kind: GitRepository\n", after: "kind: OCIRepository\n" });
    expect(colourDiff(text, ON).split("\n").slice(4, 6)).toEqual([
      ON.red("-") + ON.red("kind: ") + ON.red(marked("GitRepository")),
      ON.green("+") + ON.green("kind: ") + ON.green(marked("OCIRepository")),
    ]);
    const other = fileDiff({ path: "f", before: "alpha\n", after: "beta\n" });
    expect(colourDiff(other, ON)).not.toContain(marked("alpha"));
  });

  test("marks words over several lines, and loses no text of any of them", () => {
    const before = "spec:\n  url: https://github.com/acme/web\n  ref:\n    branch: main # trunk\n\n";
    const after = "spec:\n  url: oci://ghcr.io/acme/web\n  ref:\n    tag: main # trunk\n\n";
    const text = fileDiff({ path: "f", before, after });
    const plain = colourDiff(text, ON).replace(new RegExp(`${"\x1b"}\\[\\d+m`, "g"), "");
    expect(plain).toBe(text);
    expect(colourDiff(text, ON)).toContain(ON.green(ON.inverse("tag")));
  });

  test("marks nothing in lines that are too long to look at", () => {
    const long = "word ".repeat(2_000);
    const text = fileDiff({ path: "f", before: `${long}a\n`, after: `${long}b\n` });
    expect(colourDiff(text, ON)).toContain(ON.red(`-${long}a`));
  });

  test("finds the header of the next file after each hunk", () => {
    const one = fileDiff({ path: "f", before: "a", after: "b\n" });
    const coloured = colourDiff(one + one, ON).split("\n");
    expect(coloured.filter((line) => line === ON.bold("--- a/f"))).toHaveLength(2);
    expect(coloured.filter((line) => line === ON.red("-a"))).toHaveLength(2);
  });

  test("lets nothing of a hostile file act on the terminal, with colour or without", () => {
    const before = "ok\x1b[2K\n\x1b]8;;http://evil\x07link\n";
    const text = fileDiff({ path: "f", before, after: `${before.replace("link", "\u202eknil")}\u009b1A` });
    expect(colourDiff(text, OFF).split("\n").slice(4)).toEqual([
      " ok\\x1b[2K",
      "-\\x1b]8;;http://evil\\x07link",
      "+\\x1b]8;;http://evil\\x07\\u202eknil",
      "+\\x9b1A",
      "\\ No newline at end of file",
      "",
    ]);
    const ours = new RegExp(`${"\x1b"}\\[(?:1|2|7|22|27|31|32|36|39)m`, "g");
    expect(colourDiff(text, ON).replace(ours, "")).toBe(colourDiff(text, OFF));
  });

  test("shows the carriage return of changed lines only, and one inside a line always", () => {
    const text = fileDiff({ path: "f", before: "a\rb\r\nc\r\n", after: "a\rb\r\nd\r\n" });
    expect(colourDiff(text, OFF).split("\n").slice(4)).toEqual([" a\\x0db", "-c\\r", "+d\\r", ""]);
  });
});

describe("what signs in to a url", () => {
  const diff = (line: string) => `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-${line}\n+url: oci://ghcr.io/acme/web\n`;
  test.each([
    ["url: https://joe:s3cr3t@git.acme.io/web", "url: https://…@git.acme.io/web"],
    ["url: https://ghp_s3cr3t@github.com/acme/web", "url: https://…@github.com/acme/web"],
    ["url: ssh://git:s3cr3t@git.acme.io/web", "url: ssh://git:…@git.acme.io/web"],
    ["url: ssh://git@git.acme.io/web", "url: ssh://git@git.acme.io/web"],
    ["url: https://${TOKEN}@git.acme.io/web", "url: https://${TOKEN}@git.acme.io/web"],
    ["image: web:1.0@sha256:abc", "image: web:1.0@sha256:abc"],
  ])("%s", (line, shown) => {
    expect(colourDiff(diff(line), paint(false)).split("\n")[3]).toBe(`-${shown}`);
  });
});
