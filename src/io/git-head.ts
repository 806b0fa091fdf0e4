import { join } from "node:path";
import { findGitDirectories } from "./git-dir.ts";
import { nodeReader, type Reader, readSmallText } from "./read.ts";

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** A ref is a path below the Git directory; nothing may lead out of it. */
const REF = /^refs\/(?!.*(?:\.\.|\/\/))[^\s\\]+$/;

/** The commit that is checked out in the repository of a directory; undefined if none is, or nobody can tell. */
export function headCommit(root: string, reader: Reader = nodeReader): string | undefined {
  const git = findGitDirectories(root, reader);
  if (git === undefined) return undefined;
  const head = lineOf(join(git.gitDir, "HEAD"), reader);
  if (head === undefined || COMMIT.test(head)) return head;
  const [, ref = ""] = /^ref: (.+)$/.exec(head) ?? [];
  if (!REF.test(ref)) return undefined;
  const loose = lineOf(join(git.commonDir, ref), reader);
  if (loose !== undefined) return COMMIT.test(loose) ? loose : undefined;
  const packed = readSmallText(join(git.commonDir, "packed-refs"), reader, PACKED)?.split("\n");
  const id = packed?.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
  return id !== undefined && COMMIT.test(id) ? id : undefined;
}

/** Repositories with very many refs have a long list. */
const PACKED = 16 << 20;

function lineOf(path: string, reader: Reader): string | undefined {
  return readSmallText(path, reader)?.trim();
}
