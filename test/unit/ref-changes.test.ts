import { describe, expect, test } from "vitest";
import type { OciRef } from "../../src/core/decision.ts";
import type { GitRef } from "../../src/core/graph.ts";
import { refNote, standstill } from "../../src/flux/ref-changes.ts";
import { MAP, WEB } from "../support/refused.ts";
import { reviewedWith } from "../support/review-fleet.ts";

const MOVES = "tag main has to move with every commit on branch main, so the pipeline must publish it";
const OTHER =
  "Git followed branch main: tag stable has to move with every commit on it, or the clusters stay at what was published last";
const STAYS = "Git followed branch main; it will stay at tag v1.0.0 until someone changes it";

describe("what a given ref means for the one who publishes", () => {
  const table: [GitRef | undefined, OciRef, string | undefined][] = [
    [{ branch: "main" }, { tag: "main" }, MOVES],
    [{ name: "refs/heads/main" }, { tag: "main" }, MOVES],
    [{ branch: "main" }, { tag: "stable" }, OTHER],
    [{ branch: "main" }, { tag: "v1.0.0" }, STAYS],
    [{ branch: "main" }, { semver: ">=1" }, "Git followed branch main; it will follow versions >=1"],
    [
      { branch: "1.10" },
      { tag: "1.10" },
      "tag 1.10 has to move with every commit on branch 1.10, so the pipeline must publish it",
    ],
    [
      { branch: "a/b" },
      { tag: "a-b" },
      "tag a-b has to move with every commit on branch a/b, so the pipeline must publish it",
    ],
    [
      {},
      { tag: "latest" },
      "Git followed branch master: tag latest has to move with every commit on it, or the clusters stay at what was published last",
    ],
    [
      undefined,
      { tag: "main" },
      "which ref Git follows is not known here: where it is a branch, tag main has to move with every commit on it",
    ],
    [undefined, { tag: "v1.0.0" }, undefined],
    [{ tag: "v1.0.0" }, { tag: "v1.0.0" }, undefined],
    [{ semver: ">=1", branch: "main" }, { tag: "v1.0.0" }, undefined],
    [{ commit: "abc", branch: "main" }, { tag: "main" }, undefined],
  ];
  test.each(table)("%j to %j", (git, ref, note) => {
    expect(refNote(git, ref)).toBe(note);
  });

  test("a digest stands still", () => {
    expect(standstill({ branch: "main" }, { digest: "sha256:1" })).toEqual({
      branch: "main",
      at: "digest sha256:1",
    });
  });
});

describe("the checklist before merging", () => {
  const files = new Map([["web.yaml", WEB]]);
  const publish = (flags: Parameters<typeof reviewedWith>[1]) => reviewedWith(files, flags).review.before[0];

  test.each([
    ["--map with the name of the branch", { map: ["apps/web=oci://ghcr.io/acme/web:main"] }, MOVES],
    ["--map with another tag", { map: ["apps/web=oci://ghcr.io/acme/web:stable"] }, OTHER],
    ["--map with a version", { map: ["apps/web=oci://ghcr.io/acme/web:v1.0.0"] }, STAYS],
    ["--map without a tag", { map: ["apps/web=oci://ghcr.io/acme/web"] }, MOVES],
  ])("%s", (_, flags, note) => {
    expect(publish(flags)).toContain(`(${note})`);
  });

  test("a version in the place of a branch is a warning too", () => {
    const rules = (map: readonly string[]) =>
      reviewedWith(files, { map }).review.findings.map((one) => `${one.severity} ${one.rule}`);
    expect(rules([MAP[1] ?? ""])).toContain("warning fixed-version");
    expect(rules(["apps/web=oci://ghcr.io/acme/web:main"])).not.toContain("warning fixed-version");
  });
});
