import { describe, expect, test } from "vitest";
import { substituted, substituteText } from "../../src/build/envsubst.ts";
import { BuildFailure } from "../../src/build/node.ts";

const VALUES: Readonly<Record<string, string>> = {
  N: "5",
  APP: "my-app",
  PATH_: "a/b/c",
  EMPTY: "",
  UPPER: "MY-",
  GREEK: "éa",
  DOLLAR: "${N}",
};

const value = (name: string): string | undefined => VALUES[name];

/** build-facts 31; the functions and messages are those of fluxcd/pkg/envsubst v1.7.1. */
describe("a variable becomes", () => {
  test.each([
    ["its value", "x-${N}-y", "x-5-y"],
    ["nothing if it is not set", "x${NONE}y", "xy"],
    ["a value that is not looked into", "${DOLLAR}", "${N}"],
    ["itself without a dollar if it is escaped", "$${N}", "${N}"],
    ["itself without braces", "$N $", "$N $"],
    ["one dollar if there are two", "$$ $$N", "$ $N"],
    ["a dollar and its value behind three dollars", "$$${N}", "$5"],
    ["nothing if its name starts with a digit", "${1}", ""],
    ["its default if it is not set", "${NONE:=a}${NONE:-b}${NONE=c}", "abc"],
    ["its default if it is empty", "${EMPTY:=a}${EMPTY=b}", "ab"],
    ["its value in spite of a default", "${N:=a}${N:-b}${N=c}", "555"],
    ["a default by `:+` and `:?`, unlike in a shell", "${NONE:+a}${NONE:?b}${N:+c}", "ab5"],
    ["the default in its default", "${NONE:=${NEITHER:-b}}", "b"],
    ["a default of several parts", "${NONE:=a${N}b${APP}}", "a5bmy-app"],
    ["a default with what ends other arguments", "${NONE:=a:b/c#d}", "a:b/c#d"],
    ["its bytes from an offset on", "${APP:3}", "app"],
    ["as many bytes as asked for", "${APP:0:2}", "my"],
    ["its last bytes", "${APP:-3}${APP:0:-4}", "my-appmy"],
    ["nothing behind its end", "${APP:9}${APP:9:1}", ""],
    ["itself if an offset is no number", "${APP:x}${APP:1:x}", "my-appmy-app"],
    ["upper case", "${APP^^} ${APP^}", "MY-APP My-app"],
    ["lower case", "${UPPER,,}${UPPER,}", "my-mY-"],
    ["itself for a mixed case operator", "${APP^,}", "my-app"],
    ["itself with one text replaced", "${PATH_/\\//-}", "a-b/c"],
    ["itself with all texts replaced", "${PATH_//\\//-}", "a-b-c"],
    ["itself with a text removed", "${APP/my-/}", "app"],
    ["itself with another start", "${APP/#my/our}${APP/#app/x}", "our-appmy-app"],
    ["itself with another end", "${APP/%app/job}${APP/%my/x}", "my-jobmy-app"],
    ["itself with the value of another replaced", "${APP/${APP}/${N}}", "5"],
    ["itself without the shortest start", "${PATH_#*/}", "b/c"],
    ["itself without the longest start", "${PATH_##*/}", "c"],
    ["itself without the shortest end", "${PATH_%/*}", "a/b"],
    ["itself without the longest end", "${PATH_%%/*}", "a"],
    ["itself without characters of a class", "${APP#[a-m]?}${APP#[^a-m]}", "-appmy-app"],
    ["itself if a glob is malformed", "${APP#[a}", "my-app"],
    ["its length in bytes", "${#APP}${#NONE}${#GREEK}", "603"],
    ["its first character in upper case", "${GREEK^}", "Éa"],
  ])("%s: %s", (_what, text, expected) => {
    expect(substituteText(text, value)).toBe(expected);
  });
});

describe("Flux refuses", () => {
  test.each([
    ["${a.b}", "missing closing brace"],
    ["${N-3}", "missing closing brace"],
    ["${N", "missing closing brace"],
    ["${}", "unable to parse variable name"],
    ["${ N}", "unable to parse variable name"],
    ["${N:}", "unable to parse substitution within function"],
    ["${N:=a", "unable to parse substitution within function"],
    ["${N#}", "unable to parse substitution within function"],
    ["${N/a}", "bad substitution"],
    ["${N/a/b", "bad substitution"],
    ["${N^^x}", "bad substitution"],
    ["${#N:1}", "bad substitution"],
    ["${N:é}", "bad substitution"],
    ["${N:${N}1}", "bad substitution"],
  ])("%s", (text, reason) => {
    expect(() => substituteText(text, value)).toThrow(
      new BuildFailure(`variable substitution failed: ${reason}`),
    );
  });

  test("a character that is cut in two", () => {
    expect(() => substituteText("${GREEK:1}", value)).toThrow(
      "variable substitution cuts a character in two",
    );
  });
});

describe("what was used", () => {
  test.each([
    ["names in the order of their first use", "${N}${APP}${N}", ["N", "APP"], []],
    ["a name in a default that is not needed is not used", "${N:=${APP}}", ["N"], []],
    ["a name in a default that is needed", "${NONE:=${N}}", ["NONE", "N"], []],
    ["a name without a value", "${NONE}", ["NONE"], ["NONE"]],
    ["a name without a value whose length is taken", "${#NONE}", ["NONE"], ["NONE"]],
    ["a name without a value, with a default", "${NONE:=}x${NONE:=a}", ["NONE"], ["NONE"]],
    ["nothing of an escaped one", "$${N}", [], []],
  ])("%s", (_what, text, used, missing) => {
    const result = substituted(text, value);
    expect([result.used, result.missing]).toEqual([used, missing]);
  });
});

describe("a hostile text ends with a reason", () => {
  test("variables in each other", () => {
    const text = "${NONE:=".repeat(5000) + "}".repeat(5000);
    expect(() => substituteText(text, value)).toThrow("too many variables in each other");
  });

  test("a result that grows", () => {
    const long = "x".repeat(100_000);
    expect(() => substituteText("${A}".repeat(100), () => long)).toThrow("makes a text too long");
  });

  test("a glob that is held against every start of a long value", () => {
    const long = "a".repeat(20_000);
    expect(() => substituteText("${A#*b*b*b}", () => long)).toThrow("takes too long to match");
  });
});
