import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FileChange, fileDiff, patch } from "../../src/report/unified-diff.ts";
import { hex, PatchRepo } from "../support/patch-repo.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join("");

/** Names that git must quote or mark in some way. */
const PATHS = [
  "plain.yaml",
  "dir with space/é.yaml",
  "dir with space/plain.yaml",
  "ends with a space ",
  ' "quoted".yaml',
  "back\\slash.yaml",
  "tab\tinside.yaml",
  "line\nbreak.yaml",
  "bell\u0007\u001b[31m\u007f.yaml",
  "emoji 🚀/日本.yaml",
  "b/a/b.yaml",
  "x b/x",
  "-leading-dash",
  "a",
];

const CASES: Readonly<Record<string, Omit<FileChange, "path">>> = {
  "one line in the middle": { before: TEN, after: TEN.replace("line 5", "LINE 5") },
  "far apart, two hunks": { before: TEN, after: TEN.replace("line 0", "X").replace("line 9", "Y") },
  "six unchanged lines between, one hunk": {
    before: TEN,
    after: TEN.replace("line 1", "X").replace("line 8", "Y"),
  },
  CRLF: { before: "a\r\nb\r\nc\r\n", after: "a\r\nB\r\nc\r\n" },
  "CRLF to LF": { before: "a\r\nb\r\n", after: "a\nb\n" },
  "mixed endings, lone carriage returns": { before: "a\rb\nc\r\nd\re", after: "a\rb\nC\r\nd\re" },
  "byte-order mark kept": { before: "\uFEFFa\nb\n", after: "\uFEFFa\nc\n" },
  "byte-order mark removed": { before: "\uFEFFa\nb\n", after: "a\nb\n" },
  "no final newline, both": { before: "a\nb\nc", after: "A\nb\nc" },
  "no final newline, changed": { before: "a\nb", after: "a\nc" },
  "final newline gained": { before: "a\nb", after: "a\nb\n" },
  "final newline lost": { before: "a\nb\n", after: "a\nb" },
  "separators that are not line ends": {
    before: "a\u2028b\u0085c\fd\ve\n",
    after: "a\u2028b\u0085C\fd\ve\n",
  },
  "lines that look like headers": { before: "-- a\n++ b\n@@ -1 +1 @@\n", after: "-- A\n++ B\n@@ -1 +1 @@\n" },
  "control character": { before: "a\u0001\n", after: "b\u0001\n" },
  added: { after: "a\nb\n" },
  "added, no final newline": { after: "a\nb" },
  "added, executable": { after: "#!/bin/sh\n", mode: 0o100755 },
  "added, empty": { after: "" },
  removed: { before: "a\nb\n" },
  "removed, no final newline": { before: "a" },
  "removed, executable": { before: "#!/bin/sh\n", mode: 0o755 },
  "removed, empty": { before: "" },
  "filled up": { before: "", after: "a\n" },
  emptied: { before: "a\n", after: "" },
  "only a newline": { before: "", after: "\n" },
};

let repo: PatchRepo;
beforeEach(() => {
  repo = new PatchRepo();
});
afterEach(() => repo.remove());

/** What git itself prints for the change, without the `index` line and the text after `@@`, which we do not write. */
function gitDiff({ path, before, after, mode }: FileChange): string {
  repo.put(path, before, mode);
  if (before !== undefined) repo.git(["add", "--", path]);
  repo.put(path, after, mode);
  if (after !== undefined) repo.git(["add", "-N", "--", path]);
  const output = repo.git(["-c", "core.autocrlf=false", "diff", "--no-color"]);
  return output
    .replace(/^index [0-9a-f]+\.\.[0-9a-f]+.*\n/gm, "")
    .replace(/^(@@ -[\d,]+ \+[\d,]+ @@) .*$/gm, "$1");
}

/** Applies the patch to the files before, then reverses it; both states must have the exact bytes. */
function roundTrip(changes: readonly FileChange[], text: string): void {
  for (const { path, before, mode } of changes) repo.put(path, before, mode);
  repo.git(["apply", "--whitespace=nowarn", "-"], text);
  for (const { path, after } of changes) expect(repo.bytes(path), path).toBe(hex(after));
  repo.git(["apply", "--whitespace=nowarn", "-R", "-"], text);
  for (const { path, before } of changes) expect(repo.bytes(path), path).toBe(hex(before));
}

describe("one file", () => {
  test.each(Object.entries(CASES))("%s: the same text as git diff, and git apply takes it", (_, change) => {
    const file = { path: "dir/file.yaml", ...change };
    const text = fileDiff(file);
    expect(Buffer.from(text, "utf8").toString("latin1")).toBe(gitDiff(file));
    roundTrip([file], text);
  });

  test.each(PATHS)("path %j", (path) => {
    const changes: FileChange[] = [
      { path, before: "a\n", after: "b\n" },
      { path, after: "a\n" },
      { path, before: "a\n" },
      { path, after: "" },
      { path, before: "" },
    ];
    for (const change of changes) {
      const text = fileDiff(change);
      roundTrip([change], text);
      repo.remove();
      repo = new PatchRepo();
      expect(text).toBe(gitDiff(change));
      repo.remove();
      repo = new PatchRepo();
    }
  });

  test("nothing changes, nothing is written", () => {
    expect(fileDiff({ path: "a", before: "x\n", after: "x\n" })).toBe("");
    expect(fileDiff({ path: "a" })).toBe("");
  });

  test("an added executable is executable after git apply", () => {
    repo.git(["apply", "-"], fileDiff({ path: "run", after: "#!/bin/sh\n", mode: 0o100755 }));
    expect(repo.executable("run")).toBe(true);
  });

  test("a terminal's escape sequence stays as it is in a patch", () => {
    expect(fileDiff({ path: "a", before: "x\n", after: "\u001b[2J\u202e\n" })).toBe(
      "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+\u001b[2J\u202e\n",
    );
  });
});

describe("a patch", () => {
  test("is one diff a file, sorted by path, and git takes it whole", () => {
    const changes: FileChange[] = [
      { path: "z", before: "1\n", after: "2" },
      { path: "same", before: "1\n", after: "1\n" },
      { path: "dir with space/é.yaml", after: "new\r\n" },
      { path: "a-b", after: "" },
      { path: "a/b", before: "gone" },
    ];
    const text = patch(changes);
    expect(text.match(/^diff --git .*$/gm)).toEqual([
      "diff --git a/a-b b/a-b",
      "diff --git a/a/b b/a/b",
      'diff --git "a/dir with space/\\303\\251.yaml" "b/dir with space/\\303\\251.yaml"',
      "diff --git a/z b/z",
    ]);
    roundTrip(changes, text);
  });

  test("a file made to be slow becomes one block that still applies", () => {
    const pick = (seed: number) =>
      Array.from({ length: 9_000 }, (_, i) => `${(i * i * seed) % 7}\n`).join("");
    const change = { path: "slow", before: `same\n${pick(3)}same\n`, after: `same\n${pick(5)}same\n` };
    const text = fileDiff(change);
    expect(text.match(/^@@.*$/gm)).toEqual(["@@ -1,9002 +1,9002 @@"]);
    roundTrip([change], text);
  });
});
