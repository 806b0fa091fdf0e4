import { describe, expect, it } from "vitest";
import { pickTag } from "../../src/verify/semver.ts";

const TAGS = [
  "main",
  "1.2",
  "20260101",
  "v0.9.0",
  "1.0.0",
  "v1.2.0",
  "1.2.1-rc.1",
  "01.03.00",
  "2.0.0-rc.1",
  "1.10.0",
];

describe("the tag that a range takes", () => {
  it.each<[string, string | undefined]>([
    [">=1.0.0", "1.10.0"],
    ["*", "1.10.0"],
    ["1.x", "1.10.0"],
    ["~1.2", "v1.2.0"],
    ["~>1.2.0", "v1.2.0"],
    ["^0.9", "v0.9.0"],
    ["=>1.0, =<1.2", "v1.2.0"],
    [">=1.0.0 <1.2.0", "1.0.0"],
    ["1.0.0 - 1.2.0", "v1.2.0"],
    ["<1.0 || >=3", "v0.9.0"],
    ["1.3.0", "01.03.00"],
    ["!=1.10.0", "01.03.00"],
    // A version before a release counts once the comparison names one, whatever its numbers are.
    [">=1.0.0-0", "2.0.0-rc.1"],
    [">=1.0.0-0 <2.0.0", "1.10.0"],
    ["~1.2.1-0", "1.2.1-rc.1"],
    [">=3.0.0", undefined],
  ])("%s is %s", (range, tag) => {
    const picked = pickTag(TAGS, range, undefined, false);
    expect(picked).toEqual(tag === undefined ? { nearest: ["2.0.0-rc.1", "1.10.0", "01.03.00"] } : { tag });
  });

  it("comes from what the filter leaves, in Go's syntax", () => {
    expect(pickTag(TAGS, "*", "^v", false)).toEqual({ tag: "v1.2.0" });
    expect(pickTag(TAGS, "*", "(?i)^V0", false)).toEqual({ tag: "v0.9.0" });
    expect(pickTag(TAGS, "*", "(", false)).toBe(undefined);
  });

  it("has a plus for each underscore if charts are selected", () => {
    expect(pickTag(["1.0.0_abc"], "*", undefined, true)).toEqual({ tag: "1.0.0_abc" });
    expect(pickTag(["1.0.0_abc"], "*", undefined, false)).toEqual({ nearest: [] });
  });

  it("is unknown for what is no range", () => {
    expect(pickTag(TAGS, "latest", undefined, false)).toBe(undefined);
  });
});
