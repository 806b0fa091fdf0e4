import { describe, expect, test } from "vitest";
import {
  lookup,
  type Replace,
  replaceAt,
  StructuredScalar,
  setField,
  smartSplit,
  splitPath,
} from "../../src/build/field-path.ts";
import { BuildFailure, type BuiltNode, get, getIn } from "../../src/build/node.ts";
import { withText } from "../../src/build/scalar-text.ts";
import { jsonOf, mapOf, nodeOf, originsOf } from "../support/build-nodes.ts";

const five = nodeOf('"5"', "source");

/** What a replacement by the string 5 does. */
const byFive: Replace = (old, created) =>
  old.type === "scalar" ? withText(created ? undefined : old, "5", five.origin) : five;

const replaced = (base: string, path: string, create?: BuiltNode["type"]) =>
  replaceAt(mapOf(base), smartSplit(path), create, byFive);

describe("splitting", () => {
  test.each([
    ["metadata/labels", "/", ["metadata", "labels"]],
    ["/metadata/labels", "/", ["metadata", "labels"]],
    ["metadata/annotations/a\\/b", "/", ["metadata", "annotations", "a/b"]],
    ["a", "/", ["a"]],
    ["", "/", [""]],
    ["a//b", "/", ["a", "", "b"]],
  ])("%s at %s", (path, delimiter, parts) => {
    expect(splitPath(path, delimiter)).toEqual(parts);
  });

  test.each([
    ["spec.a", ["spec", "a"]],
    ["spec.l.[name=a.b.c].x", ["spec", "l", "[name=a.b.c]", "x"]],
    ["metadata.annotations.[a.b/c]", ["metadata", "annotations", "a.b/c"]],
    ["metadata.annotations.a\\.b", ["metadata", "annotations", "a.b"]],
    ["spec.l.[x]", ["spec", "l", "[x]"]],
    ["spec.[a.b", ["spec", "a.b"]],
    ["spec.l.*.0.-", ["spec", "l", "*", "0", "-"]],
  ])("%s of a replacement", (path, parts) => {
    expect(smartSplit(path)).toEqual(parts);
  });
});

describe("a source (fact 27)", () => {
  test.each([
    ["{a: {b: 1}}", "a.b", "1"],
    ["{a: {b: 1}}", "a.c", "undefined"],
    ["{a: {b: 1}}", "a.c.d", "undefined"],
    ["{a: {b: 1}}", "a..b.", "1"],
    ["{a: [1, 2]}", "a.1", "2"],
    ["{a: [1, 2]}", "a.2", "undefined"],
    ["{a: [1, 2]}", "a.-", "2"],
    ["{a: [{n: ab, v: 1}, {n: a, v: 2}]}", "a.[n=a].v", "2"],
    ["{a: [{n: ab, v: 1}]}", "a.[n=a.].v", "undefined"],
    ['{a: [{n: "5", v: 1}]}', "a.[n=5].v", "1"],
    ["{a: [x, {n: 1}, y]}", "a.[=y]", '"y"'],
    ["{a: null}", "a.b", "undefined"],
    ["{a: null}", "a", "null"],
    ['{"a.b": 1}', "[a.b]", "1"],
  ])("%s at %s", (base, path, value) => {
    expect(jsonOf(lookup(mapOf(base), smartSplit(path)))).toBe(value);
  });

  test.each([
    ["{a: 1}", "a.b", "expected a map but got a scalar"],
    ["{a: {80: 1}}", "a.80", "expected a list but got a map"],
    ["{a: [1]}", "a.b", "expected a map but got a list"],
    ["{a: [1]}", "a.*", "wildcard is not supported"],
    ["{a: [1]}", "a.-1", "cannot be negative"],
    ["{a: []}", "a.-", "the list is empty"],
    ["{a: [1]}", "a.[x]", "must contain fieldName=fieldValue"],
  ])("%s at %s fails", (base, path, reason) => {
    expect(() => lookup(mapOf(base), smartSplit(path))).toThrow(reason);
    expect(() => lookup(mapOf(base), smartSplit(path))).toThrow(BuildFailure);
  });

  test("is the very node", () => {
    const base = mapOf("{a: [{n: x}]}");
    expect(lookup(base, ["a", "[n=x]", "n"])).toBe(getIn(lookup(base, ["a", "0"]), ["n"]));
  });
});

