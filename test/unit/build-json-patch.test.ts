import { describe, expect, test } from "vitest";
import { applyJsonPatch } from "../../src/build/json-patch.ts";
import { BuildFailure, get, getIn, isWritten, textIn } from "../../src/build/node.ts";
import { itemsOf, jsonOf, mapOf, originsOf, writtenAt } from "../support/build-nodes.ts";

const patched = (base: string, operations: string) =>
  applyJsonPatch(mapOf(base, "base"), itemsOf(operations));

describe("what a patch brings", () => {
  test.each([
    ["add adds a key", "{a: 1}", "[{op: add, path: /b, value: {c: 1}}]", '{"a":1,"b":{"c":1}}'],
    ["add sets a key that is there", "{a: 1}", "[{op: add, path: /a, value: 2}]", '{"a":2}'],
    ["add without a value adds null", "{a: 1}", "[{op: add, path: /b}]", '{"a":1,"b":null}'],
    ["add inserts into a list", "{a: [1, 2]}", "[{op: add, path: /a/1, value: 9}]", '{"a":[1,9,2]}'],
    ["- is the end", "{a: [1, 2]}", "[{op: add, path: /a/-, value: 9}]", '{"a":[1,2,9]}'],
    ["so is the length", "{a: [1, 2]}", "[{op: add, path: /a/2, value: 9}]", '{"a":[1,2,9]}'],
    [
      "fact 16: add at -1 adds to the end",
      "{a: [1, 2]}",
      "[{op: add, path: /a/-1, value: 9}]",
      '{"a":[1,2,9]}',
    ],
    [
      "fact 16: replace at -1 takes the last",
      "{a: [1, 2]}",
      "[{op: replace, path: /a/-1, value: 9}]",
      '{"a":[1,9]}',
    ],
    ["fact 16: remove too", "{a: [1, 2]}", "[{op: remove, path: /a/-1}]", '{"a":[1]}'],
    ["Go reads a sign", "{a: [1, 2]}", '[{op: replace, path: "/a/+1", value: 9}]', '{"a":[1,9]}'],
    [
      "fact 16: replace of a missing last key adds",
      "{a: {}}",
      "[{op: replace, path: /a/b, value: 1}]",
      '{"a":{"b":1}}',
    ],
    ["remove removes", "{a: 1, b: 2}", "[{op: remove, path: /a}]", '{"b":2}'],
    [
      "fact 16: copy from nowhere adds null",
      "{a: 1}",
      "[{op: copy, from: /q, path: /z, value: 1}]",
      '{"a":1,"z":null}',
    ],
    ["copy copies", "{a: [1]}", "[{op: copy, from: /a/0, path: /a/-}]", '{"a":[1,1]}'],
    ["move moves", "{a: {b: 1}, c: {}}", "[{op: move, from: /a/b, path: /c/d}]", '{"a":{},"c":{"d":1}}'],
    [
      "test passes",
      "{a: {x: 1, z: [2]}}",
      "[{op: test, path: /a, value: {z: [2], x: 1}}]",
      '{"a":{"x":1,"z":[2]}}',
    ],
    [
      "operations are YAML 1.1: yes is a bool, and a key too",
      "{a: yes}",
      "[{op: add, path: /b, value: [yes, 'yes', off, 0b-1, 1:30]}, {op: add, path: /c, value: {y: 1, 1.50: 2, 'n': 3}}]",
      '{"a":"yes","b":[true,"yes",false,-1,"1:30"],"c":{"true":1,"1.5":2,"n":3}}',
    ],
    ["test knows numbers", "{a: 1.0}", "[{op: test, path: /a, value: 1}]", '{"a":1}'],
    ["also long ones", "{a: 12345678}", "[{op: test, path: /a, value: 12345678}]", '{"a":12345678}'],
    ["test of what is missing passes for null", "{a: 1}", "[{op: test, path: /b, value: null}]", '{"a":1}'],
    ["and without a value", "{a: 1}", "[{op: test, path: /b}]", '{"a":1}'],
    ["the empty path is the object", "{a: 1}", '[{op: replace, path: "", value: {b: 1}}]', '{"b":1}'],
    ["which test can hold against a value", "{a: 1}", '[{op: test, path: "", value: {a: 1}}]', '{"a":1}'],
    [
      "parts are unescaped once",
      "{a/b: 1, ~1: 2}",
      "[{op: remove, path: /a~1b}, {op: test, path: /~01, value: 2}]",
      '{"~1":2}',
    ],
    [
      "what stands before the first slash does not count",
      "{a: 1}",
      "[{op: add, path: spec/b, value: 1}]",
      '{"a":1,"b":1}',
    ],
    [
      "operations see what earlier ones did",
      "{}",
      "[{op: add, path: /a, value: {}}, {op: add, path: /a/b, value: 1}]",
      '{"a":{"b":1}}',
    ],
    [
      "fact 14: the last of two keys counts",
      "{}",
      "[{op: add, path: /a, value: {x: 1, x: 2}, path: /b}]",
      '{"b":{"x":2}}',
    ],
    [
      "fact 10: an empty value is null from then on",
      "{a: , l: [{b: }]}",
      "[{op: add, path: /c, value: }]",
      '{"a":null,"l":[{"b":null}],"c":null}',
    ],
    [
      "a date of the object becomes a time, one of an operation a string",
      "{a: 2020-01-01}",
      "[{op: add, path: /b, value: 2020-01-01}]",
      '{"a":"2020-01-01T00:00:00Z","b":"2020-01-01"}',
    ],
  ])("%s", (_, base, operations, result) => {
    expect(jsonOf(patched(base, operations))).toBe(result);
  });

  test.each([
    ["12345678", "1.2345678e+07"],
    ["123456", "123456"],
    ["1000000", "1e+06"],
    ["1.10", "1.1"],
    ["0.00001", "1e-05"],
    ["0123", "83"],
    ["0x1f", "31"],
    ["-5", "-5"],
    ["True", "true"],
    ["x", "x"],
    ['"1.10"', "1.10"],
  ])("%s is the text %s afterwards, for whoever copies it as a text", (written, text) => {
    const result = patched(`{a: ${written}}`, "[{op: test, path: /none}]");
    expect(textIn(result, ["a"])).toBe(text);
  });

  test("fact 10: a written null is what an empty value counts as", () => {
    expect(get(patched("{a: }", "[]"), "a")).toMatchObject({ text: "null", tag: "null" });
  });
});

