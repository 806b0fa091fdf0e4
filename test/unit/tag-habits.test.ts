import { describe, expect, it } from "vitest";
import { tagMoves } from "../../src/flux/tag-habits.ts";

describe("tagMoves", () => {
  it.each([
    "latest",
    "latest-stable",
    "main",
    "stable",
    "team-blue",
    "v1",
    "1.2",
    "1.x",
    "v2-alpine",
    "release-1.2",
    "main-2",
    "facade",
  ])("%s is pushed again", (tag) => {
    expect(tagMoves(tag)).toBe(true);
  });

  it.each([
    "1.2.3",
    "v1.2.3-rc.1",
    "app-1.2.3_build.4",
    "sha-0a1b2c3",
    "main-0a1b2c3d-1700000000",
    "0123456789abcdef0123456789abcdef01234567",
    "20260131",
    "2026-01-31",
    "latest-2026-01-31",
  ])("%s is pushed once", (tag) => {
    expect(tagMoves(tag)).toBe(false);
  });

  it.each(["pr-12", "build-7", "1234", "k8s"])("%s does not tell", (tag) => {
    expect(tagMoves(tag)).toBeUndefined();
  });
});
