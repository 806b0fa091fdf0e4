import { describe, expect, it } from "vitest";
import { replacePair } from "../../src/edit/yaml-replace-pair.ts";
import { applied, mapAt, reason } from "../support/edit-tools.ts";

const TO = { kind: "OCIRepository", name: "web" };
const replaced = (text: string, path: readonly string[] = [], value = TO) =>
  applied(text, replacePair(text, mapAt(text, path), "a", "b", value));

describe("replacePair", () => {
  it.each([
    ["in the middle", "x: 0\na:\n  c: 1\ny: 2\n", "x: 0\nb:\n  kind: OCIRepository\n  name: web\ny: 2\n"],
    ["last", "x: 0\na:\n  c: 1\n", "x: 0\nb:\n  kind: OCIRepository\n  name: web\n"],
    ["the only one", "a:\n  c: 1\n", "b:\n  kind: OCIRepository\n  name: web\n"],
    ["no final newline", "x: 0\na:\n  c: 1", "x: 0\nb:\n  kind: OCIRepository\n  name: web"],
    ["CRLF", "x: 0\r\na:\r\n  c: 1\r\n", "x: 0\r\nb:\r\n  kind: OCIRepository\r\n  name: web\r\n"],
    ["CRLF, no final newline", "x: 0\r\na:\r\n  c: 1", "x: 0\r\nb:\r\n  kind: OCIRepository\r\n  name: web"],
    ["after a byte-order mark", "\uFEFFa:\n  c: 1\n", "\uFEFFb:\n  kind: OCIRepository\n  name: web\n"],
    ["a scalar", "a: 1 # one\nx: 0\n", "# one\nb:\n  kind: OCIRepository\n  name: web\nx: 0\n"],
    [
      "a block scalar before",
      "x: |\n  t\n\na:\n  c: 1\n",
      "x: |\n  t\n\nb:\n  kind: OCIRepository\n  name: web\n",
    ],
    [
      "a kept block scalar before",
      "x: |+\n  t\n\na: 1\ny: 2\n",
      "x: |+\n  t\n\nb:\n  kind: OCIRepository\n  name: web\ny: 2\n",
    ],
    ["ends in a block scalar", "a:\n  c: |\n    t\ny: 2\n", "b:\n  kind: OCIRepository\n  name: web\ny: 2\n"],
    ["quoted key", '"a" :\n  c: 1\ny: 2\n', "b:\n  kind: OCIRepository\n  name: web\ny: 2\n"],
    [
      "blank lines after it stay",
      "a:\n  c: 1\n\n\ny: 2\n",
      "b:\n  kind: OCIRepository\n  name: web\n\n\ny: 2\n",
    ],
  ])("%s", (_name, text, expected) => {
    expect(replaced(text)).toBe(expected);
  });

  it("keeps the step of the file", () => {
    const text = "m:\n    x: 0\n    a:\n        c: 1\n";
    expect(replaced(text, ["m"])).toBe(
      "m:\n    x: 0\n    b:\n        kind: OCIRepository\n        name: web\n",
    );
  });

  it("keeps comments inside, in order, above the new pair; those above and below stay where they are", () => {
    const text = [
      "m:",
      "  # above",
      "  a: # key",
      "    # first",
      "    c: '# no' # value",
      "",
      "    d: |",
      "      # text",
      "        # deeper",
      "    e: [1, # one",
      "      2] # two",
      "    # end",
      "  # below",
      "  y: 2",
      "",
    ].join("\n");
    expect(replaced(text, ["m"])).toBe(
      [
        "m:",
        "  # above",
        ...["key", "first", "value", "one", "two", "end"].map((one) => `  # ${one}`),
        "  b:",
        "    kind: OCIRepository",
        "    name: web",
        "  # below",
        "  y: 2",
        "",
      ].join("\n"),
    );
  });

  it.each([
    ["flow", "m: {x: 0, a: {c: 1}, y: 2}\n", "m: {x: 0, b: {kind: OCIRepository, name: web}, y: 2}\n"],
    ["flow, last", "m: { a: 1 }\n", "m: { b: { kind: OCIRepository, name: web } }\n"],
    [
      "JSON",
      '{"m": {\n  "x": 0,\n  "a": {"c": 1}\n}}\n',
      '{"m": {\n  "x": 0,\n  "b": {\n    "kind": "OCIRepository",\n    "name": "web"\n  }\n}}\n',
    ],
    [
      "a flow value in a block map",
      "m:\n  a: {c: 1} # in\n",
      "m:\n  # in\n  b:\n    kind: OCIRepository\n    name: web\n",
    ],
  ])("%s", (_name, text, expected) => {
    expect(replaced(text, ["m"])).toBe(expected);
  });

  it.each([
    ["missing", "x: 1\n", /no "a"/],
    ["repeated", "a: 1\na: 2\n", /more than once/],
    ["taken", "a: 1\nb: 2\n", /"b" is already there/],
    ["alias", "x: &v 1\na: *v\n", /alias \*v/],
    ["anchor on the value", "a: &v\n  c: 1\ny: 2\n", /anchor &v/],
    ["anchor inside", "a:\n  c: &v 1\ny: *v\n", /anchor &v/],
    ["an open block scalar at the end", "a:\n  c: |\n    t", /without a final newline/],
  ])("refuses: %s", (_name, text, expected) => {
    expect(reason(replacePair(text, mapAt(text), "a", "b", TO))).toMatch(expected);
  });

  it("refuses a pair that shares its line with a dash, and comments in a flow map", () => {
    const list = "m:\n  - a:\n      c: 1\n    x: 0\n";
    expect(reason(replacePair(list, mapAt(list, ["m", 0] as never), "a", "b", TO))).toMatch(/dash/);
    const flow = "m: {a: 1, # one\n  x: 0}\n";
    expect(reason(replacePair(flow, mapAt(flow, ["m"]), "a", "b", TO))).toMatch(/comment/);
  });

  it("quotes what plain text would change", () => {
    expect(replaced("a: 1\n", [], { kind: "yes", name: "1.10" })).toBe('b:\n  kind: "yes"\n  name: "1.10"\n');
  });

  it("takes the same key again", () => {
    const text = "a:\n  c: 1\n";
    expect(applied(text, replacePair(text, mapAt(text), "a", "a", TO))).toBe(
      "a:\n  kind: OCIRepository\n  name: web\n",
    );
  });
});
