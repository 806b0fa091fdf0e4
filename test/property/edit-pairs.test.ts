import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lexer, parseDocument } from "yaml";
import type { PlainRecord, PlainValue } from "../../src/core/ops.ts";
import { insertPairsAfter, removePair } from "../../src/edit/yaml-pairs.ts";
import { appendToSequence } from "../../src/edit/yaml-sequences.ts";
import { replacePairValue } from "../../src/edit/yaml-values.ts";
import { accepted, applied, mapAt, reason, seqAt } from "../support/edit-tools.ts";

/** Values as people write them under a key at column 0; each starts after the colon and ends its line. */
const written = fc.constantFrom(
  " plain # c\n",
  " 'single'\n",
  ' "double"  # c\n',
  " 1.10\n",
  "\n",
  " # only a comment\n",
  " text over\n  two lines # c\n",
  ' "quoted\n  over lines"\n',
  "\n  below\n",
  " |\n  literal\n  # text\n",
  " |- # c\n  literal\n\n  more\n",
  " |+\n  kept\n\n",
  " >\n    folded\n    text\n",
  " >2-\n    folded\n  text\n",
  "\n  x: 1\n  # inside\n  z: [1, 2]\n",
  " # c\n  # inside\n  x:\n    - p\n    # deep\n",
  "\n- one\n- two: 2\n  three: |\n    text\n",
  "\n  -   one\n  - - two\n",
  " {x: 1, z: {p: [a, 'b']}} # c\n",
  ' {"x": 1}\n',
  " []\n",
  " {\n  x: 1,\n  z: 2 }\n",
  " |\n\n",
);
const between = fc.constantFrom(
  "",
  "",
  "\n",
  "# comment\n",
  "   \n# c\n\n",
  "  # deeper\n",
  "\n    # deeper\n",
);
const maps = fc
  .record({
    head: fc.constantFrom("", "\uFEFF", "# head\n", "---\n", "\n"),
    pairs: fc.array(fc.tuple(written, between), { minLength: 2, maxLength: 5 }),
    frame: fc.constantFrom("top", "nested", "list"),
    finalBreak: fc.boolean(),
    eol: fc.constantFrom("\n", "\r\n"),
  })
  .map(({ head, pairs, frame, finalBreak, eol }) => {
    const lines = pairs.map(([value, after], i) => `k${i}:${value}${after}`).join("");
    const indented = lines.replace(/^(?=[^\n])/gm, "  ");
    const framed = { top: lines, nested: `m:\n${indented}`, list: `- ${indented.slice(2)}` }[frame];
    const text = (head + framed).replace(finalBreak ? /$^/ : /\n+$/, "").replaceAll("\n", eol);
    return { text, path: { top: [], nested: ["m"], list: [0] }[frame] };
  });
const flowMaps = fc
  .tuple(
    fc.array(fc.constantFrom(" 1", " 'a, b'", ' "x"', " [1, {a: b}]", " {p: q}", " plain text"), {
      minLength: 2,
      maxLength: 4,
    }),
    fc.constantFrom(["{", ", ", "}"], ["{ ", ", ", " }"], ["{\n    ", ",\n    ", "\n  }"], ["{", ",", ",}"]),
  )
  .map(([values, [open = "", comma = "", close = ""]]) => ({
    text: `m: ${open}${values.map((value, i) => `k${i}:${value}`).join(comma)}${close} # c\nz: 1\n`,
    path: ["m"],
  }));
const jsonMaps = fc
  .tuple(
    fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(["#"]), fc.constant({ a: { b: 1 } })), {
      minLength: 2,
      maxLength: 4,
    }),
    fc.constantFrom(0, 2, "\t"),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([values, step, eol]) => {
    const map = Object.fromEntries(values.map((value, i) => [`k${i}`, value]));
    return { text: JSON.stringify({ m: map }, null, step).replaceAll("\n", eol), path: ["m"] };
  });
const anyMaps = fc.oneof({ weight: 4, arbitrary: maps }, flowMaps, jsonMaps);

const values: fc.Arbitrary<PlainValue> = fc.oneof(
  fc.constantFrom<PlainValue>(
    "v",
    "1.10",
    "a: b",
    "p,q",
    "",
    5,
    true,
    null,
    "x\ny\n",
    "x\n\n  y",
    "it's",
    [],
    {},
  ),
  fc.constantFrom<PlainValue>(["a.yaml", "b"], { tag: "v1" }, { a: { b: ["c", { d: "e\nf\n" }] } }, [
    ["x"],
    { p: 1 },
  ]),
);

function valueAt(text: string, path: readonly (string | number)[]): unknown {
  const doc = parseDocument(text.replace(/^\uFEFF/, ""));
  expect(doc.errors).toEqual([]);
  return path.length === 0 ? doc.toJS() : path.reduce((node, step) => node[step], doc.toJS());
}