describe("a target (fact 27)", () => {
  test.each<[string, string, BuiltNode["type"] | undefined, string]>([
    ["{a: {b: x}}", "a.b", undefined, '{"a":{"b":"5"}}'],
    ["{a: 1}", "a", undefined, '{"a":5}'],
    ["{a: {b: 1}}", "a", undefined, '{"a":"5"}'],
    [
      "{l: [{n: foo, v: 1}, {n: foo2, v: 2}, {n: bar, v: 3}]}",
      "l.[n=oo].v",
      undefined,
      '{"l":[{"n":"foo","v":5},{"n":"foo2","v":5},{"n":"bar","v":3}]}',
    ],
    ["{l: [{n: foo, v: 1}, {n: foo2}]}", "l.*.v", undefined, '{"l":[{"n":"foo","v":5},{"n":"foo2"}]}'],
    ["{l: [{n: foo, v: 1}, {n: foo2}]}", "l.*.v", "scalar", '{"l":[{"n":"foo","v":5},{"n":"foo2","v":5}]}'],
    ["{l: [foo, bar]}", "l.[=foo]", undefined, '{"l":["5","bar"]}'],
    ["{l: [foo, bar]}", "l.1", undefined, '{"l":["foo","5"]}'],
    ["{l: [foo]}", "l.1", "scalar", '{"l":["foo",5]}'],
    ["{l: [x]}", "l.[=y]", "scalar", '{"l":["x",5]}'],
    ["{l: []}", "l.0.b", "scalar", '{"l":[{"b":5}]}'],
    ["{s: 1}", "a", "scalar", '{"s":1,"a":5}'],
    ["{s: 1}", "a.b.c", "scalar", '{"s":1,"a":{"b":{"c":5}}}'],
    ["{s: 1}", "l.0.x", "scalar", '{"s":1,"l":[{"x":5}]}'],
    ["{s: 1}", "l.[n=q].x", "scalar", '{"s":1,"l":[{"n":"q","x":5}]}'],
    ["{s: 1}", "a.-", "scalar", '{"s":1,"a":{"-":5}}'],
    ["{s: 1}", "m.l", "map", '{"s":1,"m":{"l":"5"}}'],
    ['{"a.b": x}', "[a.b]", undefined, '{"a.b":"5"}'],
    ["{s: 1}", "l.[n=q].n", "scalar", '{"s":1,"l":[{"n":5}]}'],
    ["{a: ~}", "a.b", "scalar", '{"a":null}'],
    ["{a: ~}", "a.[n=q].b", "scalar", '{"a":null}'],
    ["{l: [[1]]}", "l.0", undefined, '{"l":["5"]}'],
    [
      '{l: [{n: "x", v: 1}, {n: x, v: 1}]}',
      "l.[n=^x].v",
      undefined,
      '{"l":[{"n":"x","v":1},{"n":"x","v":5}]}',
    ],
  ])("%s at %s, made as %s", (base, path, create, result) => {
    expect(jsonOf(replaced(base, path, create))).toBe(result);
  });

  test.each<[string, string, BuiltNode["type"] | undefined, string]>([
    ["{a: 1}", "b", undefined, 'unable to find field "b"'],
    ["{a: 1}", "a.b", "scalar", "goes on behind a scalar"],
    ["{a: foo}", "a.b", "scalar", "goes on behind a scalar"],
    ['{a: ""}', "a.b", "scalar", "goes on behind a scalar"],
    ["{a: }", "a.b", "scalar", "goes on behind a scalar"],
    ["{a: ~}", "a.b", undefined, 'unable to find field "a.b"'],
    ["{a: ~}", "a.b.*", "scalar", "expected a list but got a map"],
    ["{a: ~}", "a.1", "scalar", "index 1 specified but only 0 elements found"],
    ["{a: ~}", "a.*", "scalar", 'unable to find field "a.*"'],
    ["{l: [foo]}", "l.1", undefined, "index 1 specified but only 1 elements found"],
    ["{l: [foo]}", "l.2", "scalar", "index 2 specified but only 1 elements found"],
    ["{l: [foo]}", "l.-", "scalar", "expected a map but got a list"],
    ["{l: [foo]}", "l.[foo]", "scalar", "must contain fieldName=fieldValue"],
    ["{l: [{n: a}]}", "l.[n=(?=a)]", undefined, "invalid or unsupported Perl syntax"],
    ["{l: [{n: a}]}", "l.[n=^b$x]", "scalar", "failed to create element"],
    ["{l: []}", "l.*", "scalar", 'unable to find field "l.*"'],
    ["{s: 1}", "l.*", "scalar", "expected a list but got a map"],
    ["{a: {80: 1}}", "a.80", undefined, "expected a list but got a map"],
    ["{a: {b: 1}}", "a..b", "scalar", "has an empty part"],
    ["{a: true}", "a", undefined, "cannot decode int `5` as bool"],
    ["{a: null}", "a", undefined, "cannot decode int `5` as null"],
  ])("%s at %s, made as %s, fails", (base, path, create, reason) => {
    expect(() => replaced(base, path, create)).toThrow(reason);
    expect(() => replaced(base, path, create)).toThrow(BuildFailure);
  });

  test.each([
    ['{a: "b: 1"}', "a.b"],
    ['{a: "- b"}', "a.0"],
    ["{l: [{n: {m: 1}}]}", "l.[n=m].x"],
  ])("%s at %s is not known", (base, path) => {
    expect(() => replaced(base, path)).toThrow(StructuredScalar);
  });

  test("what is made has the origin of what comes into it, a text of the path is computed, and the rest is the base's", () => {
    expect(originsOf(replaced("{a: {b: 1}}", "a.l.[n=q].x", "scalar"))).toEqual([
      "{} = base",
      ".a: base",
      ".a{} = base",
      ".a.b: base",
      ".a.b = base",
      ".a.l: source",
      ".a.l[] = source",
      ".a.l.0{} = source",
      ".a.l.0.n: source",
      ".a.l.0.n = replacement",
      ".a.l.0.x: source",
      ".a.l.0.x = source",
    ]);
  });

  test("what does not change is the base's own node", () => {
    const base = mapOf("{a: [{n: x, v: 1}, {n: y, v: 1}], b: {c: 1}}");
    const result = replaceAt(base, smartSplit("a.[n=x].v"), undefined, byFive);
    expect(get(result, "b")).toBe(get(base, "b"));
    expect(lookup(result, ["a", "1"])).toBe(lookup(base, ["a", "1"]));
    expect(replaceAt(base, smartSplit("a.*.v"), undefined, (old) => old)).toBe(base);
  });
});

