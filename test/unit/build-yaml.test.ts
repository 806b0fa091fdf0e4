import { describe, expect, it } from "vitest";
import { BuildFailure, type BuiltNode, get, getIn, isWritten } from "../../src/build/node.ts";
import { plainData, plainTag } from "../../src/build/plain.ts";
import { isJson, type ParseYaml, readDocuments, readText } from "../../src/build/read.ts";
import { boolField, fieldsOf, intField, stringField, stringMapField } from "../../src/build/typed.ts";
import { asYaml11 } from "../../src/build/yaml11.ts";
import { readYamlAsBuilt, readYamlAsBuiltFull } from "../../src/scan/read-yaml.ts";
import { parseYaml } from "../../src/scan/yaml.ts";
import { readYamlFast } from "../../src/scan/yaml-fast.ts";
import { GO_YAML_ROWS } from "../support/go-yaml-rows.ts";

function show(node: BuiltNode): string {
  if (node.type === "list") return `[${node.items.map(show).join(", ")}]`;
  if (node.type === "scalar")
    return node.tag === "string" ? JSON.stringify(node.text) : `${node.tag} ${node.text}`;
  const [entries, repeated] = [node.entries, node.repeated ?? []].map(
    (list) => `{${list.map(({ key, value }) => `${key}: ${show(value)}`).join(", ")}}`,
  );
  return node.repeated ? `${entries} again ${repeated}` : entries!;
}

function reason(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof BuildFailure) return error.message;
    throw error;
  }
  return "none";
}

function read(text: string, parse: ParseYaml): string {
  let shown = "";
  const failed = reason(() => {
    shown = readText({ text, file: "a.yaml" }, parse).map(show).join(" | ");
  });
  return failed === "none" ? shown : "fails";
}

/** The only document of a text. */
function node(text: string): BuiltNode {
  return readText({ text, file: "a.yaml" }, readYamlAsBuilt)[0]!;
}

describe.each(Object.entries(GO_YAML_ROWS))("go-yaml reads %s", (_, rows) => {
  it.each(rows)("%j as %s", (text, expected) => {
    expect(read(text, readYamlAsBuilt)).toBe(expected);
    expect(read(text, readYamlAsBuiltFull)).toBe(expected);
  });
});

it("the fast reader answers many of the rows itself, with the same tree", () => {
  let answered = 0;
  for (const [text] of Object.values(GO_YAML_ROWS).flat()) {
    const fast = readYamlFast(text, 0);
    if (!fast) continue;
    answered++;
    expect(fast).toEqual(parseYaml(text, 0));
  }
  expect(answered).toBeGreaterThan(60);
});

describe("data of scalars, as kustomize prints them", () => {
  const rows: [text: string, data: unknown][] = [
    ["0123", 83],
    ["-0x1F", -31],
    ["0o17", 15],
    ["-0b11", -3],
    ["1_000", 1000],
    ["08", 8],
    ["1_0.5", 10.5],
    ["1.10", 1.1],
    ["-.Inf", Number.NEGATIVE_INFINITY],
    ["TRUE", true],
    ["False", false],
    ["~", null],
    ["2001-1-4", "2001-01-04T00:00:00Z"],
    ["2001-12-14t1:2:3.10+01:00", "2001-12-14T01:02:03.1+01:00"],
    ["2001-12-14 21:59:43", "2001-12-14T21:59:43Z"],
    ["yes", "yes"],
  ];
  it.each(rows)("%s is %j", (text, data) => {
    expect(plainData(text, plainTag(text))).toEqual(data);
  });
});

