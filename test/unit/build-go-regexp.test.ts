import { describe, expect, test } from "vitest";
import { goRegExp } from "../../src/build/go-regexp.ts";
import { BuildFailure } from "../../src/build/node.ts";

describe("matching", () => {
  test.each([
    ["app", "my-app", true],
    ["^app$", "app\n", false],
    ["(?m)^app$", "x\napp\n", true],
    ["\\Aa.c\\z", "abc", true],
    ["a.c", "a\nc", false],
    ["(?s)a.c", "a\nc", true],
    ["(?i)APP", "app", true],
    ["(?i:A)b", "aB", false],
    ["a(?i)b|C", "c", true],
    ["(?P<name>a+)b", "aab", true],
    ["[[:alpha:]]{2}", "a1b", false],
    ["[^[:^digit:]]", "a1", true],
    ["\\Qa.b\\E+", "a.bb", true],
    ["\\Qa.b\\E", "axb", false],
    ["\\bapp\\b", "my-app", true],
    ["\\s", "\v", false],
    ["\\p{Lu}", "É", true],
    ["\\P{Greek}", "α", false],
    ["x{2,3}$", "xxxx", true],
    ["^x{2,3}$", "xxxx", false],
    ["a{,2}", "a{,2}", true],
    ["[]a]", "]", true],
    ["\\x{1F600}", "😀", true],
    ["^.$", "😀", true],
    ["", "anything", true],
  ])("%s in %j: %s", (pattern, text, found) => {
    expect(goRegExp(pattern, false).test(text)).toBe(found);
  });

  test.each([
    ["app", "my-app", false],
    ["app|web", "web", true],
    ["a|b)|(?:c", "cx", false],
    ["a|b)|(?:c", "xc", true],
    ["ap.", "app", true],
    ["(?i)app", "APP", true],
  ])("fact 4: %s is anchored, so in %j: %s", (pattern, text, found) => {
    expect(goRegExp(pattern, true).test(text)).toBe(found);
  });
});

describe("refusals", () => {
  test.each([
    ["a(?=b)", "invalid or unsupported Perl syntax"],
    ["(?<!b)a", "invalid or unsupported Perl syntax"],
    ["(a)\\1", "invalid escape sequence"],
    ["a**", "invalid nested repetition operator"],
    ["*a", "missing argument to repetition operator"],
    ["(a", "missing closing )"],
    ["a)", "unexpected )"],
    ["[a", "missing closing ]"],
    ["[b-a]", "invalid character class range"],
    ["[[:odd:]]", "invalid character class range"],
    ["\\p{Odd}", "invalid character class range"],
    ["a{1001}", "invalid repeat count"],
    ["(a{100}){100}", "invalid repeat count"],
    ["\\", "trailing backslash"],
    ["\\Z", "invalid escape sequence"],
    ["a".repeat(1001), "more than 1000 characters"],
    ["(?:a{500}b{500}){2,}".repeat(20), "more than 20000 steps"],
  ])("%s", (pattern, reason) => {
    expect(() => goRegExp(pattern, false)).toThrow(reason);
    expect(() => goRegExp(pattern, false)).toThrow(BuildFailure);
  });

  test("a text that is too long for its pattern", () => {
    const pattern = goRegExp("(a{100})+b", false);
    expect(() => pattern.test("a".repeat(1_000_000))).toThrow("too long");
  });
});

test("a pattern that makes backtracking endless is answered", () => {
  expect(goRegExp("(a+)+(a|aa)*$", true).test(`${"a".repeat(5000)}!`)).toBe(false);
});
