import fc from "fast-check";
import { expect, it } from "vitest";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { readYamlFast } from "../../src/scan/yaml-fast.ts";

/** Values as text that stand behind `key:` or a dash; nested ones begin on the next line. */
type Shape = string | { key: string; value: Shape }[] | Shape[];

const word = fc.constantFrom(
  "a",
  "b",
  "name",
  "x-y",
  "1",
  "~",
  "null",
  "true",
  "1.10",
  "a b",
  "é",
  "https://a.b:1/c#d",
);
const key = fc.constantFrom("a", "b", "c", "kind", "spec", "x.y/z", '"a b"', "'c'", "1");
const scalar = fc.oneof(
  word,
  word.map((text) => `"${text}\\n\\""`),
  word.map((text) => `'${text}''${text}: # '`),
  fc.constantFrom(
    "[]",
    "{}",
    '[a, "b"]',
    "{a: 1, b: [/x:1, 'y']}",
    "[a: b]",
    "{a: *x}",
    "[*x]",
    "&x [*x]",
    "&x {a: b}",
    '{"a":1}',
    "[a, ]",
    "{a: b c}",
    "{a: , b}",
    "{a: b, a: c}",
    "{a}",
    "[0o7, 1.0, -1, ~, 2020-01-01]",
    "&x a",
    "*x",
    "",
    "|",
    ">-\n   folded",
    "a: b",
    "!!str 1",
    "[a",
  ),
);

const { shape } = fc.letrec<{ shape: Shape; map: Shape; list: Shape }>((tie) => ({
  shape: fc.oneof({ maxDepth: 4 }, scalar, tie("map"), tie("list")),
  map: fc.array(fc.record({ key, value: tie("shape") }), { minLength: 1, maxLength: 4 }),
  list: fc.array(tie("shape"), { minLength: 1, maxLength: 4 }),
}));

/** How a document is laid out: what is put between lines, and how lists and line ends look. */
const style = fc.record({
  indent: fc.integer({ min: 1, max: 4 }),
  listIndent: fc.integer({ min: 0, max: 2 }),
  compact: fc.boolean(),
  newline: fc.constantFrom("\n", "\r\n"),
  comments: fc.array(fc.constantFrom("", "", "", " # c", "\n", "\n  # c", "\n# c\n", "  "), {
    minLength: 1,
    maxLength: 5,
  }),
  literal: fc.array(fc.constantFrom("x", "  y: z", "", " ", "# no comment", "\t", "- a"), {
    minLength: 1,
    maxLength: 5,
  }),
  head: fc.constantFrom("", "---\n", "\uFEFF", "# head\n---\n", "--- # c\n\n"),
  tail: fc.constantFrom("\n", "", "\n\n", "\n  ", "\n# end"),
});

type Style = typeof style extends fc.Arbitrary<infer Value> ? Value : never;

/** Lays a shape out as text. The results are mostly, but not always, right YAML; both kinds are wanted. */
function layOut(shape: Shape, look: Style): string {
  let line = 0;
  const after = (): string => look.comments[line++ % look.comments.length] ?? "";
  const pad = (column: number): string => " ".repeat(column);
  const inline = (text: string, column: number): string =>
    text === "|"
      ? `|\n${look.literal.map((part) => pad(column + look.indent) + part).join("\n")}`
      : text + after();
  const write = (value: Shape, column: number): string => {
    if (typeof value === "string") return inline(value, column);
    return value
      .map((item, i) => {
        const start = i === 0 ? "" : `\n${pad(column)}`;
        if (typeof item === "object" && "key" in item)
          return `${start}${item.key}:${below(item.value, column)}`;
        if (typeof item !== "string" && look.compact) return `${start}- ${write(item, column + 2)}`;
        return `${start}-${below(item, column, 2)}`;
      })
      .join("");
  };
  const below = (value: Shape, column: number, least = 0): string => {
    if (typeof value === "string") return ` ${inline(value, column)}`;
    const first = value[0];
    const isList = typeof first !== "object" || !("key" in first);
    const inner = column + (isList ? Math.max(least, look.listIndent) : look.indent);
    return `${after()}\n${pad(inner)}${write(value, inner)}`;
  };
  return (look.head + write(shape, 0) + look.tail).replaceAll("\n", look.newline);
}

it("the fast reader gives the tree of the full one, or nothing", () => {
  let answered = 0;
  const runs = 6000;
  fc.assert(
    fc.property(shape, style, fc.nat(1000), (value, look, offset) => {
      const text = layOut(value, look);
      const fast = readYamlFast(text, offset);
      if (!fast) return;
      answered++;
      expect(fast).toEqual(readYamlFull(text, offset));
    }),
    { numRuns: runs, seed: 20_260 },
  );
  // Otherwise the property would say nothing.
  expect(answered).toBeGreaterThan(runs / 6);
});

it("no text makes a reader throw, and what is fast is right", () => {
  const piece = fc.constantFrom(
    ..."a: |b:|a:|- |-|x|\n|\n  |\n    |\n- |\n  - | |\"q\"|'s'|&a |*a|[]|{}|[a]|# c| # c|\r\n|\t|\"|'|:|!|%|?|---\n|...|\uFEFF|{|]|,|\\|>|~|\u001f".split(
      "|",
    ),
    "|",
    "|-\n",
    "|+\n  ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const text = pieces.join("");
      const full = readYamlFull(text, 7);
      expect(readYamlFast(text, 7) ?? full).toEqual(full);
    }),
    { numRuns: 20_000, seed: 7 },
  );
});
