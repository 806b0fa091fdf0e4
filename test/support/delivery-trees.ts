/** Repositories for the tests of what Flux delivers. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import type { ArtifactDelivery } from "../../src/delivery/artifact.ts";

import type { DeliveredEntry } from "../../src/delivery/tree.ts";
import type { Commit, CommitEntry } from "../../src/io/git-commit.ts";
import type { OracleEntry } from "./delivery-oracle.ts";
import { putFiles } from "./temp-tree.ts";

const ENV = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };

/** Runs git as somebody without a configuration. */
export function git(root: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: root,
    env: ENV,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** Puts beside the files of a tree one of each kind that Flux treats in its own way. */
export function putOddFiles(root: string): void {
  putFiles(root, {
    ".github/workflows/ci.yaml": "on: push\n",
    ".gitlab-ci.yml": "a: {}\n",
    "odd/logo.png": "png",
    "odd/chart.tgz": "tgz",
    "odd/all.tar.gz": "tgz",
    "odd/a/z.yaml": "a: 1\n",
    "odd/a-b/z.yaml": "a: 1\n",
    "odd/a.yaml": "a: 1\r\n",
    "odd/.gitattributes": "*.yaml eol=crlf\nid.txt ident export-ignore\n*.bin filter=lfs\n",
    "odd/crlf.yaml": "a: 1\n",
    "odd/id.txt": "$Id$\n",
    "odd/x.bin": "version https://git-lfs.github.com/spec/v1\n",
    "odd/.sops.yaml": "rules: []\n",
    "odd/größe/ß.yaml": "a: 1\n",
    "odd/run.sh": "#!/bin/sh\n",
    "odd/links/target/deep.yaml": "a: 1\n",
  });
  chmodSync(join(root, "odd/run.sh"), 0o755);
  symlinkSync("../a.yaml", join(root, "odd/links/file"));
  symlinkSync("target", join(root, "odd/links/folder"));
}

/** A gzipped tar of the files of a commit, as some tool packs them: without directories. */
export async function layerOf(commit: Commit): Promise<Buffer> {
  const entries = [];
  for await (const [{ path, executable }, data] of commit.blobs(filesOf(commit)))
    entries.push({
      header: {
        name: path,
        size: data.length,
        type: "file" as const,
        mode: executable ? 0o755 : 0o644,
        mtime: new Date(0),
      },
      body: new Uint8Array(data),
    });
  return gzipSync(await packTar(entries));
}

/** What each file of a commit holds, as a digest. */
export async function digestsOf(commit: Commit): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for await (const [{ path }, bytes] of commit.blobs(filesOf(commit))) digests.set(path, digestOf(bytes));
  return digests;
}

/** A delivery of an artifact as the oracle tells one. */
export function artifactAsOracle({ entries, texts }: ArtifactDelivery): OracleEntry[] {
  return withDigests(entries, new Map([...texts].map(([path, bytes]) => [path, digestOf(bytes)])));
}

/** Entries of a delivery as the oracle tells them. */
export function withDigests(
  entries: readonly DeliveredEntry[],
  digests: ReadonlyMap<string, string>,
): OracleEntry[] {
  return entries.map(({ path, mode, kind }) =>
    kind === "directory" ? { path, mode } : { path, mode, digest: digests.get(path) ?? "not there" },
  );
}

function filesOf({ entries }: Commit): CommitEntry[] {
  return entries.filter(({ kind }) => kind === "file");
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
