import { describe, expect, test } from "vitest";
import { paint } from "../../src/report/colour.ts";
import { foldedDiff } from "../../src/report/folded-diff.ts";
import { cutLine, line, paintLine, prose, type StyledLine, wrapLine } from "../../src/report/styled.ts";

const textOf = (one: StyledLine) => paintLine(one, paint(false));
const wrapped = (one: StyledLine, width: number) => wrapLine(one, width).map(textOf);

describe("a line", () => {
  test("is painted span by span", () => {
    const ON = paint(true);
    const spans: StyledLine = [
      { text: "+", styles: ["green"] },
      { text: "x", styles: ["green", "inverse"] },
    ];
    expect(paintLine(spans, ON)).toBe(ON.green("+") + ON.green(ON.inverse("x")));
  });

  test.each<[string, number, string[]]>([
    ["", 5, [""]],
    ["abcde", 5, ["abcde"]],
    ["abcdef", 5, ["abcde", "f"]],
    ["日本語", 5, ["日本", "語"]],
    ["日本", 1, ["日", "本"]],
    ["🚀🚀🚀", 4, ["🚀🚀", "🚀"]],
    ["e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]],
    ["\ta", 4, ["    ", "a"]],
    ["👩‍👩‍👧👩‍👩‍👧", 3, ["👩‍👩‍👧", "👩‍👩‍👧"]],
    ["❤️❤️a", 4, ["❤️❤️", "a"]],
    ["ｱｲｳ", 2, ["ｱｲ", "ｳ"]],
  ])("wraps %j at %d columns", (text, width, lines) => {
    expect(wrapped(line(text), width)).toEqual(lines);
  });

  test("keeps the styles of its spans over the end of a line", () => {
    const spans: StyledLine = [
      { text: "ab", styles: ["red"] },
      { text: "cd", styles: ["inverse"] },
    ];
    expect(wrapLine(spans, 3)).toEqual([
      [
        { text: "ab", styles: ["red"] },
        { text: "c", styles: ["inverse"] },
      ],
      [{ text: "d", styles: ["inverse"] }],
    ]);
  });

  test("is cut with a mark", () => {
    expect(textOf(cutLine(line("abcdef"), 4))).toBe("abc…");
    expect(textOf(cutLine(line("abcd"), 4))).toBe("abcd");
    expect(textOf(cutLine(line("abcd"), 1))).toBe("a");
  });
});

describe("prose", () => {
  test.each<[string, number, string[]]>([
    ["  one two three", 9, ["  one two", "  three"]],
    ["  one", 20, ["  one"]],
    ["  averylongword x", 8, ["  averyl", "  ongwor", "  d x"]],
    ["a averylongword", 6, ["a", "averyl", "ongwor", "d"]],
  ])("%j at %d columns", (text, width, lines) => {
    expect(wrapped(prose(text), width)).toEqual(lines);
  });

  test("goes on in the column that it is told", () => {
    expect(wrapped(prose("why  one two three", [], 5), 12)).toEqual(["why  one two", "     three"]);
  });
});

describe("the diff of many files", () => {
  const change = (path: string, from: string, to: string) => ({
    path,
    before: `a:\n  ${from}\n`,
    after: `a:\n  ${to}\n`,
  });
  const many = Array.from({ length: 9 }, (_, i) => change(`f${i}.yaml`, "kind: Git", "kind: OCI"));
  const other = change("z.yaml", "url: a", "url: b");

  test("files that change alike are shown once, with the names of the others", () => {
    const { lines, isFolded } = foldedDiff([...many, other], { expanded: false, more: "x" });
    const text = lines.map(textOf);
    expect(isFolded).toBe(true);
    expect(text.filter((one) => one.startsWith("diff "))).toEqual([
      "diff --git a/z.yaml b/z.yaml",
      "diff --git a/f0.yaml b/f0.yaml",
    ]);
    expect(text.slice(-8)).toEqual([
      "The same lines change in 8 more files:",
      "  f1.yaml",
      "  f2.yaml",
      "  f3.yaml",
      "  f4.yaml",
      "  f5.yaml",
      "  f6.yaml",
      "  and 2 more; x shows every file",
    ]);
  });

  test("expanded, each file is shown; a few are never folded", () => {
    const all = foldedDiff([...many, other], { expanded: true, more: "x" });
    expect(all.isFolded).toBe(false);
    expect(all.lines.map(textOf).filter((one) => one.startsWith("diff "))).toHaveLength(10);
    expect(foldedDiff(many.slice(0, 5), { expanded: false, more: "x" }).isFolded).toBe(false);
  });

  test("what an earlier diff of one report has shown is named and not shown again", () => {
    const before = new Set<string>();
    const [first, ...rest] = many;
    const text = (files: typeof many) =>
      foldedDiff(files, { expanded: false, before, more: "--format diff" }).lines.map(textOf);
    expect(text(first ? [first] : []).filter((one) => one.startsWith("The same"))).toEqual([]);
    expect(text([...rest.slice(0, 2), other])).toEqual([
      ...["diff --git a/z.yaml b/z.yaml", "--- a/z.yaml", "+++ b/z.yaml"],
      ...["@@ -1,2 +1,2 @@", " a:", "-  url: a", "+  url: b"],
      ...["The same lines as shown above change in 2 files:", "  f1.yaml", "  f2.yaml"],
    ]);
  });

  test("a file that is added is not like one whose lines change", () => {
    const added = { path: "new.yaml", before: undefined, after: "a:\n" };
    const changed = { path: "old.yaml", before: "", after: "a:\n" };
    const files = [added, changed, added, changed, added, changed];
    expect(
      foldedDiff(files, { expanded: false, more: "x" })
        .lines.map(textOf)
        .filter((one) => one.startsWith("The")),
    ).toEqual(["The same lines change in 2 more files:", "The same lines change in 2 more files:"]);
  });
});
