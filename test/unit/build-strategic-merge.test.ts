import { describe, expect, test } from "vitest";
import { BuildFailure, get, getIn } from "../../src/build/node.ts";
import { mergeStrategic } from "../../src/build/strategic-merge.ts";
import { jsonOf, mapOf, originsOf } from "../support/build-nodes.ts";

const merged = (base: string, patch: string) => mergeStrategic(mapOf(base, "base"), mapOf(patch, "patch"));

describe("what a merge brings", () => {
  test.each([
    ["a new key goes to the end", "{b: 1}", "{d: 4, c: 3}", '{"b":1,"c":3,"d":4}'],
    ["a map is merged", "{a: {x: 1, y: 2}}", "{a: {y: 3}}", '{"a":{"x":1,"y":3}}'],
    ["fact 7: a list is replaced", "{a: [1, 2]}", "{a: [3]}", '{"a":[3]}'],
    [
      "fact 7: so is a list of maps with names",
      "{a: [{name: x, v: 1}]}",
      "{a: [{name: x}]}",
      '{"a":[{"name":"x"}]}',
    ],
    [
      "fact 7: a directive in a list item is text",
      "{a: [1]}",
      "{a: [{$patch: delete}]}",
      '{"a":[{"$patch":"delete"}]}',
    ],
    ["fact 8: a nested map is deleted", "{a: {x: 1}, b: 1}", "{a: {$patch: delete}}", '{"b":1}'],
    ["fact 8: a nested map is replaced", "{a: {x: 1}}", "{a: {$patch: replace, y: 2}}", '{"a":{"y":2}}'],
    [
      "fact 8: merge is what happens anyway",
      "{a: {x: 1}}",
      "{a: {$patch: merge, y: 2}}",
      '{"a":{"x":1,"y":2}}',
    ],
    ["fact 8: a new map that is deleted is not there", "{b: 1}", "{a: {$patch: delete, y: 2}}", '{"b":1}'],
    ["fact 8: a directive of a new map goes", "{}", "{a: {$patch: replace, y: 2}}", '{"a":{"y":2}}'],
    [
      "fact 8: and those below it count",
      "{}",
      "{a: {b: {$patch: delete}, c: {$patch: merge, z: 1}}}",
      '{"a":{"c":{"z":1}}}',
    ],
    [
      "an unknown directive of a new map is text",
      "{}",
      "{a: {$patch: odd, y: 2}}",
      '{"a":{"$patch":"odd","y":2}}',
    ],
    ["fact 9: replace at the root does nothing", "{a: 1}", "{$patch: replace, b: 2}", '{"a":1}'],
    ["fact 10: null removes", "{a: 1, b: 1}", "{a: null}", '{"b":1}'],
    ["fact 10: so does an empty value", "{a: {x: 1}, b: 1}", "{a: }", '{"b":1}'],
    ["fact 10: a map that gets empty stays", "{a: {x: 1}}", "{a: {x: null}}", '{"a":{}}'],
    ["fact 10: an empty value vanishes on any merge", "{a: {x: }, b: }", "{c: 1}", '{"a":{},"c":1}'],
    ["fact 10: a written null stays", "{a: ~, b: {c: null}}", "{d: 1}", '{"a":null,"b":{"c":null},"d":1}'],
    ["fact 10: in a list an empty value stays", "{a: [{x: }]}", "{c: 1}", '{"a":[{"x":null}],"c":1}'],
    ["null of a patch brings no key", "{b: 1}", "{a: null, c: {d: null}}", '{"b":1,"c":{}}'],
    ["null over null removes", "{a: null, b: 1}", "{a: null}", '{"b":1}'],
    ["anything may stand over null", "{a: null}", "{a: {b: 1}}", '{"a":{"b":1}}'],
    [
      "what replaces a map has no nulls, but in lists",
      "{a: {x: 1}}",
      "{a: {$patch: replace, y: null, l: [null]}}",
      '{"a":{"l":[null]}}',
    ],
    ["fact 14: the first of two keys counts", "{a: 1}", "{a: 5, a: 6}", '{"a":5}'],
    ["if the first key of the base goes, the second is left", "{a: 1, a: 2}", "{a: null}", '{"a":2}'],
    [
      "a number over a quoted string is a string",
      '{a: "x", b: \'x\', c: "5"}',
      "{a: 5, b: true, c: 6}",
      '{"a":"5","b":"true","c":"6"}',
    ],
    ["over a plain string it is a number", "{a: x}", "{a: 5}", '{"a":5}'],
    ["a string over a number is a string", "{a: 1}", '{a: "5"}', '{"a":"5"}'],
  ])("%s", (_, base, patch, result) => {
    expect(jsonOf(merged(base, patch))).toBe(result);
  });

  test("fact 8: delete at the root deletes", () => {
    expect(merged("{a: 1}", "{$patch: delete}")).toBeUndefined();
  });

  test("an object of which nothing is left is deleted", () => {
    expect(merged("{a: 1}", "{a: null}")).toBeUndefined();
  });

  test("two equal keys of a new map both stay (fact 14), and of a merged one neither", () => {
    const result = merged("{a: {x: 1}}", "{a: {y: 1, y: 2}, n: {y: 1, y: 2}}")!;
    expect(get(result, "a")).not.toHaveProperty("repeated");
    expect(get(result, "n")).toHaveProperty("repeated");
  });

  test("a repeated key that moves up is repeated no more", () => {
    expect(merged("{a: 1, a: 2, b: 1, b: 2}", "{a: null}")!.repeated).toHaveLength(1);
    expect(merged("{a: 1, a: 2}", "{a: null}")).not.toHaveProperty("repeated");
  });
});

