import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasWholeVariable, isTag, SANITIZE_TAG, sanitizeTag } from "../../src/flux/tags.ts";

const SAMPLES: readonly [string, string][] = [
  ["main", "main"],
  ["release/1.x", "release-1.x"],
  ["v1.0+build", "v1.0-build"],
  ["#1", "_-1"],
  [".hidden", "_.hidden"],
  ["-x", "_-x"],
  ["", "_"],
  ["é", "_-"],
  ["x é", "x--"],
  ["münchen#1", "m-nchen-1"],
  ["🚀", "_-"],
  ["a".repeat(130), "a".repeat(128)],
];

describe("tags", () => {
  it.each(SAMPLES)("makes of %j the tag %j", (branch, tag) => {
    expect(sanitizeTag(branch)).toBe(tag);
  });

  it.each([
    [`release/\${STAGE}`, `release-\${STAGE}`],
    [`\${A:=x/y}/b`, `\${A:=x/y}-b`],
    [`/\${A}`, `_-\${A}`],
    [`${"a".repeat(128)}\${A}`, `${"a".repeat(128)}\${A}`],
  ])("keeps the variables of %s", (branch, tag) => {
    expect(sanitizeTag(branch)).toBe(tag);
    expect(hasWholeVariable(branch)).toBe(true);
  });

  it("always makes a legal tag, and leaves a legal one alone", () => {
    const anything = fc.string({ unit: "binary" }).filter((text) => !hasWholeVariable(text));
    fc.assert(fc.property(anything, (text) => isTag(sanitizeTag(text))));
    fc.assert(fc.property(anything, (text) => sanitizeTag(sanitizeTag(text)) === sanitizeTag(text)));
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/),
        (tag) => sanitizeTag(tag) === tag,
      ),
    );
  });

  it("has the same rule for shells", () => {
    for (const [branch] of SAMPLES) {
      const made = execFileSync("sh", ["-c", `printf '%s\\n' "$1" | ${SANITIZE_TAG}`, "sh", branch], {
        encoding: "utf8",
      });
      expect(made).toBe(`${sanitizeTag(branch)}\n`);
    }
  });

  it.each(["", ".x", "-x", "a/b", "a+b", `\${V}`, "a".repeat(129), "a\n"])("refuses the tag %j", (text) => {
    expect(isTag(text)).toBe(false);
  });
});