/** The same text up to the first edit and from the last one on. */
function expectOutsideUntouched(
  text: string,
  result: string,
  edits: readonly { start: number; end: number }[],
) {
  const first = edits[0]?.start ?? text.length;
  const last = edits.at(-1)?.end ?? 0;
  expect(result.slice(0, first)).toBe(text.slice(0, first));
  expect(result.endsWith(text.slice(last))).toBe(true);
}

describe("pairs", () => {
  it("inserting changes one place, reads back, and removing what was inserted restores the bytes", () => {
    let tried = 0;
    fc.assert(
      fc.property(
        anyMaps,
        fc.nat(9),
        fc.array(values, { minLength: 1, maxLength: 2 }),
        ({ text, path }, pick, added) => {
          const map = mapAt(text, path);
          const after = `k${pick % map.items.length}`;
          const pairs: PlainRecord = Object.fromEntries(added.map((value, i) => [`added${i}`, value]));
          const inserted = insertPairsAfter(text, map, after, pairs);
          fc.pre(!("refused" in inserted));
          const result = applied(text, inserted);
          expect(accepted(inserted).edits).toHaveLength(1);
          expectOutsideUntouched(text, result, accepted(inserted).edits);
          expect(valueAt(result, path)).toEqual({ ...(valueAt(text, path) as object), ...pairs });
          const keys = mapAt(result, path).items.map((pair) => String(pair.key.value));
          expect(keys.indexOf("added0")).toBe(keys.indexOf(after) + 1);
          let back = result;
          for (const key of Object.keys(pairs).reverse()) {
            const removed = removePair(back, mapAt(back, path), key);
            // Blanks below a block scalar: the removal is careful where the insertion had no need to be.
            fc.pre(!reason(removed).includes("blank lines below"));
            back = applied(back, removed);
          }
          expect(back).toBe(text);
          tried++;
        },
      ),
      { numRuns: 1000 },
    );
    expect(tried).toBe(1000);
  });

  it("removing takes one pair and nothing else", () => {
    fc.assert(
      fc.property(anyMaps, fc.nat(9), fc.boolean(), ({ text, path }, pick, withLeadingComments) => {
        const map = mapAt(text, path);
        const key = `k${pick % map.items.length}`;
        const removed = removePair(text, map, key, { withLeadingComments });
        fc.pre(!("refused" in removed));
        const result = applied(text, removed);
        const expected = { ...(valueAt(text, path) as Record<string, unknown>) };
        delete expected[key];
        expect(valueAt(result, path)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("replacing a value leaves the others, and every comment is kept or reported", () => {
    fc.assert(
      fc.property(anyMaps, fc.nat(9), values, ({ text, path }, pick, value) => {
        const map = mapAt(text, path);
        const key = `k${pick % map.items.length}`;
        const replaced = accepted(replacePairValue(text, map, key, value));
        const result = applied(text, replaced);
        expect(valueAt(result, path)).toEqual({ ...(valueAt(text, path) as object), [key]: value });
        expectOutsideUntouched(text, result, replaced.edits);
        const comments = (source: string) =>
          [...new Lexer().lex(source)].filter((token) => token.startsWith("#"));
        expect([...comments(result), ...replaced.lostComments].sort()).toEqual(comments(text).sort());
      }),
      { numRuns: 1000 },
    );
  });
});

describe("sequences", () => {
  const blocks = fc
    .tuple(
      fc.array(
        fc.constantFrom("- a", "- 'b' # c", "-   x: 1\n    z: |\n      text", "- - n", "-", "- |\n  text\n"),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.constantFrom("", "  "),
      fc.constantFrom("", "\n", "\n# c\n", "\nz: 1\n"),
      fc.constantFrom("\n", "\r\n"),
    )
    .map(([items, indent, after, eol]) =>
      `r:\n${items.join("\n").replace(/^(?=[^\n])/gm, indent)}${after}`.replaceAll("\n", eol),
    );
  const flows = fc
    .array(fc.constantFrom("a", "'b'", '"c"', "{x: 1}", "[n]"), { maxLength: 3 })
    .map((items) => `r: [${items.join(", ")}] # c\n`);

  it("appending adds one item at the end and changes nothing else", () => {
    fc.assert(
      fc.property(fc.oneof(blocks, flows), values, (text, value) => {
        const appended = appendToSequence(text, seqAt(text, ["r"]), value);
        fc.pre(!("refused" in appended));
        const result = applied(text, appended);
        expectOutsideUntouched(text, result, accepted(appended).edits);
        const before = valueAt(text, []) as { r: unknown[] };
        expect(valueAt(result, [])).toEqual({ ...before, r: [...before.r, value] });
      }),
      { numRuns: 1000 },
    );
  });
});
