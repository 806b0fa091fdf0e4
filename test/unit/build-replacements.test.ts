import { describe, expect, it } from "vitest";
import { memoryFiles } from "../support/build-files.ts";
import { ourTree } from "../support/our-build.ts";

/** The specs of two objects, `a` and `b`, after one replacement; or why there are none. */
function replaced(a: string, b: string, replacement: string): unknown {
  const object = (name: string, spec: string) =>
    `---\n{apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: {name: ${name}}, spec: ${spec}}\n`;
  const files = {
    "kustomization.yaml": `resources: [x.yaml]\nreplacements:\n- ${replacement}\n`,
    "x.yaml": object("a", a) + object("b", b),
  };
  const answer = ourTree(memoryFiles(files))({ directory: "." });
  if (!Array.isArray(answer)) return answer;
  return answer.map((one) => (one as { spec: unknown }).spec);
}

const from = (path: string, options = "") => `source: {name: a, fieldPath: ${path}${options}}`;
const to = (path: string, options = "") => `targets: [{select: {name: b}, fieldPaths: [${path}]${options}}]`;

describe("a scalar that is replaced", () => {
  it.each([
    ["keeps its type: a string", "{x: 5}", "{y: a}", "spec.y", "", { y: "5" }],
    ["keeps its type: a number", "{x: '5'}", "{y: 1}", "spec.y", "", { y: 5 }],
    ["has none if it is made", "{x: '5'}", "{}", "spec.y", ", options: {create: true}", { y: 5 }],
    ["becomes empty from a map", "{x: {z: 1}}", "{y: a}", "spec.y", "", { y: "" }],
    [
      "is replaced at an index",
      "{x: v}",
      "{y: a/b}",
      "spec.y",
      ', options: {delimiter: "/", index: 1}',
      { y: "a/v" },
    ],
    [
      "is put in front",
      "{x: v}",
      "{y: a/b}",
      "spec.y",
      ', options: {delimiter: "/", index: -1}',
      { y: "v/a/b" },
    ],
    [
      "is put behind",
      "{x: v}",
      "{y: a/b}",
      "spec.y",
      ', options: {delimiter: "/", index: 9}',
      { y: "a/b/v" },
    ],
    ["may be a number", "{x: 7}", "{y: 1}", "spec.y", ', options: {delimiter: ".", index: 9}', "fails"],
    ["may hold a number", "{x: 7}", "{y: v1}", "spec.y", ", options: {delimiter: v, index: 1}", { y: "v7" }],
  ])("%s", (_, a, b, path, options, expected) => {
    const answer = replaced(a, b, `${from("spec.x")}\n  ${to(path, options)}`);
    if (expected === "fails") expect(answer).toHaveProperty("failure");
    else expect(answer).toEqual([expect.anything(), expected]);
  });

  it("fails if its text does not fit its type", () => {
    expect(replaced("{x: v}", "{y: 1}", `${from("spec.x")}\n  ${to("spec.y")}`)).toEqual({
      failure: "cannot decode string `v` as int",
    });
  });

  it("cannot be a map if there is a delimiter", () => {
    const options = ', options: {delimiter: "/"}';
    expect(replaced("{x: v}", "{y: {}}", `${from("spec.x")}\n  ${to("spec.y", options)}`)).toEqual({
      failure: "a delimiter can only be used with a scalar",
    });
    expect(replaced("{x: {z: 1}}", "{y: a/b}", `${from("spec.x")}\n  ${to("spec.y", options)}`)).toEqual([
      { x: { z: 1 } },
      { y: "/b" },
    ]);
  });
});

describe("a source", () => {
  it("that is a target too changes what later targets get", () => {
    const both =
      'targets: [{select: {kind: GitRepository}, fieldPaths: [spec.x], options: {delimiter: "/", index: -1}}]';
    expect(replaced("{x: 7m}", "{x: 5m}", `${from("spec.x")}\n  ${both}`)).toEqual([
      { x: "7m/7m" },
      { x: "7m/7m/5m" },
    ]);
  });

  it("may go into itself", () => {
    const self = "targets: [{select: {name: a}, fieldPaths: [spec.x.y], options: {create: true}}]";
    expect(replaced("{x: {z: 1}}", "{}", `${from("spec.x")}\n  ${self}`)).toEqual([
      { x: { z: 1, y: { z: 1, y: {} } } },
      {},
    ]);
  });

  it("may be written as a value, which has no type", () => {
    expect(replaced("{}", "{y: {}}", `sourceValue: "5"\n  ${to("spec.y")}`)).toEqual([{}, { y: 5 }]);
    expect(replaced("{}", "{}", `sourceValue: v\n  ${from("spec.x")}\n  ${to("spec.y")}`)).toEqual({
      failure: "a replacement has a source and a value",
    });
  });
});

it("a path that goes on into a text is a gap of the object", () => {
  expect(replaced("{x: v}", '{y: "z: 1"}', `${from("spec.x")}\n  ${to("spec.y.z")}`)).toEqual({
    gaps: ["changes: the path spec.y.z goes on into the text of a scalar"],
  });
});
