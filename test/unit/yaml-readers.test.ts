import { describe, expect, it } from "vitest";
import type { YamlNode } from "../../src/core/tree.ts";
import { readYaml, readYamlFull } from "../../src/scan/read-yaml.ts";
import { readYamlFast } from "../../src/scan/yaml-fast.ts";

/** A tree as lines `kind «text of the range» value`, keys before their values. */
function outline(text: string, node: YamlNode | undefined): string[] {
  if (!node) return ["nothing"];
  const anchor = node.anchor === undefined ? "" : ` &${node.anchor}`;
  const source = JSON.stringify(text.slice(node.start, node.end)) + anchor;
  if (node.type === "scalar") return [`${node.style} ${source} ${JSON.stringify(node.value)}`];
  if (node.type === "alias") return [`alias ${source} to ${node.target?.start}`];
  const kind = `${node.flow ? "flow " : ""}${node.type} ${source}`;
  if (node.type === "seq") return [kind, ...node.items.flatMap((item) => outline(text, item))];
  return [kind, ...node.items.flatMap(({ key, value }) => [...outline(text, key), ...outline(text, value)])];
}

/** Both readers answer and agree. */
function both(text: string): string[] {
  const full = readYamlFull(text, 0);
  expect(readYamlFast(text, 0)).toEqual(full);
  return "root" in full ? outline(text, full.root) : [full.error.code];
}

/** Only the full reader answers. */
function fullOnly(text: string): string[] {
  expect(readYamlFast(text, 0)).toBeUndefined();
  const full = readYaml(text, 0);
  return "root" in full ? outline(text, full.root) : [full.error.code];
}

describe("values and ranges that both readers give", () => {
  const cases: [name: string, text: string, outline: string[]][] = [
    ["an empty text", "", ["nothing"]],
    ["only comments", "---\n# a\n  # b", ["nothing"]],
    ["a comment after a value", "a: b # c\n", ['map "a: b"', 'plain "a" "a"', 'plain "b" "b"']],
    ["no line break at the end", "a: b  ", ['map "a: b"', 'plain "a" "a"', 'plain "b" "b"']],
    ["a hash inside a word", "a: b#c", ['map "a: b#c"', 'plain "a" "a"', 'plain "b#c" "b#c"']],
    [
      "carriage returns",
      "a: b\r\nc:\r\n",
      ['map "a: b\\r\\nc:"', 'plain "a" "a"', 'plain "b" "b"', 'plain "c" "c"', "nothing"],
    ],
    ["a byte-order mark", "\uFEFFa: b\n", ['map "a: b"', 'plain "a" "a"', 'plain "b" "b"']],
    [
      "a mark before an item",
      "\uFEFF- a: b\n  c: d\n",
      [
        'seq "- a: b\\n  c: d"',
        'map "a: b\\n  c: d"',
        'plain "a" "a"',
        'plain "b" "b"',
        'plain "c" "c"',
        'plain "d" "d"',
      ],
    ],
    ["a document mark with a comment", "--- # x\na: 1\n", ['map "a: 1"', 'plain "a" "a"', 'plain "1" 1']],
    [
      "quoted keys and values",
      `"a": 'it''s'\n'b': "\\"\\n"\n`,
      [
        `map "\\"a\\": 'it''s'\\n'b': \\"\\\\\\"\\\\n\\""`,
        'double "\\"a\\"" "a"',
        `single "'it''s'" "it's"`,
        `single "'b'" "b"`,
        'double "\\"\\\\\\"\\\\n\\"" "\\"\\n"',
      ],
    ],
    ["a missing value ends after its colon", "a:   # c\n", ['map "a:"', 'plain "a" "a"', "nothing"]],
    [
      "an empty item is right after its dash",
      "-   # c\n- a\n",
      ['seq "-   # c\\n- a"', 'plain "" null', 'plain "a" "a"'],
    ],
    [
      "a list at the column of its key",
      "a:\n- b\n-\n  c: d\ne:\n",
      [
        'map "a:\\n- b\\n-\\n  c: d\\ne:"',
        'plain "a" "a"',
        'seq "- b\\n-\\n  c: d"',
        'plain "b" "b"',
        'map "c: d"',
        'plain "c" "c"',
        'plain "d" "d"',
        'plain "e" "e"',
        "nothing",
      ],
    ],
    [
      "lists in lists",
      "- - a\n  - b\n-   - c\n",
      [
        'seq "- - a\\n  - b\\n-   - c"',
        'seq "- a\\n  - b"',
        'plain "a" "a"',
        'plain "b" "b"',
        'seq "- c"',
        'plain "c" "c"',
      ],
    ],
    [
      "a map after a dash",
      "-   a: b\n    c:\n    - d\n",
      [
        'seq "-   a: b\\n    c:\\n    - d"',
        'map "a: b\\n    c:\\n    - d"',
        'plain "a" "a"',
        'plain "b" "b"',
        'plain "c" "c"',
        'seq "- d"',
        'plain "d" "d"',
      ],
    ],
    [
      "lists on one line",
      `a: [ b, "c" ]\nd: {}\n`,
      [
        'map "a: [ b, \\"c\\" ]\\nd: {}"',
        'plain "a" "a"',
        'flow seq "[ b, \\"c\\" ]"',
        'plain "b" "b"',
        'double "\\"c\\"" "c"',
        'plain "d" "d"',
        'flow map "{}"',
      ],
    ],
    [
      "anchors and aliases",
      "a: &x b\nc: *x\n",
      ['map "a: &x b\\nc: *x"', 'plain "a" "a"', 'plain "b" &x "b"', 'plain "c" "c"', 'alias "*x" to 6'],
    ],
    [
      "an anchor on a map",
      "a: &x\n  b: c\nd:\n- *x\n",
      [
        'map "a: &x\\n  b: c\\nd:\\n- *x"',
        'plain "a" "a"',
        'map "b: c" &x',
        'plain "b" "b"',
        'plain "c" "c"',
        'plain "d" "d"',
        'seq "- *x"',
        'alias "*x" to 8',
      ],
    ],
    [
      "the latest anchor of a name",
      "a: &x b\nc: &x d\ne: *x\n",
      [
        'map "a: &x b\\nc: &x d\\ne: *x"',
        'plain "a" "a"',
        'plain "b" &x "b"',
        'plain "c" "c"',
        'plain "d" &x "d"',
        'plain "e" "e"',
        'alias "*x" to 14',
      ],
    ],
    [
      "a merge key",
      "a: &x\n  b: c\nd:\n  <<: *x\n",
      [
        'map "a: &x\\n  b: c\\nd:\\n  <<: *x"',
        'plain "a" "a"',
        'map "b: c" &x',
        'plain "b" "b"',
        'plain "c" "c"',
        'plain "d" "d"',
        'map "<<: *x"',
        'plain "<<" "<<"',
        'alias "*x" to 8',
      ],
    ],
    [
      "a map in its column",
      "  a:\n    b: c\n  d: e\n",
      [
        'map "a:\\n    b: c\\n  d: e"',
        'plain "a" "a"',
        'map "b: c"',
        'plain "b" "b"',
        'plain "c" "c"',
        'plain "d" "d"',
        'plain "e" "e"',
      ],
    ],
  ];
  it.each(cases)("%s", (_, text, expected) => {
    expect(both(text)).toEqual(expected);
  });
});