test.each([
  ["{a: 1}", "{a: {b: 1}}", "wrong node kind: expected scalar but got map"],
  ["{a: {b: 1}}", "{a: [1]}", "wrong node kind: expected map but got list"],
  ["{a: [1]}", "{a: {$patch: delete}}", "wrong node kind: expected list but got map"],
  ["{a: {b: 1}}", "{a: {$patch: odd}}", "unknown patch strategy 'odd'"],
  ["{a: {b: 1}}", "{a: {$patch: null}}", "unknown patch strategy 'null'"],
  ["{}", "{a: {b: {$patch: odd}}}", "unknown patch strategy 'odd'"],
  ["{a: 1}", "{$patch: odd}", "unknown patch strategy 'odd'"],
])("%s and %s fail", (base, patch, reason) => {
  expect(() => merged(base, patch)).toThrow(reason);
  expect(() => merged(base, patch)).toThrow(BuildFailure);
});

describe("origins", () => {
  test("maps and keys that stay are the base's; changed values, new keys and lists the patch's", () => {
    const result = merged("{a: {x: 1, y: 2}, l: [1]}", "{a: {y: 3, n: {m: 1}}, l: [2]}")!;
    expect(originsOf(result)).toEqual([
      "{} = base",
      ".a: base",
      ".a{} = base",
      ".a.x: base",
      ".a.x = base",
      ".a.y: base",
      ".a.y = patch",
      ".a.n: patch",
      ".a.n{} = patch",
      ".a.n.m: patch",
      ".a.n.m = patch",
      ".l: base",
      ".l[] = patch",
      ".l.0 = patch",
    ]);
  });

  test("a map that replaces another is the patch's, its key the base's", () => {
    const result = merged("{a: {x: 1}}", "{a: {$patch: replace, x: 2}}")!;
    expect(originsOf(result)).toEqual([
      "{} = base",
      ".a: base",
      ".a{} = patch",
      ".a.x: patch",
      ".a.x = patch",
    ]);
  });

  test("a value that becomes a string has the patch's origin", () => {
    expect(originsOf(get(merged('{a: "1"}', "{a: 5}")!, "a")!)).toEqual([" = patch"]);
  });
});

describe("identity", () => {
  test("what does not change is the base's own node", () => {
    const base = mapOf("{a: {x: 1}, b: {y: {z: 1}, w: 1}, l: [1]}");
    const result = mergeStrategic(base, mapOf("{b: {w: 2}}", "patch"))!;
    expect(get(result, "a")).toBe(get(base, "a"));
    expect(get(result, "l")).toBe(get(base, "l"));
    expect(getIn(result, ["b", "y"])).toBe(getIn(base, ["b", "y"]));
    expect(get(result, "b")).not.toBe(get(base, "b"));
  });

  test.each(["{}", "{b: null}", "{a: {n: null}}", "{$patch: replace, a: 1}", "{a: {$patch: merge}}"])(
    "%s changes nothing, so the object is the very same",
    (patch) => {
      const base = mapOf("{a: {x: ~}, l: [{k: }]}");
      expect(mergeStrategic(base, mapOf(patch, "patch"))).toBe(base);
    },
  );

  test("a new map is the patch's own node", () => {
    const patch = mapOf("{n: {m: [1]}}", "patch");
    expect(get(mergeStrategic(mapOf("{a: 1}"), patch), "n")).toBe(get(patch, "n"));
  });

  test("neither argument is changed", () => {
    const base = mapOf("{a: {x: 1, x: 2}, b: }");
    const patch = mapOf("{a: {x: null, $patch: merge}, c: {$patch: delete}}", "patch");
    const before = [jsonOf(base), jsonOf(patch)];
    mergeStrategic(base, patch);
    expect([jsonOf(base), jsonOf(patch)]).toEqual(before);
  });
});
