import { describe, expect, it } from "vitest";
import {
  DROPPED_METADATA,
  fieldAction,
  GIT_REPOSITORY_FIELDS,
} from "../../src/flux/git-repository-fields.ts";
import { translateRef } from "../../src/flux/translate-ref.ts";

const fieldRow = (field: string) => GIT_REPOSITORY_FIELDS.find((row) => row.field === field);

describe("translateRef", () => {
  it.each([
    [{ branch: "main" }, { tag: "main" }],
    [{ branch: "release/1.x" }, { tag: "release-1.x" }],
    [{ branch: `\${BRANCH}` }, { tag: `\${BRANCH}` }],
    [{ branch: `env/\${BRANCH:=main}` }, { tag: `env-\${BRANCH:=main}` }],
    [{ tag: "v1.2.3" }, { tag: "v1.2.3" }],
    [{ tag: `\${VERSION}` }, { tag: `\${VERSION}` }],
    [{ semver: ">=1.0.0 <2" }, { semver: ">=1.0.0 <2" }],
    [{ name: "refs/heads/feature/x" }, { tag: "feature-x" }],
    [{ name: "refs/tags/v1" }, { tag: "v1" }],
    [{ branch: "main", tag: "v1" }, { tag: "v1" }],
    [{ branch: "main", tag: "v1", semver: "1.x" }, { semver: "1.x" }],
    [{ branch: "main", semver: "1.x", name: "refs/heads/dev" }, { tag: "dev" }],
    [{ branch: "main", tag: "" }, { tag: "main" }],
  ])("%j becomes %j", (git, oci) => {
    expect(translateRef(git)).toMatchObject({ ref: oci });
  });

  it.each([
    [{}, /no ref.*branch master.*tag latest/],
    [{ branch: "" }, /no ref/],
    [{ commit: "0123456789abcdef0123456789abcdef01234567" }, /pinned to commit 0123/],
    [{ commit: "0123456", branch: "main" }, /pinned to commit/],
    [{ name: "refs/pull/7/head" }, /pull request refs\/pull\/7\/head/],
    [{ name: "refs/merge-requests/7/head" }, /pull request/],
    [{ name: `\${REF}` }, /neither a branch .* nor a tag/],
    [{ name: "main" }, /neither a branch/],
    [{ tag: "v1.0.0+build" }, /no legal OCI tag.*v1\.0\.0-build/],
    [{ name: "refs/tags/app/v1" }, /no legal OCI tag.*app-v1/],
  ])("%j is undecided", (git, reason) => {
    const result = translateRef(git);
    expect(result).toEqual({ undecided: expect.stringMatching(reason) });
    expect(result).toEqual({ undecided: expect.stringMatching(/^undecided: /) });
  });

  it("says what Git followed, what moves and what is dropped", () => {
    expect(translateRef({ branch: "release/1", tag: "v1" })).toEqual({
      ref: { tag: "v1" },
      from: "tag v1",
      note: "Git ignored ref.branch beside ref.tag, so it is dropped",
    });
    expect(translateRef({ branch: "release/1" })).toEqual({
      ref: { tag: "release-1" },
      from: "branch release/1",
      note: "tag release-1 has to move with every commit on branch release/1, so the pipeline must publish it; a tag cannot hold all characters of release/1, so it is written release-1",
    });
  });
});

describe("fields of GitRepository", () => {
  it("has one row a field, each with a sentence", () => {
    const fields = GIT_REPOSITORY_FIELDS.map((row) => row.field);
    expect(new Set(fields).size).toBe(fields.length);
    for (const row of GIT_REPOSITORY_FIELDS) expect(row.why).toMatch(/^[A-Z].*\.$/);
  });

  it("blocks lost controls, and only those", () => {
    expect(GIT_REPOSITORY_FIELDS.flatMap((row) => row.blocks ?? [])).toEqual(["dropped-verify", "suspended"]);
    expect(GIT_REPOSITORY_FIELDS.filter((row) => row.action === "refuse").map((row) => row.field)).toEqual([
      "verify",
      "suspend",
    ]);
  });

  it.each([
    ["suspend", "true", "refuse", false],
    ["suspend", "false", "keep", true],
    ["suspend", `\${SUSPEND}`, "refuse", false],
    ["provider", "generic", "drop", true],
    ["provider", "github", "replace", false],
    ["recurseSubmodules", "false", "drop", true],
    ["recurseSubmodules", "true", "drop", false],
    ["interval", "5m", "keep", false],
    ["secretRef", undefined, "replace", false],
  ])("%s: %s", (field, value, action, silent) => {
    expect(fieldAction(fieldRow(field)!, value)).toEqual({ action, silent });
  });

  it("knows no other field", () => {
    expect(fieldRow("layerSelector")).toBeUndefined();
  });

  it("drops what belongs to the old object", () => {
    expect(DROPPED_METADATA).toEqual([
      "kubectl.kubernetes.io/last-applied-configuration",
      "reconcile.fluxcd.io/requestedAt",
    ]);
  });
});