describe("failures", () => {
  test.each([
    [
      "fact 15: add under a missing parent",
      "{a: 1}",
      "{op: add, path: /b/c, value: 1}",
      'missing path: "/b/c"',
    ],
    ["add under null", "{a: }", "{op: add, path: /a/c, value: 1}", 'missing path: "/a/c"'],
    ["add under a scalar", "{a: 1}", "{op: add, path: /a/c, value: 1}", 'missing path: "/a/c"'],
    ["fact 15: a failed test", "{a: 1}", '{op: test, path: /a, value: "1"}', "testing value /a failed"],
    ["a test of another type", "{a: [1]}", "{op: test, path: /a, value: {b: 1}}", "testing value /a failed"],
    [
      "a test of more keys",
      "{a: {b: 1}}",
      "{op: test, path: /a, value: {b: 1, c: 1}}",
      "testing value /a failed",
    ],
    [
      "replace under a missing parent",
      "{a: 1}",
      "{op: replace, path: /b/c, value: 1}",
      'missing path: "/b/c"',
    ],
    ["remove of a missing key", "{a: 1}", "{op: remove, path: /b}", "Unable to remove nonexistent key: b"],
    [
      "move of a missing key",
      "{a: 1}",
      "{op: move, from: /q, path: /z}",
      "Unable to remove nonexistent key: q",
    ],
    ["move into itself", "{a: {b: 1}}", "{op: move, from: /a, path: /a/b}", 'missing path: "/a/b"'],
    ["copy under a missing parent", "{a: 1}", "{op: copy, from: /q/r, path: /z}", "missing path"],
    ["an index behind the end", "{a: [1]}", "{op: add, path: /a/2, value: 1}", "invalid index: 2"],
    ["an index before the start", "{a: [1]}", "{op: remove, path: /a/-2}", "invalid index: -2"],
    ["a word as index", "{a: [1]}", "{op: replace, path: /a/x, value: 1}", "proper array index: 'x'"],
    ["- if nothing is added", "{a: [1]}", "{op: remove, path: /a/-}", "proper array index: '-'"],
    ["a path without slash", "{a: 1}", "{op: add, path: b, value: 1}", 'missing path: "b"'],
    ["the empty path of add", "{a: 1}", '{op: add, path: "", value: {}}', 'missing path: ""'],
    ["a list over the object", "{a: 1}", '{op: replace, path: "", value: [1]}', "must be object"],
    ["an unknown operation", "{a: 1}", "{op: Add, path: /b, value: 1}", "Unexpected kind: Add"],
    ["no operation", "{a: 1}", "{path: /b, value: 1}", "Unexpected kind: unknown"],
    ["no path", "{a: 1}", "{op: add, value: 1}", "missing path field"],
    ["a path that is a number", "{a: 1}", "{op: add, path: 5, value: 1}", "missing path field"],
    ["an operation that is no map", "{a: 1}", "add", "has to be a map"],
  ])("%s", (_, base, operation, reason) => {
    const [node] = itemsOf(`[${operation}]`);
    const run = () => applyJsonPatch(mapOf(base), [node!]);
    expect(run).toThrow(BuildFailure);
    expect(run).toThrow(
      expect.objectContaining({ message: expect.stringContaining(reason), at: node!.origin }),
    );
  });

  test("fact 14: two equal keys of the object", () => {
    expect(() => patched("{a: {b: 1, b: 2}}", "[]")).toThrow('mapping key "b" already defined');
  });

  test("infinity, which JSON has not got", () => {
    expect(() => patched("{a: .inf}", "[]")).toThrow("json: unsupported value: .inf");
  });
});

