import { describe, expect, test } from "vitest";
import {
  type BuiltMap,
  dataOf,
  get,
  getIn,
  itemsIn,
  type Origin,
  scalar,
  setIn,
} from "../../src/build/node.ts";
import { readText } from "../../src/build/read.ts";
import {
  runsSubstitution,
  substituteObject,
  type Variables,
  variablesIn,
} from "../../src/build/substitute.ts";
import { parseYaml } from "../../src/scan/yaml.ts";

const read = (text: string): BuiltMap => readText({ text, file: "a.yaml" }, parseYaml)[0] as BuiltMap;

/** Variables of which each value has an origin of its own; `?` is the value of one that nobody knows. */
function variablesOf(values: Readonly<Record<string, string>>): Variables {
  const known = variablesIn(
    read(`{${Object.entries(values).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)}}`),
  );
  return (name) => (known.get(name)?.text === "?" ? "unknown" : known.get(name));
}

const substitute = (text: string, values: Readonly<Record<string, string>>) =>
  substituteObject(read(text), variablesOf(values), parseYaml);

const fieldWith = (line: string, value: string) => dataOf(get(substitute(line, { N: value }).node, "k")!);

const LONG = "word ".repeat(15);

/** build-facts 29; each row was run with fluxcd/pkg/kustomize v1.35.6. */
describe("a value stands in the printed object without its quotes", () => {
  test.each([
    ["an int", 'k: "${N}"', "5", 5],
    ["an int in octal", 'k: "${N}"', "0123", 83],
    ["an int with underscores", 'k: "${N}"', "1_000", 1000],
    ["a float", 'k: "${N}"', "1.10", 1.1],
    ["a float of digits that are not octal", 'k: "${N}"', "08", 8],
    ["a bool of YAML 1.1", 'k: "${N}"', "yes", true],
    ["a bool of one letter", 'k: "${N}"', "n", false],
    ["null", "k: ${N}", "", null],
    ["null of blanks", "k: ${N}", "  ", null],
    ["null of a comment", "k: ${N}", "# c", null],
    ["a string without its comment", "k: ${N}", "a # c", "a"],
    ["a string of a date", "k: ${N}", "2001-01-01", "2001-01-01"],
    ["a string of several numbers", "k: ${N}", "1:30", "1:30"],
    ["a string without blanks at its ends", "k: ${N}", " a ", "a"],
    ["a string of inner quotes", "k: ${N}", '"5"', "5"],
    ["a string that no quotes stand around", "k: ${N}", "it's", "it's"],
    ["a map", "k: ${N}", "{a: 1, b: yes}", { a: 1, b: true }],
    ["a list", "k: ${N}", "[a, 2]", ["a", 2]],
    ["a block without lines", "k: ${N}", "|", ""],
    ["an anchored value", "k: ${N}", "&a 5", 5],
    ["a tagged value", "k: ${N}", "!!str 5", "5"],
    ["a string with newlines dropped", "k: ${N}", "a\nb\n", "ab"],
    ["a part of a string", "k: x-${N}", "5", "x-5"],
    ["an int of two parts", "k: 1${N}", "5", 15],
    ["a url", "k: https://${N}/a", "x.y", "https://x.y/a"],
    ["an escaped variable", "k: $${N}", "5", "${N}"],
    ["a string that needs quotes as it is written", "k: '@${N}'", "5", "@5"],
    ["a string whose quote ends it", "k: '@${N}'", "a''b", "@a'b"],
    ["a string in double quotes", 'k: "\\t${N}"', "5", "\t5"],
    ["an escape in double quotes", 'k: "a\\t${N}"', "\\n", "a\t\n"],
    ["an emoji, which go-yaml escapes, with a number", "k: 😀${N}", "5", "😀5"],
    ["text in a block", "k: |\n  a ${N}\n  b\n", "yes: 'x", "a yes: 'x\nb\n"],
    ["an empty line in a block", "k: |\n  ${N}\n  b\n", "", "\nb\n"],
    ["a comment in a block", "k: |\n  ${N}\n  b\n", "# c", "# c\nb\n"],
    ["text in double quotes instead of a block", 'k: "a \\n${N}"', 'x\\"', 'a \nx"'],
    ["a long text, which is broken into lines", `k: ${LONG}\${N} end`, "5", `${LONG}5 end`],
    ["a text with an expression that is broken apart", `k: ${LONG}\${N/a b/c}`, "a b", `${LONG}a b`],
    ["an item", "k: ['${N}']", "yes", [true]],
    ["an item that becomes a map", "k: ['${N}']", "a: b", [{ a: "b" }]],
    ["an item that becomes a list", "k: ['${N}']", "- b", [["b"]]],
  ])("%s", (_what, line, value, expected) => {
    expect(fieldWith(line, value)).toEqual(expected);
  });

  test("a folded text with deeper lines gets a blank one (build-facts 36)", () => {
    expect(fieldWith("k: >\n  a\n    deeper ${N}\n  b\n", "5")).toBe("a\n\n  deeper 5\nb\n");
  });
});

