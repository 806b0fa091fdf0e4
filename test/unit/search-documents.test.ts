import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { discover } from "../../src/scan/discover.ts";
import { isCustomResourceDefinition, splitDocuments } from "../../src/scan/documents.ts";

const CORPUS = "../shared/corpus";

function split(text: string): string[] {
  const bytes = Buffer.from(text);
  return splitDocuments(bytes).map(({ byteStart, byteEnd }) => bytes.toString("utf8", byteStart, byteEnd));
}

describe("splitting into documents", () => {
  test.each<[string, string[]]>([
    ["", [""]],
    ["a: 1\n", ["a: 1\n"]],
    ["---\na: 1\n---\nb: 2\n", ["---\na: 1\n", "---\nb: 2\n"]],
    ["a: 1\n---\nb: 2", ["a: 1\n", "---\nb: 2"]],
    ["# head\n\n---\na: 1\n", ["# head\n\n---\na: 1\n"]],
    ["\uFEFF---\na\n---\nb", ["\uFEFF---\na\n", "---\nb"]],
    ["\uFEFF# head\n---\na\n", ["\uFEFF# head\n---\na\n"]],
    ["%YAML 1.2\n---\na\n", ["%YAML 1.2\n---\na\n"]],
    ["---\n# only a comment\n---\na\n", ["---\n# only a comment\n", "---\na\n"]],
    ["a\r\n---\r\nb\r\n", ["a\r\n", "---\r\nb\r\n"]],
    ["a\n--- # note\nb\n---\tc\n", ["a\n", "--- # note\nb\n", "---\tc\n"]],
    ["--- {a: 1}\n--- {b: 2}\n", ["--- {a: 1}\n", "--- {b: 2}\n"]],
    ["a\n---", ["a\n", "---"]],
    ["a: |\n  ---\n  x\n", ["a: |\n  ---\n  x\n"]],
    ["----\n---x\n--\n", ["----\n---x\n--\n"]],
    ["a\n---\n---\n", ["a\n", "---\n", "---\n"]],
    ["  # indented\n---\na\n", ["  # indented\n---\na\n"]],
    ["{{ x }}\n---\na\n", ["{{ x }}\n", "---\na\n"]],
  ])("%j", (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  test("the pieces always cover the file", () => {
    const line = fc.constantFrom("---", "--- a", "a: 1", "# c", "", "\uFEFF", "é: |", "  ---", "%TAG", "...");
    const text = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "")).map((p) => p.join("")));
    fc.assert(
      fc.property(text, (lines) => {
        expect(split(lines.join("")).join("")).toBe(lines.join(""));
      }),
    );
  });

  test.skipIf(!existsSync(CORPUS))(
    "on the open corpus: as many documents as the YAML parser finds",
    async () => {
      const { root, files } = await discover(CORPUS);
      let compared = 0;
      for (const path of files.filter((file, i) => i % 7 === 0 && /\.ya?ml$/.test(file))) {
        const bytes = readFileSync(join(root, path));
        const parsed = parseAllDocuments(bytes.toString("utf8"));
        // Text that is no YAML has no right number of documents; an empty file has none for the parser and one for us.
        if (!Array.isArray(parsed) || parsed.length === 0 || parsed.some((d) => d.errors.length > 0))
          continue;
        expect([path, splitDocuments(bytes).length]).toEqual([path, parsed.length]);
        compared++;
      }
      expect(compared).toBeGreaterThan(300);
    },
  );
});

test.each([
  ["kind: CustomResourceDefinition\n", true],
  ["apiVersion: x\nkind: CustomResourceDefinition\r\n", true],
  ["apiVersion: x\nkind: CustomResourceDefinition", true],
  ["kind: CustomResourceDefinition # note\n", true],
  ["kind: CustomResourceDefinitionList\n", false],
  ["  kind: CustomResourceDefinition\n", false],
  ["a: kind: CustomResourceDefinition\n", false],
])("%j is a CustomResourceDefinition: %s", (text, expected) => {
  expect(isCustomResourceDefinition(Buffer.from(text))).toBe(expected);
});
