import { describe, expect, it } from "vitest";
import { readYaml, readYamlFull } from "../../src/scan/read-yaml.ts";
import { readYamlFast } from "../../src/scan/yaml-fast.ts";
import {
  MAX_ALIASES,
  MAX_DEPTH,
  MAX_FAST_BLANK_LINES,
  MAX_FAST_LENGTH,
  MAX_TOKENS,
} from "../../src/scan/yaml-limits.ts";

/** "ok" or the code of the error. */
function outcome(text: string): string {
  const result = readYaml(text, 0);
  return "root" in result ? "ok" : result.error.code;
}

/** `unit` repeated to about `length` characters. */
function fill(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}

/** `count` lines made from their number. */
function lines(length: number, line: (i: number) => string): string {
  let text = "";
  for (let i = 0; text.length < length; i++) text += line(i);
  return text;
}

/** An ordinary map that only the full reader takes. */
function plainMap(length: number): string {
  return `!!map\n${lines(length, (i) => `key${i}: value ${i}\n`)}`;
}

/** Texts of about `n` characters that were made to be expensive, and what is said about them. */
const HOSTILE: [name: string, code: string, text: (n: number) => string][] = [
  ["open brackets", "too-deep", (n) => "[".repeat(n)],
  ["open braces", "too-deep", (n) => fill("{{", n)],
  ["dashes on a line", "too-deep", (n) => fill("- ", n)],
  ["question marks on a line", "too-deep", (n) => fill("? ", n)],
  ["colons on a line", "too-deep", (n) => fill(": ", n)],
  ["keys on a line", "too-deep", (n) => fill("a: ", n)],
  ["colons on many lines", "too-deep", (n) => fill("a: : : :\n", n)],
  ["growing indentation", "too-deep", (n) => lines(n, (i) => `${" ".repeat(i)}a:\n`)],
  ["anchors in a row", "too-deep", (n) => fill("&a k: ", n)],
  [
    "blank lines before comments",
    "too-complex",
    (n) => `a: |\n    x\n${fill("\n", n / 2)}${fill(" #\n", n / 2)}b: c\n`,
  ],
  [
    "blank lines in a list",
    "too-complex",
    (n) => `- |\n  x\n${fill("\n", n / 2)}${fill(" #\n", n / 2)}- c\n`,
  ],
  ["nested flow keys", "too-complex", (n) => `${"[".repeat(90)}${fill("a, ", n)}${"]: b".repeat(90)}\n`],
  ["aliases", "too-many-aliases", (n) => `a: &a b\n${lines(n, (i) => `k${i}: *a\n`)}`],
  [
    "a chain of aliases",
    "too-many-aliases",
    (n) => `a0: &a0 b\n${lines(n, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}`,
  ],
  ["anchors", "ok", (n) => lines(n, (i) => `k${i}: &a${i} b\n`)],
  ["anchors on nothing", "multiple-anchors", (n) => fill("&a ", n)],
  ["tags on nothing", "multiple-tags", (n) => fill("!!a ", n)],
  ["tags", "ok", (n) => lines(n, (i) => `k${i}: !x${i} b\n`)],
  ["many keys", "ok", (n) => lines(n, (i) => `key${i}: v\n`)],
  ["many keys of one name", "duplicate-key", (n) => fill("key: v\n", n)],
  ["empty keys", "duplicate-key", (n) => fill(":\n", n)],
  ["explicit keys", "duplicate-key", (n) => fill("?\n", n)],
  ["lines of a plain scalar", "ok", (n) => `a: ${fill("word word\n   ", n)}\n`],
  ["lines of a quoted scalar", "ok", (n) => `a: "${fill("word word\n   ", n)}"\n`],
  ["escapes", "ok", (n) => `a: "${fill("\\n", n)}"\n`],
  ["wrong escapes", "bad-dq-escape", (n) => `a: "${fill("\\q", n)}"\n`],
  ["backslashes", "ok", (n) => `a: "${fill("\\\\", n)}"\n`],
  ["a block scalar", "ok", (n) => `a: |\n${fill("  x\n", n)}`],
  ["a folded scalar", "ok", (n) => `a: >\n${fill("  x\n\n    y\n", n)}`],
  ["blank lines in a block scalar", "ok", (n) => `a: |+\n  x\n${fill("\n", n)}`],
  ["block scalars", "ok", (n) => lines(n, (i) => `k${i}: |\n\n  x\n\n\n`)],
  ["comments", "ok", (n) => `a: b\n${fill("# c\n", n)}`],
  ["comments below deep maps", "ok", (n) => `${lines(4000, (i) => `${" ".repeat(i)}a:\n`)}${fill("#\n", n)}`],
  ["comments of a deep map", "ok", (n) => `a:\n  b: c\n${fill("  #\n", n)}d: e\n`],
  ["blank lines", "ok", (n) => `a:${fill("\n", n)}b: c\n`],
  ["spaces", "ok", (n) => `a: b${fill(" ", n)}\n`],
  ["tabs", "ok", (n) => fill("\t", n)],
  ["tabs as indentation", "tab-as-indent", (n) => fill("a:\n\tb\n", n)],
  ["a flow list", "ok", (n) => `a: [${fill("b, ", n)}c]\n`],
  ["lines of a flow list", "ok", (n) => `a: [\n${fill("  b,\n", n)}  c]\n`],
  ["a flow map", "ok", (n) => `{${lines(n, (i) => `"k${i}":"v",`)}"z":1}\n`],
  ["pairs in a flow list", "ok", (n) => `a: [${fill("b: c, ", n)}]\n`],
  ["commas", "unexpected-token", (n) => `a: [${fill(",", n)}]\n`],
  ["an open flow list", "missing-char", (n) => `[${fill("a,\n", n)}`],
  ["open flow lists", "bad-indent", (n) => lines(n, (i) => `k${i}: [a\n`)],
  ["closing brackets", "unexpected-token", (n) => fill("]", n)],
  ["an open quote", "missing-char", (n) => `a: "${lines(n, (i) => `k${i}: v\n`)}`],
  ["double quotes", "unexpected-token", (n) => fill('"', n)],
  ["single quotes", "ok", (n) => fill("'", n + (n % 2))],
  ["open quotes", "missing-char", (n) => fill('a: "\n', n)],
  ["errors", "bad-scalar-start", (n) => fill("a: @b\n", n)],
  ["directives", "missing-char", (n) => fill("%TAG !a! x\n", n)],
  ["document marks", "multiple-documents", (n) => fill("---\n", n)],
  ["digits", "ok", (n) => `a: ${fill("1", n)}\n`],
  ["a long key", "key-over-1024-chars", (n) => `${fill("a", n)}: b\n`],
  ["carriage returns", "ok", (n) => fill("\r", n)],
  ["control characters", "ok", (n) => `a: ${fill("\u001f \u0002", n)}b\n`],
];

