import { describe, expect, it } from "vitest";
import type { FieldOp } from "../../src/core/ops.ts";
import { applyOps } from "../../src/edit/apply-ops.ts";
import { applied, mapAt, reason } from "../support/edit-tools.ts";

const copy = (index: number, ...ops: FieldOp[]): FieldOp[] => [{ op: "copy-item", path: ["l", index], ops }];
const kind: FieldOp = { op: "set", path: ["kind"], value: "B" };

describe("copy-item", () => {
  it.each([
    ["the first", "l:\n- kind: A\n  n: x\n- z: 1\n", "l:\n- kind: A\n  n: x\n- kind: B\n  n: x\n- z: 1\n"],
    [
      "the comments above once",
      "l:\n  # why\n  - kind: A # this\n",
      "l:\n  # why\n  - kind: A # this\n  - kind: B # this\n",
    ],
    ["flow items", "l: [{kind: A, n: x}, {z: 1}]\n", "l: [{kind: A, n: x}, {kind: B, n: x}, {z: 1}]\n"],
    ["a flow item of a block list", "l:\n  - {kind: A}\nm: 1\n", "l:\n  - {kind: A}\n  - {kind: B}\nm: 1\n"],
    ["CRLF", "l:\r\n- kind: A\r\n  n: x\r\n", "l:\r\n- kind: A\r\n  n: x\r\n- kind: B\r\n  n: x\r\n"],
    ["no final newline", "l:\n  - n: x\n    kind: A", "l:\n  - n: x\n    kind: A\n  - n: x\n    kind: B"],
    ["a wide dash", "l:\n-   kind: A\n    n: x\n", "l:\n-   kind: A\n    n: x\n-   kind: B\n    n: x\n"],
  ])("copies %s", (_name, text, expected) => {
    expect(applied(text, applyOps(text, mapAt(text), copy(0, kind)))).toBe(expected);
  });

  it("copies an item with a block scalar, and what follows stays", () => {
    const text = "l:\n  - kind: A\n    e: |\n      x\n\nm: 1\n";
    expect(applied(text, applyOps(text, mapAt(text), copy(0, kind)))).toBe(
      "l:\n  - kind: A\n    e: |\n      x\n  - kind: B\n    e: |\n      x\n\nm: 1\n",
    );
  });

  it.each([
    ["an alias", "a: &i {kind: A}\nl:\n- *i\n", "l.0: it is the alias *i; edit by hand"],
    ["an anchored item", "l:\n- &i\n  kind: A\nb: *i\n", "l.0: the anchor &i stands here"],
    ["a scalar", "l:\n- x\n", "l.0: it is not a map"],
    ["a list that is none", "l: x\n", "l.0: it is not a map"],
    ["an index that is not there", "l: []\n", "l.0: it is not a map"],
  ])("refuses %s", (_name, text, expected) => {
    expect(reason(applyOps(text, mapAt(text), copy(0, kind))).startsWith(expected)).toBe(true);
  });
});

describe("remove-item", () => {
  const remove: FieldOp[] = [{ op: "remove-item", path: ["l", 0] }];

  it.each([
    ["block style", "l:\n- kind: A\n  n: x\n- z: 1\n", "l:\n- z: 1\n"],
    ["flow style", "l: [{kind: A}, {z: 1}]\n", "l: [{z: 1}]\n"],
  ])("in %s", (_name, text, expected) => {
    expect(applied(text, applyOps(text, mapAt(text), remove))).toBe(expected);
  });

  it("refuses the only one", () => {
    const text = "l:\n- kind: A\n";
    expect(reason(applyOps(text, mapAt(text), remove))).toBe("l.0: it is the only item of its list");
  });
});
