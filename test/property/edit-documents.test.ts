import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { documentBody, insertDocumentAfter, removeDocument } from "../../src/edit/yaml-documents.ts";
import { insertItemAfter, itemRange, removeItem } from "../../src/edit/yaml-items.ts";
import { applied, documentRanges, seqAt } from "../support/edit-tools.ts";

/** An in-place rewrite of a document or item: it changes words and adds a line, never the end of the text. */
function rewrite(body: string): string {
  const eol = body.includes("\r\n") ? "\r\n" : "\n";
  return body
    .replaceAll("old", "new")
    .replace(
      /^( *)(- )?(kind: \w+)/m,
      (all, indent: string, dash = "") => `${all}${eol}${" ".repeat(indent.length + dash.length)}added: 1`,
    );
}

const eols = fc.constantFrom("\n", "\r\n");
const blanks = fc.constantFrom("", "\n", "\n\n", "# after\n", "\n# after\n\n", "   \n");
const body = fc.tuple(
  fc.constantFrom("", "# about\n", "\n# about\n\n"),
  fc.constantFrom(
    "kind: old\n",
    "kind: old # c\nspec:\n  - old\n",
    "kind: x\ntext: |\n  old\n",
    "kind: x\na: |+\n  old\n\n",
  ),
  fc.constantFrom("", "", "...\n", "... # end\n"),
  blanks,
);
const marker = fc.constantFrom("---\n", "---\n", "---   \n", "--- # old\n");
const files = fc
  .record({
    mark: fc.constantFrom("", "\uFEFF"),
    prelude: fc.constantFrom("", "", "# licence old\n", "\n# c\n"),
    first: fc.option(marker, { nil: "" }),
    documents: fc.array(fc.tuple(marker, body), { minLength: 1, maxLength: 4 }),
    flow: fc.boolean(),
    finalBreak: fc.boolean(),
    eol: eols,
  })
  .map((file) => {
    const parts = file.documents.map(([line, lines], i) => (i === 0 ? file.first : line) + lines.join(""));
    if (file.flow) parts.push("--- {kind: old}\n");
    const text = file.mark + file.prelude + parts.join("");
    return (file.finalBreak ? text : text.replace(/\n$/, "")).replaceAll("\n", file.eol);
  });

describe("documents", () => {
  it("declare, then retire gives the bytes of the rewrite in place", () => {
    let tried = 0;
    fc.assert(
      fc.property(files, fc.nat(9), (text, pick) => {
        const docs = documentRanges(text);
        const index = pick % docs.length;
        const doc = docs[index]!;
        const range = documentBody(text, doc);
        const inserted = insertDocumentAfter(text, doc, "x");
        fc.pre(!("refused" in inserted) && !("refused" in range));
        const copy = rewrite(text.slice(range.start, range.end));
        const both = applied(text, insertDocumentAfter(text, doc, copy));
        const inPlace = text.slice(0, range.start) + copy + text.slice(range.end);
        expect(applied(both, removeDocument(both, documentRanges(both)[index]!))).toBe(inPlace);
        // Declaring adds exactly one document, and the others keep their bytes.
        expect(both.startsWith(text.slice(0, doc.end))).toBe(true);
        expect(both.endsWith(text.slice(doc.end))).toBe(true);
        const count = (source: string) =>
          parseAllDocuments(source).filter((parsed) => parsed.contents !== null).length;
        expect(count(both)).toBe(count(text) + 1);
        tried++;
      }),
      { numRuns: 1000 },
    );
    expect(tried).toBe(1000);
  });

  it("retiring alone leaves the other documents as they were", () => {
    fc.assert(
      fc.property(files, fc.nat(9), (text, pick) => {
        const docs = documentRanges(text);
        const index = pick % docs.length;
        const result = removeDocument(text, docs[index]!);
        fc.pre("edits" in result);
        const left = applied(text, result);
        const values = (source: string) =>
          parseAllDocuments(source).map((doc) => ({ value: doc.toJS(), errors: doc.errors }));
        expect(values(left)).toEqual(values(text).filter((_, i) => i !== index));
      }),
      { numRuns: 1000 },
    );
  });
});

const item = fc.tuple(
  fc.constantFrom("", "# about\n", "\n"),
  fc.constantFrom(
    "- kind: old\n",
    "- kind: old # c\n  # deep\n",
    "-  kind: x\n   text: |\n     old\n",
    "- kind: x\n  list:\n  - old\n",
  ),
  fc.constantFrom("", "\n", "\n\n"),
);
const blockLists = fc
  .tuple(fc.array(item, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "  "), fc.boolean(), eols)
  .map(([items, indent, finalBreak, eol]) => {
    const lines = items
      .flat()
      .join("")
      .replace(/^(?=[^\n])/gm, indent);
    const text = `kind: List\nitems:\n${lines}`;
    return (finalBreak ? text : text.replace(/\n+$/, "")).replaceAll("\n", eol);
  });
const flowLists = fc
  .tuple(
    fc.array(fc.constantFrom("old", "b"), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(0, 2, "\t"),
    eols,
  )
  .map(([kinds, step, eol]) =>
    JSON.stringify({ items: kinds.map((kind) => ({ kind, list: [kind] })) }, null, step).replaceAll(
      "\n",
      eol,
    ),
  );

describe("list items", () => {
  it("declare, then retire gives the bytes of the rewrite in place", () => {
    fc.assert(
      fc.property(fc.oneof(blockLists, flowLists), fc.nat(9), (text, pick) => {
        const seq = seqAt(text, ["items"]);
        const index = pick % seq.items.length;
        const range = itemRange(text, seq, index);
        fc.pre(!("refused" in range) && !("refused" in insertItemAfter(text, seq, index, "x")));
        const copy = rewrite(text.slice(range.start, range.end));
        const both = applied(text, insertItemAfter(text, seq, index, copy));
        const inPlace = text.slice(0, range.start) + copy + text.slice(range.end);
        const seqOfBoth = seqAt(both, ["items"]);
        expect(seqOfBoth.items.length).toBe(seq.items.length + 1);
        expect(applied(both, removeItem(both, seqOfBoth, index))).toBe(inPlace);
      }),
      { numRuns: 1000 },
    );
  });
});
