import { describe, expect, test } from "vitest";
import { nameMatcher } from "../../src/delivery/glob.ts";
import { parsePattern } from "../../src/delivery/pattern.ts";
import { patternLines, pushRules, sourceRules } from "../../src/delivery/rules.ts";

/** A pattern, and names with whether it matches: Go's filepath.Match, as test/oracle shows it. */
const NAMES: readonly (readonly [pattern: string, matched: readonly string[], others: readonly string[]])[] =
  [
    ["a.yaml", ["a.yaml"], ["b.yaml", "a.yaml.bak"]],
    ["*.yaml", ["a.yaml", ".yaml"], ["a.yml"]],
    ["a*b*c", ["abc", "a-b-c", "abbc"], ["acb"]],
    ["?", ["a", "ß"], ["", "ab"]],
    ["[a-c]x", ["ax", "cx"], ["dx", "x"]],
    ["[^a-c]x", ["dx"], ["ax", "x"]],
    ["[!a]x", ["!x", "ax"], ["bx"]],
    ["[]a]", [], ["]", "a"]],
    ["[a-", [], ["a", "[a-"]],
    ["[-a]", [], ["-", "a"]],
    ["[\\]*]", ["]", "*"], ["a"]],
    ["a\\", [], ["a", "a\\"]],
    ["\\*", ["*"], ["a"]],
    // Behind a star Go may begin inside of a character.
    ["*??x", ["€x", "abx"], ["ax"]],
  ];
test.each(NAMES)("%s matches %j and not %j", (pattern, matched, others) => {
  const matches = nameMatcher(pattern);
  expect([...matched, ...others].filter(matches)).toEqual(matched);
});

test("a pattern of many stars takes no time", () => {
  expect(nameMatcher(`${"*a".repeat(500)}b`)("a".repeat(5_000))).toBe(false);
});

/** A pattern, paths that it matches, paths that it does not; directories end in a slash. */
const PATHS: readonly (readonly [pattern: string, matched: readonly string[], others: readonly string[]])[] =
  [
    ["docs", ["docs/", "docs", "a/docs/x"], ["docs2"]],
    ["docs/", ["docs/", "docs/x", "a/docs/x"], ["docs"]],
    ["/docs", ["docs", "docs/x"], ["a/docs"]],
    ["a/b", ["a/b", "a/b/c"], ["x/a/b"]],
    ["a/*/c", ["a/b/c"], ["a/c", "a/b/b/c"]],
    ["**/c", ["c", "a/b/c/d"], ["a/b"]],
    ["a/**/c", ["a/c", "a/b/b/c"], ["b/c"]],
    ["a/**", ["a/b", "a/"], ["b"]],
    ["/**", [], ["a", "a/b"]],
    ["**", ["a", "a/b"], []],
    ["**//c", ["c"], ["a/c"]],
    ["a**/c", [], ["a/c", "ab/c"]],
    // The first name that fits is taken, and no later one is tried.
    ["**/a/b", ["x/a/b"], ["a/x/a/b"]],
    ["/", [], ["a"]],
    ["x ", ["x"], ["x "]],
    ["x\\ ", ["x "], ["x"]],
  ];
test.each(PATHS)("%s matches %j and not %j", (line, matched, others) => {
  const pattern = parsePattern(line, "test");
  const matches = (path: string) => pattern.matches(path.replace(/\/$/, "").split("/"), path.endsWith("/"));
  expect([...matched, ...others].filter(matches)).toEqual(matched);
});

describe("rules", () => {
  test("the last pattern decides, also below a directory that is left out", () => {
    const rules = pushRules(["docs/", "!keep.yaml"]);
    expect(rules.leavesOut("docs", true)).toBe(true);
    expect(rules.leavesOut("docs/a.yaml", false)).toBe(true);
    expect(rules.leavesOut("docs/keep.yaml", false)).toBe(false);
  });

  test("one pattern anywhere switches the default off, and never that of version control", () => {
    const paths = [".github/ci.yaml", "a.png", ".gitignore"];
    const left = (rules = sourceRules([])) => paths.filter((path) => rules.leavesOut(path, false));
    expect(left()).toEqual(paths);
    expect(left(sourceRules([{ from: "x/.sourceignore", directory: "x", text: "y\n" }]))).toEqual([
      ".gitignore",
    ]);
    expect(left(sourceRules([{ from: "x/.sourceignore", directory: "x", text: "# nothing\n \n" }]))).toEqual(
      paths,
    );
  });

  test("deeper files come after, spec.ignore comes last, and each starts from its directory", () => {
    const deep = { from: "a/.sourceignore", directory: "a", text: "!/x.yaml\n" };
    const top = { from: ".sourceignore", directory: "", text: "*.yaml\n" };
    const rules = sourceRules([deep, top], { from: "spec.ignore", directory: "", text: "b/" });
    expect(rules.leavesOut("a/x.yaml", false)).toBe(false);
    expect(rules.leavesOut("x.yaml", false)).toBe(true);
    expect(rules.deciding("a/b/x.txt", false)?.from).toBe("spec.ignore");
  });

  test("lines are read as Flux reads them", () => {
    expect(patternLines("a\r\n#b\n\n \t\n\uFEFF# c\n!")).toEqual(["a", "\uFEFF# c", "!"]);
    expect(patternLines(`a\n${"x".repeat(65_536)}\nb`)).toEqual(["a"]);
    expect(patternLines(`a\n${"x".repeat(65_535)}\nb`)).toHaveLength(3);
  });
});
