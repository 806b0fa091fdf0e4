import fc from "fast-check";
import { expect, test } from "vitest";
import { type FileChange, patch } from "../../src/report/unified-diff.ts";
import { hex, PatchRepo } from "../support/patch-repo.ts";

/** Few different lines, so that the same ones meet often; every kind of ending, and none for the last. */
const line = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom("", "a", "---", "-- b", "++ b", "kind: GitRepository", "@@ -1 +1 @@"),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
      { weight: 1, arbitrary: fc.constantFrom("\uFEFF", "\u2028", "\u0085x", "\f", "\r", "é🚀", "\\", "\0") },
    ),
    fc.constantFrom("\n", "\n", "\r\n", ""),
  )
  .map(([text, end]) => text + end);

const text = fc.array(line, { maxLength: 40 }).map((lines) => lines.join(""));

/** A text and the same with some ranges replaced, as our edits do it; sometimes a file appears or goes. */
const change: fc.Arbitrary<Omit<FileChange, "path">> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 30 }), text), { maxLength: 4 }))
      .map(([before, edits]) => {
        const units = [...before];
        for (const [at, length, insert] of edits)
          units.splice(at % (units.length + 1), length, ...[...insert].slice(0, 20));
        return { before, after: units.join("") };
      }),
  },
  { weight: 1, arbitrary: fc.tuple(text, text).map(([before, after]) => ({ before, after })) },
  { weight: 1, arbitrary: text.map((after) => ({ after })) },
  { weight: 1, arbitrary: text.map((before) => ({ before })) },
);

/** Any name that a file can have; unique and no prefix of another by its number. */
const name = fc
  .string({
    unit: fc.constantFrom("a", " ", '"', "\\", "\t", "é", "🚀", "\n", "\u0001", "\u007f", "'", "b/"),
    maxLength: 8,
  })
  .map((value) => value.replace(/^\/+/, "").replace(/\/{2,}/g, "/"));

test("git apply gives the bytes after, git apply -R the bytes before", { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, change), { minLength: 1, maxLength: 12 }), (files) => {
      const changes = files.map(([path, rest], i): FileChange => ({ path: `${i}/${path}z`, ...rest }));
      const diff = patch(changes);
      if (diff === "") return;
      const repo = new PatchRepo();
      try {
        for (const { path, before } of changes) repo.put(path, before);
        repo.git(["apply", "--whitespace=nowarn", "-"], diff);
        for (const { path, after } of changes) expect(repo.bytes(path)).toBe(hex(after));
        repo.git(["apply", "--whitespace=nowarn", "-R", "-"], diff);
        for (const { path, before } of changes) expect(repo.bytes(path)).toBe(hex(before));
      } finally {
        repo.remove();
      }
    }),
    { numRuns: 150 },
  );
});