describe("literal block scalars", () => {
  const cases: [text: string, range: string, value: string][] = [
    ["a: |\n  x\n  y\nb: c\n", "|\n  x\n  y\n", "x\ny\n"],
    ["a: |-\n  x\n\n\nb: c\n", "|-\n  x\n", "x"],
    ["a: |+\n  x\n\n\nb: c\n", "|+\n  x\n\n\n", "x\n\n\n"],
    ["a: |\n  x\n\n\n", "|\n  x\n", "x\n"],
    ["a: |\n  x", "|\n  x", "x"],
    ["a: |+\n  x", "|+\n  x", "x"],
    ["a: | # why\n\n  x\n    y\n \n  # z\nb: c\n", "| # why\n\n  x\n    y\n \n  # z\n", "\nx\n  y\n\n# z\n"],
    ["a: |\r\n  x\r\n\r\n  y\r\nb: c\r\n", "|\r\n  x\r\n\r\n  y\r\n", "x\n\ny\n"],
    ["a: |\n  x\n     \n  y\n # end\nb: c\n", "|\n  x\n     \n  y\n", "x\n   \ny\n"],
    ["a: |\n  x\ty\n  \tz\nb: c\n", "|\n  x\ty\n  \tz\n", "x\ty\n\tz\n"],
  ];
  it.each(cases)("%j", (text, range, value) => {
    const line = `literal ${JSON.stringify(range)} ${JSON.stringify(value)}`;
    expect(both(text)[2]).toBe(line);
    expect(both(text.replaceAll(/^[ab]: /gm, "- "))[1]).toBe(line);
  });
});

