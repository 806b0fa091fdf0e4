import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { expect, test } from "vitest";
import { deliverArtifact } from "../../src/delivery/artifact.ts";
import { deliverGit } from "../../src/delivery/git-source.ts";
import { packedBy } from "../../src/delivery/pushed.ts";
import { GitError } from "../../src/io/git-run.ts";
import { commitAll } from "../support/cli.ts";
import { git, putOddFiles } from "../support/delivery-trees.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

async function pathsOf(root: string, ignore?: string): Promise<string[]> {
  const delivered = await deliverGit(root, "HEAD", ignore);
  if ("reason" in delivered) throw new Error(delivered.reason);
  return delivered.entries.map(({ path, mode }) => `${mode.toString(8)} ${path}`);
}

test("a commit is delivered without links, with modes of Flux, and with an empty directory for a submodule", async () => {
  const root = tempTree();
  putOddFiles(root);
  git(root, "init", "-q", "-b", "main");
  mkdirSync(join(root, "modules/one"), { recursive: true });
  git(root, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},modules/one`);
  commitAll(root);
  const paths = await pathsOf(root, "/*\n!/modules\n!/odd/links\n!run.sh");
  expect(paths).toEqual([
    "750 .",
    "750 modules",
    "750 modules/one",
    "750 odd/links",
    "750 odd/links/target",
    "600 odd/links/target/deep.yaml",
    "700 odd/run.sh",
  ]);
});

test("the commit counts, not what lies on the disk or what stands for another object", async () => {
  const root = tempTree({ "a.yaml": "one\n" });
  commitAll(root);
  const old = git(root, "rev-parse", "HEAD:a.yaml");
  putFiles(root, { "a.yaml": "two\n", "untracked.yaml": "x\n" });
  git(root, "replace", old, git(root, "hash-object", "-w", "a.yaml"));
  const delivered = await deliverGit(root, "HEAD");
  if ("reason" in delivered) throw new Error(delivered.reason);
  expect(delivered.entries.map(({ path }) => path)).toEqual([".", "a.yaml"]);
  for await (const [, bytes] of delivered.commit.blobs([...delivered.blobs.values()]))
    expect(bytes.toString()).toBe("one\n");
});

test("a blob that a partial clone lacks is one line, and nothing is fetched or run", async () => {
  const origin = tempTree({ ".sourceignore": "x\n", "a.yaml": "a\n" });
  commitAll(origin);
  git(origin, "config", "uploadpack.allowFilter", "true");
  const root = join(tempTree(), "clone");
  git(origin, "clone", "-q", "--bare", "--filter=blob:none", `file://${origin}`, join(root, ".git"));
  const ran = join(root, "ran");
  writeFileSync(join(root, "program"), `#!/bin/sh\ntouch ${ran}\nexit 1\n`, { mode: 0o755 });
  git(root, "config", "core.bare", "false");
  git(root, "config", "remote.origin.uploadpack", join(root, "program"));
  git(root, "config", "core.fsmonitor", join(root, "program"));
  const failed = await deliverGit(root, "HEAD").catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(GitError);
  expect((failed as Error).message).toMatch(
    /^\.sourceignore: this clone does not hold its content \(blob [0-9a-f]+\); clone without --filter, or run git fetch --refetch$/,
  );
  expect(existsSync(ran)).toBe(false);
});

test("rules behind a link that leads out of the tree are not known", async () => {
  const root = tempTree({ "a.yaml": "a\n" });
  symlinkSync("../rules", join(root, ".sourceignore"));
  commitAll(root);
  await expect(deliverGit(root, "HEAD")).rejects.toThrow(
    ".sourceignore is a link that leads out of the repository: what Flux reads there is not known",
  );
});

test("a revision that is none is a reason", async () => {
  const root = tempTree({ "a.yaml": "a\n" });
  commitAll(root);
  expect(await deliverGit(root, "nothing")).toEqual({ reason: "is no revision of this repository" });
  expect(await deliverGit(root, "--all")).toEqual({ reason: "is no name of a revision" });
});

const layer = async (
  ...names: (string | { name: string; type: "directory" | "link" | "symlink" | "fifo" })[]
) =>
  gzipSync(
    await packTar(
      names.map((one) =>
        typeof one === "string"
          ? { header: { name: one, size: 2, mode: 0o644 }, body: "x\n" }
          : { header: { ...one, size: 0, linkname: "a" } },
      ),
    ),
  );

test("an artifact is delivered by the same rules, links dropped, directories made", async () => {
  const bytes = await layer(
    "a/b/c.yaml",
    "a/b/logo.png",
    { name: "empty/", type: "directory" },
    { name: "link", type: "symlink" },
  );
  const delivered = await deliverArtifact(bytes);
  expect(delivered).toMatchObject({
    entries: [
      { path: ".", mode: 0o750 },
      { path: "a", mode: 0o750 },
      { path: "a/b", mode: 0o750 },
      { path: "a/b/c.yaml", mode: 0o600 },
      { path: "empty", mode: 0o750 },
    ],
  });
  expect("texts" in delivered && [...delivered.texts.keys()]).toEqual(["a/b/c.yaml"]);
});

test.each([
  ["a/../../x", "its entry a/../../x leads out of it"],
  ["/x", "its entry /x leads out of it"],
])("an artifact with the entry %s is refused", async (name, reason) => {
  expect(await deliverArtifact(await layer(name))).toEqual({ reason });
});

test("an artifact that is no tar, that holds a pipe, or a file where a directory is, is refused", async () => {
  expect(await deliverArtifact(Buffer.from("hello"))).toEqual({ reason: "it is no gzipped tar" });
  expect(await deliverArtifact(await layer({ name: "p", type: "fifo" }))).toEqual({
    reason: "its entry p is a fifo",
  });
  expect(await deliverArtifact(await layer("a", "a/b"))).toEqual({
    reason: "its entry a/b is a file and a directory",
  });
});

test("a pushed folder keeps what Git does not track and no link, with the modes of the disk", () => {
  const root = tempTree();
  putOddFiles(root);
  putFiles(root, { "odd/.sourceignore": "*\n" });
  const packed = packedBy(root, ["/*", "!/odd/run.sh", "!links", "!/odd/.sourceignore"]);
  expect(packed.filter(({ path }) => path !== ".").map(({ path }) => path)).toEqual([
    "odd/.sourceignore",
    "odd/links",
    "odd/links/target",
    "odd/links/target/deep.yaml",
    "odd/run.sh",
  ]);
  expect(packed.find(({ path }) => path === "odd/run.sh")?.mode).toBe(0o755);
});
