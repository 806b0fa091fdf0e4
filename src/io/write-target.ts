import { basename, dirname, join, sep } from "node:path";
import type { Attributes, Disk } from "./disk.ts";
import { refusal } from "./write-error.ts";

/** One file to write: `before` undefined adds it, `after` undefined deletes it. */
export interface FileChange {
  /** Relative to the root, with `/`. */
  path: string;
  before: Uint8Array | undefined;
  after: Uint8Array | undefined;
}

/** A change whose place is known to be inside the root. */
export interface Target extends FileChange {
  /** Absolute, without symbolic links. */
  file: string;
  /** Those of the file before; undefined for a file to add. */
  attributes: Attributes | undefined;
  /** Directories that must be made first, outermost first. */
  missing: string[];
}

/**
 * Checks one change before anything is written.
 * @param top the scanned directory without symbolic links.
 * @param others the targets checked so far, by their place.
 * @throws WriteError (`refused`) where the file is not what the plan was made from, is not inside the directory, or
 * is no regular file; the system error where it cannot be read.
 */
export function checkTarget(
  top: string,
  change: FileChange,
  others: ReadonlyMap<string, Target>,
  disk: Disk,
): Target {
  const target = locate(top, change, disk);
  if (others.has(target.file)) throw refusal(change.path, "it is named twice");
  const reason = whyChanged(target, disk);
  if (reason !== undefined) throw refusal(change.path, reason);
  return target;
}

/** Why a file is no longer what the plan was made from, or undefined where it is. */
export function whyChanged({ file, before }: Target, disk: Disk): string | undefined {
  const facts = disk.facts(file);
  if (before === undefined) return facts === undefined ? undefined : "it exists already";
  if (facts === undefined) return "it was removed after it was read";
  if (!facts.isFile) return "it is not a regular file";
  return sameBytes(disk.read(file), before) ? undefined : "it was changed after it was read";
}

/** True where both are the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function locate(top: string, change: FileChange, disk: Disk): Target {
  const { path } = change;
  const steps = path.split("/");
  if (path.includes("\0") || steps.some((step) => step === "" || step === "." || step === ".."))
    throw refusal(path, "it is not a plain path inside the scanned directory");
  if (steps.some((step) => step.toLowerCase() === ".git")) throw refusal(path, "it belongs to Git");
  const names: string[] = [];
  let folder = dirname(join(top, ...steps));
  for (; disk.facts(folder) === undefined; folder = dirname(folder)) names.unshift(basename(folder));
  const real = realDirectory(path, folder, disk);
  if (real !== top && !real.startsWith(top.endsWith(sep) ? top : top + sep))
    throw refusal(path, "a symbolic link on its way leads out of the scanned directory");
  const missing = names.map((_, i) => join(real, ...names.slice(0, i + 1)));
  const file = join(real, ...names, steps.at(-1)!);
  return { ...change, file, missing, attributes: disk.facts(file) };
}

function realDirectory(path: string, folder: string, disk: Disk): string {
  const real = disk.real(folder);
  if (disk.facts(real)?.isDirectory) return real;
  throw refusal(path, "a part of its path is not a directory");
}