/** Processor time of reading a text, in microseconds: the smallest of some runs, because noise only adds. */
function cost(text: string, runs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    readYamlFull(text, 0);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

/**
 * Eight times the text costs about eight times as much; a quadratic step would make it 64. Texts that cost next to
 * nothing are measured too badly to compare, so a floor counts for them. One quiet attempt is enough.
 */
function isLinear(text: (n: number) => string): boolean {
  const [small, large] = [text(5_000), text(40_000)];
  for (let attempt = 0; attempt < 5; attempt++)
    if (cost(large, 1) < 14 * Math.max(cost(small, 3), 1_000)) return true;
  return false;
}

describe("hostile documents", () => {
  it.each(HOSTILE)("%s of 100 KB: %s", (_, code, text) => {
    expect(outcome(text(100_000))).toBe(code);
  });

  it.each(HOSTILE)("%s cost in proportion to their size", (_name, _code, text) => {
    expect(isLinear(text)).toBe(true);
  });

  it("cost at most 12 times as much as an ordinary map", () => {
    cost(plainMap(24_000), 5);
    const tooDear = HOSTILE.filter(([, , text]) => {
      const hostile = text(24_000);
      for (let attempt = 0; attempt < 5; attempt++)
        if (cost(hostile, 2) < 12 * cost(plainMap(24_000), 2)) return false;
      return true;
    });
    expect(tooDear.map(([name]) => name)).toEqual([]);
  });
});

/** Both readers at a limit and one above it. */
describe("limits", () => {
  const nested = (depth: number): string =>
    Array.from({ length: depth }, (_, i) => `${" ".repeat(i)}a:\n`).join("");

  it("nesting: the last value is not a collection", () => {
    expect(readYamlFast(nested(MAX_DEPTH), 0)).toEqual(readYamlFull(nested(MAX_DEPTH), 0));
    expect(readYamlFast(nested(MAX_DEPTH + 1), 0)).toBeUndefined();
    expect(outcome(nested(MAX_DEPTH + 1))).toBe("too-deep");
  });

  it("nesting: an empty flow collection counts", () => {
    const deepest = `${nested(MAX_DEPTH - 1).trimEnd()} []\n`;
    expect(outcome(deepest)).toBe("ok");
    expect(readYamlFast(deepest, 0)).toEqual(readYamlFull(deepest, 0));
    const deeper = `${nested(MAX_DEPTH).trimEnd()} []\n`;
    expect(readYamlFast(deeper, 0)).toBeUndefined();
    expect(outcome(deeper)).toBe("too-deep");
  });

  it("aliases", () => {
    const aliases = (count: number): string => `a: &a b\nc:\n${"- *a\n".repeat(count)}`;
    expect(readYamlFast(aliases(MAX_ALIASES), 0)).toEqual(readYamlFull(aliases(MAX_ALIASES), 0));
    expect(readYamlFast(aliases(MAX_ALIASES + 1), 0)).toBeUndefined();
    expect(outcome(aliases(MAX_ALIASES + 1))).toBe("too-many-aliases");
  });

  it("an asterisk or a bracket in text is no alias and no nesting", () => {
    expect(outcome(`a: >\n${"  *a [ { - ? :\n".repeat(MAX_ALIASES + 1)}`)).toBe("ok");
    expect(outcome(`a: "${"*a [ { ".repeat(MAX_ALIASES + 1)}"\n`)).toBe("ok");
  });

  it("tokens", () => {
    expect(outcome("-\n".repeat(MAX_TOKENS / 2 + 1))).toBe("too-large");
    expect(readYamlFast("-\n".repeat(MAX_FAST_LENGTH / 2 + 1), 0)).toBeUndefined();
  });

  it("blank lines before a comment go to the full reader", () => {
    const blank = (count: number): string => `a: b\n${"\n".repeat(count)}  # c\nd: e\n`;
    expect(readYamlFast(blank(MAX_FAST_BLANK_LINES), 0)).toEqual(
      readYamlFull(blank(MAX_FAST_BLANK_LINES), 0),
    );
    expect(readYamlFast(blank(MAX_FAST_BLANK_LINES + 1), 0)).toBeUndefined();
    expect(outcome(blank(5000))).toBe("ok");
  });

  it("what the fast reader takes is never too complex for the full one", () => {
    const blanks = " \n".repeat(MAX_FAST_BLANK_LINES);
    const text = `a:\n  - |\n    x\n${blanks}${" #\n".repeat(50_000)}`;
    expect(readYamlFast(text, 0)).toEqual(readYamlFull(text, 0));
    expect(outcome(text)).toBe("ok");
  });
});
