import { expect, test } from "vitest";
import { goRegexpError } from "../../src/config/go-regexp.ts";

test.each([
  "^https://token\\.actions\\.githubusercontent\\.com$",
  "(?i)acme",
  "(?i:acme)/(?P<repo>[a-z]+)",
  "[[:alpha:]]+\\d{2,3}",
  "\\Qa(b\\E",
  "a|b",
  "\\\\1",
  "x\\z",
  `^\${ISSUER}$`,
])("%s is a Go regular expression", (text) => {
  expect(goRegexpError(text)).toBeUndefined();
});

test.each([
  ["(", "is no regular expression (unterminated group)"],
  ["[a", "is no regular expression (unterminated character class)"],
  ["*a", "is no regular expression (nothing to repeat)"],
  ["a\\", "is no regular expression (\\ at end of pattern)"],
  ["^(?!acme)", "looks around, which Go cannot"],
  ["(a)\\1", "refers back to a group, which Go cannot"],
])("%s is none", (text, error) => {
  expect(goRegexpError(text)).toBe(error);
});