describe("what only the full reader takes", () => {
  const cases: [name: string, text: string, outline: string[]][] = [
    ["a scalar as document", "--- text\n", ['plain "text" "text"']],
    [
      "lines of a plain scalar",
      "a: b\n  c # d\n",
      ['map "a: b\\n  c"', 'plain "a" "a"', 'plain "b\\n  c" "b c"'],
    ],
    [
      "a folded scalar",
      "a: >-\n  b\n  c\n",
      ['map "a: >-\\n  b\\n  c\\n"', 'plain "a" "a"', 'folded ">-\\n  b\\n  c\\n" "b c"'],
    ],
    [
      "an indentation digit",
      "a: |2\n   b\n",
      ['map "a: |2\\n   b\\n"', 'plain "a" "a"', 'literal "|2\\n   b\\n" " b\\n"'],
    ],
    [
      "a string by tag",
      "a: !!str 1\nb: !x 2\n",
      ['map "a: !!str 1\\nb: !x 2"', 'plain "a" "a"', 'plain "1" "1"', 'plain "b" "b"', 'plain "2" 2'],
    ],
    [
      "tags without a value",
      "a: !!str\nb: !!null\n",
      ['map "a: !!str\\nb: !!null"', 'plain "a" "a"', 'plain "" ""', 'plain "b" "b"', 'plain "" null'],
    ],
    [
      "an anchor without a value",
      "a: &x  # c\nb: *x\n",
      ['map "a: &x  # c\\nb: *x"', 'plain "a" "a"', 'plain "" &x null', 'plain "b" "b"', 'alias "*x" to 5'],
    ],
    [
      "flow maps",
      "a: {b: c, d: , e}\n",
      [
        'map "a: {b: c, d: , e}"',
        'plain "a" "a"',
        'flow map "{b: c, d: , e}"',
        'plain "b" "b"',
        'plain "c" "c"',
        'plain "d" "d"',
        "nothing",
        'plain "e" "e"',
        "nothing",
      ],
    ],
    [
      "a pair in a flow list",
      "[a: b , c]\n",
      ['flow seq "[a: b , c]"', 'flow map "a: b"', 'plain "a" "a"', 'plain "b" "b"', 'plain "c" "c"'],
    ],
    [
      "explicit keys",
      "? a\n: b\n? c\n",
      ['map "? a\\n: b\\n? c"', 'plain "a" "a"', 'plain "b" "b"', 'plain "c" "c"', "nothing"],
    ],
    ["directives", "%YAML 1.1\n---\na: yes\n", ['map "a: yes"', 'plain "a" "a"', 'plain "yes" "yes"']],
    ["a document end", "a: b\n...\n# c\n", ['map "a: b"', 'plain "a" "a"', 'plain "b" "b"']],
  ];
  it.each(cases)("%s", (_, text, expected) => {
    expect(fullOnly(text)).toEqual(expected);
  });
});

describe("errors", () => {
  const cases: [code: string, place: number, text: string][] = [
    ["duplicate-key", 10, "a: 1\nb: 2\na: 3\n"],
    ["duplicate-key", 9, "- 1: 2\n  '1': 3\n"],
    ["duplicate-key", 10, "a: {b: 1, 'b': 2}\n"],
    ["unresolved-alias", 3, "a: *b\n"],
    ["unresolved-alias", 3, "a: *b\nc: &b d\n"],
    ["unresolved-alias", 8, "a: &b [ *b ]\n"],
    ["complex-key", 0, "[a]: b\n"],
    ["complex-key", 10, "a: &x b\n? *x\n: c\n"],
    ["complex-key", 12, "namespace: {{ .x }}\n"],
    ["multiple-documents", 9, "a: b\n...\nc: d\n"],
    ["bad-indent", 10, "a:\n  b: c\n d: e\n"],
    ["missing-char", 6, 'a: "b\n'],
    ["tab-as-indent", 3, "a:\n\tb: c\n"],
    ["block-in-flow", 2, "{{- if .x }}\na: b\n{{- end }}\n"],
  ];
  it.each(cases)("%s at %i of %j", (code, place, text) => {
    expect(readYamlFast(text, 0)).toBeUndefined();
    const result = readYaml(text, 100);
    expect(result).toEqual(readYamlFull(text, 100));
    expect(result).toMatchObject({ error: { code, offset: place + 100 } });
  });

  it("keeps the first of many errors, on one short line", () => {
    const result = readYaml(`a: b\n\u0000: "${"x".repeat(5000)}\n"c" d\ne: @f\n`, 0);
    if (!("error" in result)) throw new Error("no error");
    expect(result.error.message.length).toBeLessThan(210);
    expect(result.error.message).not.toContain("\n");
  });
});

it("adds the place of the document to every range", () => {
  const text = "\uFEFF---\na: &x\n- b\n- *x2\n".replace("*x2", "|\n  c");
  const [first, later] = [readYaml(text, 0), readYaml(text, 1000)];
  const shifted: unknown = JSON.parse(JSON.stringify(first), (key, value: unknown) =>
    (key === "start" || key === "end") && typeof value === "number" ? value + 1000 : value,
  );
  expect(later).toEqual(shifted);
  expect(readYamlFull(text, 1000)).toEqual(later);
});
