import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/core/edits.ts";
import { isRefused } from "../../src/core/refusal.ts";
import type { MapNode, ScalarNode } from "../../src/core/tree.ts";
import { applyOpsWithin } from "../../src/edit/apply-ops-within.ts";
import { plainEdits, type TextEdit } from "../../src/edit/types.ts";
import { nestedText } from "../../src/edit/yaml-nested-text.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { accepted, mapAt, scalarAt } from "../support/edit-tools.ts";
import { treeOf } from "../support/tree-from-yaml.ts";

const line = fc.constantFrom(
  "a: 1",
  "  b: x",
  "",
  "# note",
  "- op: add",
  "    deep: 'q'",
  "tab\there",
  "é€𝄞",
);
const texts = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n"));
const frames = fc.constantFrom(
  { head: "k:", tail: "z: 1\n", indent: 2, path: ["k"], explicit: 0 },
  { head: "- patch:", tail: "  target: t\n", indent: 4, path: [0, "patch"], explicit: 2 },
  { head: "m:\n  - k:", tail: "", indent: 7, path: ["m", 0, "k"], explicit: 4 },
);
/** A document with a literal block scalar, its path and the text of it. */
const documents = fc
  .record({
    text: texts,
    frame: frames,
    chomping: fc.constantFrom("", "-", "+"),
    comment: fc.constantFrom("", " # why"),
    indicator: fc.boolean(),
    blanks: fc.constantFrom("", "\n", "\n\n"),
    finalBreak: fc.boolean(),
    eol: fc.constantFrom("\n", "\r\n"),
  })
  .map(({ text, frame, chomping, comment, indicator, blanks, finalBreak, eol }) => {
    const digit = indicator ? String(frame.indent - frame.explicit) : "";
    const lines = text.split("\n").map((one) => (one === "" ? "" : " ".repeat(frame.indent) + one));
    const whole = `${frame.head} |${digit}${chomping}${comment}\n${lines.join("\n")}\n${blanks}${frame.tail}`;
    return {
      whole: (finalBreak ? whole : whole.replace(/\n+$/, "")).replaceAll("\n", eol),
      path: frame.path,
    };
  })
  .filter(({ whole }) => "root" in readYamlFull(whole, 0));

const ranges = fc
  .array(
    fc.tuple(fc.nat(60), fc.nat(60), fc.constantFrom("", "x", "y: 2\n", "\n", "p\n\n  q", "- 1\n- 2\n")),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((list) => list.map(([a, b, text]) => ({ start: Math.min(a, b), end: Math.max(a, b), text })));

/** Those of the edits that fit the text and leave each other alone. */
function fitting(edits: readonly TextEdit[], text: string): TextEdit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter(
    (one, i) => one.end <= text.length && sorted.slice(0, i).every((two) => two.end < one.start),
  );
}