describe("a field spec", () => {
  const set = (base: string, path: string, create: boolean) =>
    setField(mapOf(base), splitPath(path, "/"), create, (old) => (old?.type === "list" ? old : five));

  test.each([
    ["{metadata: {name: a}}", "metadata/namespace", true, '{"metadata":{"name":"a","namespace":"5"}}'],
    ["{metadata: {name: a}}", "metadata/namespace", false, '{"metadata":{"name":"a"}}'],
    ["{metadata: {name: a}}", "metadata/name", false, '{"metadata":{"name":"5"}}'],
    ["{a: 1}", "b/c/d", true, '{"a":1,"b":{"c":{"d":"5"}}}'],
    ["{a: }", "a/b", true, '{"a":{"b":"5"}}'],
    ["{a: null}", "a/b", false, '{"a":null}'],
    ["{a: null}", "a", true, '{"a":"5"}'],
    ["{a: null}", "a", false, '{"a":"5"}'],
    ["{l: [{n: 1}, {n: 2}, {m: 3}]}", "l/n", false, '{"l":[{"n":"5"},{"n":"5"},{"m":3}]}'],
    ["{l: [{n: 1}, {m: 3}]}", "l[]/n", true, '{"l":[{"n":"5"},{"m":3,"n":"5"}]}'],
    ["{a: 1}", "l[]/n", true, '{"a":1}'],
    ["{l: null}", "l[]/n", false, '{"l":[]}'],
    ["{l: [1]}", "l", false, '{"l":[1]}'],
  ])("%s at %s, made: %s", (base, path, create, result) => {
    expect(jsonOf(set(base, path, create))).toBe(result);
  });

  test.each([
    ["{a: 1}", "a/b", "expected sequence or mapping node"],
    ["{a: {b: 1}}", "a/", "empty field name"],
    ["{a: {b: 1}}", "[]", "empty field name"],
  ])("%s at %s fails", (base, path, reason) => {
    expect(() => set(base, path, true)).toThrow(reason);
    expect(() => set(base, path, true)).toThrow(BuildFailure);
  });

  test("what is made has the origin of the value; keys that are there keep theirs", () => {
    expect(originsOf(set("{metadata: {name: a}}", "metadata/labels/x", true))).toEqual([
      "{} = base",
      ".metadata: base",
      ".metadata{} = base",
      ".metadata.name: base",
      ".metadata.name = base",
      ".metadata.labels: source",
      ".metadata.labels{} = source",
      ".metadata.labels.x: source",
      ".metadata.labels.x = source",
    ]);
  });

  test("what is not there, or stays, leaves the very same object", () => {
    const base = mapOf("{a: {b: [{c: 1}]}}");
    expect(setField(base, ["a", "x"], false, () => five)).toBe(base);
    expect(setField(base, ["a", "b", "c"], false, (old) => old!)).toBe(base);
  });
});
