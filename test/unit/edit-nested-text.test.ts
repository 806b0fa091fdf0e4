import { describe, expect, test } from "vitest";
import { isRefused } from "../../src/core/refusal.ts";
import type { ScalarNode } from "../../src/core/tree.ts";
import { nestedText } from "../../src/edit/yaml-nested-text.ts";

/** A literal block with a value, as the reader gives it. */
function literal(lines: string, value: string): { text: string; node: ScalarNode } {
  const text = `a: |\n${lines}`;
  return { text, node: { type: "scalar", style: "literal", value, start: 3, end: text.length } };
}

describe("a literal block of very many empty lines", () => {
  const empty = "\n".repeat(2_000_000);

  test.each([
    ["in the midst", `  x\n${empty}  y\n`, `x\n${empty}y\n`, 0],
    ["in front", `${empty}  y\n`, `${empty}y\n`, empty.length],
    ["behind", `  x\n${empty}`, "x\n", 0],
  ])("%s, is edited like any other", (_name, lines, value, at) => {
    const { text, node } = literal(lines, value);
    const nested = nestedText(text, node);
    if (isRefused(nested)) throw new Error(nested.refused);
    const done = nested.outward([{ start: at, end: at + 1, text: "z" }]);
    const start = text.search(/[xy]/);
    expect(done).toMatchObject({ edits: [{ start, end: start + 1, text: "z" }] });
  });
});
