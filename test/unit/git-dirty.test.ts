import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/io/disk.ts";
import { blobId, dirtyFiles, GitError } from "../../src/io/git.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

const ENV = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

function git(root: string, ...args: string[]): string {
  return execFileSync("git", ["-C", root, ...args], {
    env: ENV,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function repository(files: Record<string, string>, ...init: string[]): string {
  const root = tempTree();
  git(root, "init", "-q", "-b", "main", ...init);
  putFiles(root, files);
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "one");
  return root;
}

const FILES = {
  "a.yaml": "a\n",
  "sub/b.yaml": "b\n",
  "sub/*.yaml": "star\n",
  "ü x.yaml": "ü\n",
  "crlf.yaml": "x\ny\n",
};

describe("dirty files", () => {
  test("a fresh commit is clean, and so is a path that does not exist yet", async () => {
    const root = repository(FILES);
    expect(await dirtyFiles(root, [...Object.keys(FILES), "new.yaml"])).toEqual({ dirty: [] });
    expect(await dirtyFiles(root, [])).toEqual({ dirty: [] });
  });

  test("modified, removed, untracked, staged, and intended to be added", async () => {
    const root = repository({ ...FILES, "gone.yaml": "g", "staged.yaml": "s" });
    putFiles(root, { "a.yaml": "A\n", "new.yaml": "n", "staged.yaml": "S", "intent.yaml": "i" });
    rmSync(join(root, "gone.yaml"));
    git(root, "add", "staged.yaml");
    git(root, "add", "-N", "intent.yaml");
    expect(
      await dirtyFiles(root, ["a.yaml", "gone.yaml", "new.yaml", "staged.yaml", "intent.yaml", "ü x.yaml"]),
    ).toEqual({
      dirty: [
        { path: "a.yaml", reason: "modified" },
        { path: "gone.yaml", reason: "modified" },
        { path: "new.yaml", reason: "untracked" },
        { path: "intent.yaml", reason: "modified" },
      ],
    });
  });

  test("a path is never read as a pattern", async () => {
    const root = repository(FILES);
    putFiles(root, { "sub/b.yaml": "B" });
    expect(await dirtyFiles(root, ["sub/*.yaml"])).toEqual({ dirty: [] });
    expect(await dirtyFiles(root, [":(glob)sub/*.yaml"])).toEqual({ dirty: [] });
  });

  test("the scanned root may be a subdirectory", async () => {
    const root = repository(FILES);
    putFiles(root, { "sub/b.yaml": "B", "sub/c.yaml": "c" });
    expect(await dirtyFiles(join(root, "sub"), ["b.yaml", "c.yaml", "*.yaml"])).toEqual({
      dirty: [
        { path: "b.yaml", reason: "modified" },
        { path: "c.yaml", reason: "untracked" },
      ],
    });
  });

  test("CRLF on the disk and LF in the index is clean", async () => {
    const root = repository(FILES);
    writeFileSync(join(root, "crlf.yaml"), "x\r\ny\r\n");
    expect(await dirtyFiles(root, ["crlf.yaml"])).toEqual({ dirty: [] });
  });

  test("a merge that is not finished", async () => {
    const root = repository(FILES);
    git(root, "checkout", "-q", "-b", "other");
    putFiles(root, { "a.yaml": "other\n" });
    git(root, "commit", "-q", "-a", "-m", "two");
    git(root, "checkout", "-q", "main");
    putFiles(root, { "a.yaml": "main\n" });
    git(root, "commit", "-q", "-a", "-m", "three");
    expect(() => git(root, "merge", "-q", "other")).toThrow();
    expect(await dirtyFiles(root, ["a.yaml"])).toEqual({ dirty: [{ path: "a.yaml", reason: "unmerged" }] });
  });

  test("a repository of SHA-256", async () => {
    const root = repository(FILES, "--object-format=sha256");
    putFiles(root, { "a.yaml": "A" });
    expect(await dirtyFiles(root, ["a.yaml", "sub/b.yaml"])).toEqual({
      dirty: [{ path: "a.yaml", reason: "modified" }],
    });
  });

  test("more paths than one command line takes", async () => {
    const names = Array.from({ length: 400 }, (_, i) => `${"long-name-".repeat(20)}${i}.yaml`);
    const root = repository(Object.fromEntries(names.map((name) => [name, name])));
    putFiles(root, { [names[399]!]: "changed", [names[3]!]: "changed" });
    const answer = await dirtyFiles(root, names);
    expect(answer).toEqual({ dirty: [names[3], names[399]].map((path) => ({ path, reason: "modified" })) });
  });

  test("a worktree", async () => {
    const root = repository(FILES);
    const other = join(tempTree(), "tree");
    git(root, "worktree", "add", "-q", other);
    putFiles(other, { "a.yaml": "A" });
    expect(await dirtyFiles(other, ["a.yaml", "sub/b.yaml"])).toEqual({
      dirty: [{ path: "a.yaml", reason: "modified" }],
    });
  });
});

describe("nothing of the scanned repository runs", () => {
  test("neither monitors nor filters nor hooks, and GIT_ variables do not lead elsewhere", async () => {
    const root = repository(FILES);
    const proof = join(root, "proof");
    const script = join(root, "evil.sh");
    putFiles(root, {
      "evil.sh": `#!/bin/sh\ntouch '${proof}'\ncat\n`,
      ".gitattributes": "* filter=evil diff=evil\n",
    });
    chmodSync(script, 0o755);
    for (const key of [
      "core.fsmonitor",
      "filter.evil.clean",
      "filter.evil.process",
      "diff.evil.textconv",
      "core.pager",
    ])
      git(root, "config", key, script);
    putFiles(root, { "a.yaml": "A" });
    // The same setup does run the script when Git is asked in the ordinary way.
    execFileSync("git", ["-C", root, "status"], { env: ENV, stdio: "ignore" });
    expect(existsSync(proof)).toBe(true);
    rmSync(proof);
    const env = { ...process.env, GIT_DIR: "/nonexistent", GIT_INDEX_FILE: "/nonexistent" };
    expect(await dirtyFiles(root, ["a.yaml", "sub/b.yaml"], { env })).toEqual({
      dirty: [{ path: "a.yaml", reason: "modified" }],
    });
    expect(existsSync(proof)).toBe(false);
  });

  test("a git that the tree brings along is passed over", async () => {
    const root = repository(FILES);
    putFiles(root, { "node_modules/.bin/git": `#!/bin/sh\ntouch '${root}/proof'\n` });
    chmodSync(join(root, "node_modules/.bin/git"), 0o755);
    const env = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:.:${process.env.PATH}` };
    expect(await dirtyFiles(root, ["a.yaml"], { env })).toEqual({ dirty: [] });
    expect(existsSync(join(root, "proof"))).toBe(false);
  });
});

describe("where Git cannot answer", () => {
  test("no repository, and an empty .git directory is none", async () => {
    const answer = { notARepository: true, reason: "no Git repository contains this directory" };
    const root = tempTree({ "a.yaml": "" });
    expect(await dirtyFiles(root, ["a.yaml"])).toEqual(answer);
    nodeDisk.makeDirectory(join(root, ".git"));
    expect(await dirtyFiles(root, ["a.yaml"])).toEqual(answer);
  });

  test("no git program", async () => {
    const root = repository(FILES);
    expect(await dirtyFiles(root, ["a.yaml"], { env: { PATH: root } })).toEqual({
      notARepository: true,
      reason: "the program git was not found in PATH",
    });
  });

  test("a broken index is an error, not a clean tree", async () => {
    const root = repository(FILES);
    writeFileSync(join(root, ".git/index"), "broken");
    await expect(dirtyFiles(root, ["a.yaml"])).rejects.toThrow(GitError);
    await expect(dirtyFiles(root, ["a.yaml"])).rejects.toThrow(/^git ls-files failed: [^\n]+$/);
  });
});

test("blob ids are those of Git", () => {
  const root = tempTree({ x: "some\r\ntext" });
  const id = git(root, "hash-object", "--no-filters", join(root, "x")).trim();
  expect(blobId(Buffer.from("some\r\ntext"), "sha1")).toBe(id);
});