describe("typed reading", () => {
  const wrong = (type: string, wanted: string): string =>
    `invalid Kustomization: json: cannot unmarshal ${type} into Go struct field K.a of type ${wanted}`;
  const texts: [value: string, strict: string, lenient: string][] = [
    ["x", "x", "x"],
    ["n", wrong("bool", "string"), "false"],
    ["on", wrong("bool", "string"), "true"],
    ["'n'", "n", "n"],
    ["!!str n", "n", "n"],
    ["|-\n  n", "n", "n"],
    ["true", wrong("bool", "string"), "true"],
    ["5", wrong("number", "string"), "5"],
    ["0x10", wrong("number", "string"), "16"],
    ["1.10", wrong("number", "string"), "1.1"],
    ["1234567.5", wrong("number", "string"), "1.2345675e+06"],
    ["1e5", wrong("number", "string"), "100000"],
    ["0.00001", wrong("number", "string"), "1e-05"],
    ["2001-12-14", "2001-12-14", "2001-12-14"],
    ["[b]", wrong("array", "string"), wrong("array", "string")],
    ["{b: c}", wrong("object", "string"), wrong("object", "string")],
  ];
  it.each(texts)("a text written %s", (value, strict, lenient) => {
    const field = get(asYaml11(node(`a: ${value}`)), "a");
    for (const [reading, expected] of [
      ["strict", strict],
      ["lenient", lenient],
    ] as const) {
      let text: string | undefined;
      const failed = reason(() => {
        text = stringField(field, "K.a", reading)?.text;
      });
      expect(text ?? failed).toBe(expected);
    }
  });

  it("takes null and what is not there for no text", () => {
    expect(stringField(get(node("a: ~"), "a"), "K.a")).toBeUndefined();
    expect(stringField(undefined, "K.a")).toBeUndefined();
  });

  it("knows the booleans of YAML 1.1", () => {
    const map = asYaml11(node("{a: y, b: Off, c: 'yes', d: TRUE}"));
    expect(["a", "b", "d"].map((key) => boolField(get(map, key), "K.a"))).toEqual([true, false, true]);
    expect(reason(() => boolField(get(map, "c"), "K.a"))).toBe(wrong("string", "bool"));
    expect(intField(get(asYaml11(node("a: 0x10")), "a"), "K.a")).toBe(16);
    expect(reason(() => intField(get(node("a: 1.5"), "a"), "K.a"))).toBe(wrong("number", "int"));
  });

  it("reads keys of any case, the last in the order of bytes, and refuses others", () => {
    const map = node("Namespace: a\nnamespace: b\nNAMESPACE: c\nRESOURCES: [d]\nbases: ~");
    const fields = fieldsOf(map, { namespace: "string", resources: ["string"], bases: ["string"] }, "K");
    expect([...fields].map(([name, { value }]) => [name, show(value)])).toEqual([
      ["namespace", '"b"'],
      ["resources", '["d"]'],
    ]);
    expect(reason(() => fieldsOf(node("foo: 1"), {}, "K"))).toBe(
      'invalid Kustomization: json: unknown field "foo"',
    );
    expect(fieldsOf(node("foo: 1"), {}, "K", "lenient").size).toBe(0);
    expect(show(fieldsOf(asYaml11(node("a: 1\na: 2")), { a: "int" }, "K").get("a")!.value)).toBe("int 2");
  });

  it("reads a map of texts with its keys as JSON has them", () => {
    const map = asYaml11(node("{y: a, 0x10: b, 1.50: c, 'n': d, e: ~, f: 1, f: g}"));
    expect(show(stringMapField(map, "K.a", "lenient"))).toBe(
      '{true: "a", 16: "b", 1.5: "c", n: "d", e: "", f: "g"}',
    );
    expect(reason(() => stringMapField(node("{v: 1}"), "K.a"))).toBe(wrong("number", "string"));
  });
});

describe("documents and origins", () => {
  const text = "# first\n---\na: &x 1\nb:   # c\nc: *x\n---\nd:\n- <<: {e: 2}\n  ? f\n  :  \n";
  const documents = readDocuments({ text, file: "a.yaml" }, readYamlAsBuilt);

  it("have their place in the file, counted as the file's documents", () => {
    const places = documents.map(({ text: { document } }) => [document.index, document.line, document.start]);
    expect(places).toEqual([
      [0, 3, text.indexOf("a: &x")],
      [1, 7, text.indexOf("d:")],
    ]);
    for (const { text: source } of documents) {
      const { start, end, text: own } = source.document;
      expect(text.slice(start, end)).toBe(own);
    }
  });

  it("tell where each value stands: an alias at its anchor, nothing right behind its colon", () => {
    const [first, second] = documents;
    const place = (origin: BuiltNode["origin"]): [number, string] => {
      if (!isWritten(origin)) throw new Error("computed");
      return [origin.start, text.slice(origin.start, origin.end)];
    };
    expect(place(getIn(first!.node, ["a"])!.origin)).toEqual([text.indexOf("1"), "1"]);
    expect(place(getIn(first!.node, ["c"])!.origin)).toEqual([text.indexOf("1"), "1"]);
    expect(place(getIn(first!.node, ["b"])!.origin)).toEqual([text.indexOf("b:") + 2, ""]);
    const item = getIn(second!.node, ["d"])!;
    if (item.type !== "list") throw new Error("no list");
    expect(show(item)).toBe("[{f: null , e: int 2}]");
    expect(place(getIn(item.items[0], ["e"])!.origin)).toEqual([text.indexOf("2}"), "2"]);
    expect(place(getIn(item.items[0], ["f"])!.origin)).toEqual([text.indexOf(":  \n") + 1, ""]);
  });

  it("of a text in a scalar count from the start of that text and know the scalar", () => {
    const holder = { text: documents[0]!.text, start: 3, end: 9 };
    const [inner] = readDocuments({ text: "a: 1\n", file: "a.yaml", holder }, readYamlAsBuilt);
    expect(inner!.text.holder).toBe(holder);
    expect(inner!.node.origin).toMatchObject({ start: 0, end: 4 });
  });

  it("of a text that is wrong name the place", () => {
    try {
      readText({ text: "a: 1\n---\nb: [\n", file: "a.yaml" }, readYamlAsBuilt);
      expect.unreachable();
    } catch (error) {
      expect((error as BuildFailure).at).toMatchObject({
        start: expect.any(Number),
        text: expect.anything(),
      });
    }
  });

  it("are JSON or not", () => {
    expect(["[]", '[{"op": "add"}]', "[a]", "- a"].map(isJson)).toEqual([true, true, false, false]);
  });
});

describe("hostile aliases", () => {
  const bomb = (levels: number): string =>
    [
      "a0: &a0 [x, x]",
      ...Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ].join("\n");

  it("are refused if their copies would be too many or too deep", () => {
    expect(reason(() => node(bomb(4)))).toBe("none");
    expect(reason(() => node(bomb(40)))).toBe("document contains excessive aliasing");
    const deep = Array.from({ length: 900 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`);
    expect(reason(() => node(["a0: &a0 x", ...deep].join("\n")))).toBe(
      "document contains excessive aliasing",
    );
  });
});