/** Each row was run too. */
describe("Flux cannot read what comes out", () => {
  test.each([
    ["a map in a line", "k: ${N}", "a: b"],
    ["a list in a line", "k: ${N}", "- a"],
    ["an open quote", "k: ${N}", "'a"],
    ["an open bracket", "k: ${N}", "{a"],
    ["a character that starts nothing", "k: ${N}", "@a"],
    ["an anchor that is not there", "k: ${N}", "*a"],
    ["an anchor with other characters", "k: ${N}", "&| a"],
    ["infinity", "k: ${N}", ".inf"],
    ["a tag that does not fit", "k: ${N}", "!!int a"],
    ["a control character", "k: ${N}", "\x01"],
    ["a tab behind a dash", "k: ['${N}']", "\ta"],
    ["a tab at the start of a block", "k: |\n  ${N}\n  b\n", "\ta"],
    ["a block that starts with a tab once it is printed again", 'k: "\\t${N}"', "\\n"],
    ["a comment in a text that is broken into lines", `k: ${LONG}${LONG}\${N} ${LONG}end`, "#"],
    ["a null key", "${N}: a", ""],
    ["a key that is a list", "${N}: a", "[b]"],
    ["a key with a colon", "${N}: a", "b: c"],
    ["a quote in quotes", "k: '@${N}'", "'"],
    ["an expression", "k: ${a.b}", ""],
  ])("%s", (_what, line, value) => {
    expect(() => fieldWith(line, value)).toThrow();
  });
});

/** build-facts 30 and 32. */
describe("in an object", () => {
  test("keys have variables too, and become text", () => {
    const { node } = substitute("${A}: 1\n${B}: 2\n${C}: 3\n${D}: 4\n", {
      A: "a",
      B: "yes",
      C: "0x10",
      D: "1.10",
    });
    expect(dataOf(node)).toEqual({ a: 1, true: 2, 16: 3, "1.1": 4 });
  });

  test("of keys that become the same the one that is printed last stays", () => {
    expect(dataOf(substitute("b10: 1\n${B}: 3\nb9: 2\n", { B: "b9" }).node)).toEqual({ b10: 1, b9: 2 });
    expect(dataOf(substitute("'-': 1\n${B}: 3\n", { B: "-" }).node)).toEqual({ "-": 1 });
  });

  test("variables of patches and of substitute in it are replaced", () => {
    const { node } = substitute("spec: {postBuild: {substitute: {R: '${N:=q}'}}}", { N: "5" });
    expect(dataOf(node)).toEqual({ spec: { postBuild: { substitute: { R: 5 } } } });
  });

  test.each(["labels", "annotations"])("nothing is replaced if its %s say so", (field) => {
    const text = `metadata: {${field}: {kustomize.toolkit.fluxcd.io/substitute: disabled}}\nk: \${N}\n`;
    const node = read(text);
    expect(substituteObject(node, variablesOf({ N: "5" }), parseYaml)).toEqual({ node, unknown: [] });
  });

  test("what holds no variable stays the same node", () => {
    const node = read("a: {b: [1, $N]}\nc: {d: $5, e: '${N}'}\nf: yes\n");
    const result = substituteObject(node, variablesOf({ N: "5" }), parseYaml).node;
    expect(get(result, "a")).toBe(get(node, "a"));
    expect(getIn(result, ["c", "d"])).toBe(getIn(node, ["c", "d"]));
    expect(get(result, "c")).not.toBe(get(node, "c"));
    expect(substituteObject(node, () => ({ text: "${N}", origin: node.origin }), parseYaml).node).toBe(node);
  });

  test("a changed value comes from its text and from the values that were used", () => {
    const variables = variablesOf({ N: "5", B: "b" });
    const node = read("k: ${N}-${N:=${B}}-${NONE}\n${B}: 1\n");
    const result = substituteObject(node, variables, parseYaml).node;
    const of = (name: string): Origin => (variables(name) as { origin: Origin }).origin;
    expect(get(result, "k")!.origin).toEqual({ by: "variables", from: [get(node, "k")!.origin, of("N")] });
    const { keyOrigin } = result.entries[1]!;
    expect(keyOrigin).toEqual({ by: "variables", from: [node.entries[1]!.keyOrigin, of("B")] });
  });
});

describe("a variable that nobody knows", () => {
  test("leaves its text, and is told with its path", () => {
    const node = read("a:\n- x-${N}-${M:=a}\n- ${B}\nb${N}: 1\n");
    const result = substituteObject(node, variablesOf({ N: "?", M: "?", B: "5" }), parseYaml);
    expect(dataOf(result.node)).toEqual({ a: ["x-${N}-${M:=a}", 5], "b${N}": 1 });
    expect(result.unknown).toEqual([
      { path: ["a", "0"], names: ["N", "M"], origin: itemsIn(node, ["a"])[0]!.origin },
      { path: ["b${N}"], names: ["N"], origin: node.entries[1]!.keyOrigin },
    ]);
  });

  test("is not told if its default is not needed, or if it is in a default that is not needed", () => {
    expect(substitute("k: ${A:=${N}}\n", { A: "1", N: "?" }).unknown).toEqual([]);
    expect(substitute("k: $${N} $N\n", { N: "?" }).unknown).toEqual([]);
  });
});

describe("variables of a map", () => {
  test("lose their newlines", () => {
    expect(variablesIn(read("a: |\n  x\n  y\n")).get("a")?.text).toBe("xy");
    expect(variablesIn(undefined).size).toBe(0);
  });

  test.each(["a-b: x", "1a: x", "é: x", "a: 5", "a: [x]", "a:"])("%s is refused", (text) => {
    expect(() => variablesIn(read(text))).toThrow();
  });
});

/** build-facts 28. */
test("nothing runs without variables, unless the strategy says so", () => {
  const always = setIn(read("a: 1"), ["substituteStrategy"], scalar("Always", read("a: 1").origin));
  expect([
    runsSubstitution(undefined, 0),
    runsSubstitution(read("substitute: {}"), 0),
    runsSubstitution(read("substitute: {a: b}"), 1),
    runsSubstitution(always, 0),
  ]).toEqual([false, false, true, true]);
});