describe("origins", () => {
  test("a value has that of the text of the operation, a new key that of the path", () => {
    const result = patched(
      "{a: 1}",
      "[{op: add, path: /b, value: 2}, {op: replace, path: /a, value: {x: 3}}]",
    );
    expect(originsOf(result)).toEqual([
      "{} = base",
      ".a: base",
      ".a{} = patch",
      ".a.x: patch",
      ".a.x = patch",
      ".b: patch",
      ".b = patch",
    ]);
    expect(writtenAt(get(result, "b")!.origin)).toBe("2");
    expect(writtenAt(result.entries[1]!.keyOrigin)).toBe("/b");
  });

  test("copied and moved values keep that of their source", () => {
    const result = patched(
      "{a: 1, b: 2}",
      "[{op: copy, from: /a, path: /c}, {op: move, from: /b, path: /d}]",
    );
    expect(originsOf(result)).toEqual([
      "{} = base",
      ".a: base",
      ".a = base",
      ".c: patch",
      ".c = base",
      ".d: patch",
      ".d = base",
    ]);
    expect(writtenAt(get(result, "d")!.origin)).toBe("2");
  });

  test("null for a value that is not written is computed from the operation", () => {
    const { origin } = get(patched("{}", "[{op: add, path: /a}]"), "a")!;
    if (isWritten(origin)) throw new Error("it is not written");
    expect(origin.from.map(writtenAt)).toEqual(["{op: add, path: /a}"]);
  });
});

describe("identity", () => {
  test("what does not change is the base's own node", () => {
    const base = mapOf("{a: {x: [1]}, b: {y: 1, z: {w: 1}}}");
    const result = applyJsonPatch(base, itemsOf("[{op: replace, path: /b/y, value: 2}]"));
    expect(get(result, "a")).toBe(get(base, "a"));
    expect(getIn(result, ["b", "z"])).toBe(getIn(base, ["b", "z"]));
  });

  test("a patch that only tests gives the very same object", () => {
    const base = mapOf("{a: {x: [1]}}");
    expect(applyJsonPatch(base, itemsOf("[{op: test, path: /a/x/0, value: 1}]"))).toBe(base);
  });

  test("a copy is the node that it copies, and a value that of the operation", () => {
    const base = mapOf("{a: {x: 1}}");
    const operations = itemsOf("[{op: copy, from: /a, path: /b}, {op: add, path: /c, value: {d: 1}}]");
    const result = applyJsonPatch(base, operations);
    expect(get(result, "b")).toBe(get(base, "a"));
    expect(get(result, "c")).toBe(get(operations[1], "value"));
  });
});