describe("text in a block scalar", () => {
  it("is edited so that a reader gets the edited text, and nothing around it changes", () => {
    let done = 0;
    fc.assert(
      fc.property(documents, ranges, ({ whole, path }, wanted) => {
        const scalar = scalarAt(whole, path);
        const nested = nestedText(whole, scalar);
        if (isRefused(nested)) {
          expect(String(scalar.value)).not.toMatch(/\S/);
          return;
        }
        expect(nested.text).toBe(scalar.value);
        const edits = fitting(wanted, nested.text);
        const outward = nested.outward(edits);
        if (isRefused(outward)) return;
        done++;
        const after = applyEdits(whole, plainEdits(outward.edits));
        expect(scalarAt(after, path).value).toBe(applyEdits(nested.text, plainEdits(edits)));
        const tail = whole.length - scalar.end;
        expect(after.slice(0, scalar.start)).toBe(whole.slice(0, scalar.start));
        expect(after.slice(after.length - tail)).toBe(whole.slice(scalar.end));
        if (!/[^\r]\n/.test(whole)) expect(after).not.toMatch(/[^\r]\n/);
      }),
      { numRuns: 2000 },
    );
    expect(done).toBeGreaterThan(800);
  });

  it("takes every change of one word, and changes only that word", () => {
    fc.assert(
      fc.property(documents, fc.nat(), ({ whole, path }, pick) => {
        const scalar = scalarAt(whole, path);
        const words = [...String(scalar.value).matchAll(/[a-zé]+/g)];
        const word = words[pick % Math.max(1, words.length)];
        if (!word) return;
        const nested = nestedText(whole, scalar);
        if (isRefused(nested)) throw new Error(nested.refused);
        const [edit] = accepted(
          nested.outward([{ start: word.index, end: word.index + word[0].length, text: "WORD" }]),
        ).edits;
        expect(whole.slice(edit?.start, edit?.end)).toBe(word[0]);
        expect(edit?.text).toBe("WORD");
      }),
      { numRuns: 1000 },
    );
  });

  it("is edited through several block scalars", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("|", "|-", "|+", "|2-", "| # c"),
        fc.constantFrom("|", "|-", "|+"),
        fc.constantFrom("\n", "\r\n"),
        (outer, inner, eol) => {
          const text = [
            "spec:",
            "  patches:",
            `    - patch: ${outer}`,
            "        kind: Kustomization",
            "        spec:",
            "          patches:",
            `            - patch: ${inner}`,
            "                kind: GitRepository # here",
            "                name: x",
            "              target: {}",
            "      target: {}",
            "",
          ].join(eol);
          const first = scalarAt(text, ["spec", "patches", 0, "patch"]);
          const second = scalarAt(String(first.value), ["spec", "patches", 0, "patch"]);
          const object = mapAt(String(second.value));
          const ops = [{ op: "set" as const, path: ["kind"], value: "OCIRepository" }];
          const { edits } = accepted(applyOpsWithin(text, [{ holders: [first, second], object, ops }]));
          expect(applyEdits(text, plainEdits(edits))).toBe(text.replace("GitRepository", "OCIRepository"));
        },
      ),
    );
  });
});

/** One document with a patch in the given words, and its scalar and first map. */
function patch(text: string): { text: string; holder: ScalarNode; object: MapNode } {
  const holder = scalarAt(text, ["patch"]);
  const root = treeOf(String(holder.value));
  const object = root.type === "seq" ? root.items[0] : root;
  if (object?.type !== "map") throw new Error("no map");
  return { text, holder, object };
}

function setKind(text: string): string {
  const { holder, object } = patch(text);
  const ops = [{ op: "set" as const, path: ["kind"], value: "OCIRepository" }];
  const done = applyOpsWithin(text, [{ holders: [holder], object, ops }]);
  return isRefused(done) ? done.refused : applyEdits(text, plainEdits(done.edits));
}

describe("text in other scalars", () => {
  it("is edited where it is written as it is read", () => {
    expect(setKind('patch: \'{"kind": "GitRepository"}\'\n')).toBe('patch: \'{"kind": "OCIRepository"}\'\n');
    expect(setKind('patch: "[{kind: GitRepository}]" # c\n')).toBe('patch: "[{kind: OCIRepository}]" # c\n');
  });

  it("is refused where its lines or characters are written otherwise", () => {
    expect(setKind('patch: "kind: GitRepository\\nname: x"\n')).toBe(
      "the text is quoted with escapes or over several lines",
    );
    expect(setKind("patch: >\n  kind: GitRepository\n")).toBe(
      "the text is a folded block scalar (>), which has other lines",
    );
    expect(setKind("patch: &p |\n  kind: GitRepository\nother: *p\n")).toBe(
      "the text has the anchor &p, which other places may use",
    );
    expect(setKind("patch: '{kind: ''GitRepository''}'\n")).toBe(
      "the text is quoted with escapes or over several lines",
    );
  });
});
