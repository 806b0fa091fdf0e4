/** What a system error means to a person. Codes that are not listed are shown as they are. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EAGAIN: "not ready to be read",
  EBUSY: "busy, used by another process",
  EDQUOT: "the disk quota is used up",
  EEXIST: "exists already",
  EFBIG: "too large for this file system",
  EIO: "the disk reports an input/output error",
  EISDIR: "is a directory",
  ELOOP: "too many symbolic links, or a link where a file was expected",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENFILE: "too many open files on this machine",
  ENODEV: "no such device",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on the disk",
  ENOTDIR: "a part of the path is not a directory",
  ENOTEMPTY: "the directory is not empty",
  ENXIO: "no such device or address",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ESTALE: "the network file system lost the file",
  ETXTBSY: "busy, being executed",
  EXDEV: "on another file system",
};

/** The code of a system error (`ENOENT`), or undefined for every other value. */
export function errnoCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** A system error in words, on one line and without a path: "permission denied (EACCES)". */
export function errnoText(error: unknown): string {
  const code = errnoCode(error);
  if (code === undefined) return String(error instanceof Error ? error.message : error).split("\n", 1)[0]!;
  const words = WORDS[code];
  return words === undefined ? code : `${words} (${code})`;
}
