import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Area } from "../core/area.ts";
import { findGitDirectories } from "../io/git-dir.ts";
import type { Reader } from "../io/read.ts";
import { type Discovery, discover, discoverWith } from "./discover.ts";
import { gitIgnoredBy } from "./ignore-rules.ts";

/** What a path argument means: the tree that is read, and the part of it that is listed and edited. */
export interface Named {
  /** Absolute root of the tree: the top of the Git work tree, or without Git what was named. */
  root: string;
  /** The named directory from the root, empty for the root itself; that of the file if one file was named. */
  base: string;
  /** The named file from the root; undefined for a directory. */
  file: string | undefined;
  /** False if nothing but the named file is read. */
  isTree: boolean;
}

/**
 * A part of a Git work tree is understood with all of it. What Git ignores, or does not have, stands for itself.
 * @throws the system error if the path cannot be read
 */
export function namedBy(path: string, reader: Reader): Named {
  const argument = resolve(path);
  const facts = reader.stat(argument);
  const named = facts.isDirectory ? argument : reader.real(argument);
  const directory = facts.isDirectory ? named : dirname(named);
  const file = facts.isDirectory ? undefined : basename(named);
  const alone: Named = { root: directory, base: "", file, isTree: file === undefined };
  const real = reader.real(directory);
  const top = findGitDirectories(real, reader)?.workTree;
  if (top === undefined || (file !== undefined && !facts.isFile)) return alone;
  const base = relative(top, real).split(sep).join("/");
  if (base.split("/").some((step) => step === ".git" || step === "node_modules")) return alone;
  if (base !== "" && gitIgnoredBy(top, `${base}/`, reader) !== undefined) return alone;
  if (file === undefined && base === "") return alone;
  const fileInTree = file === undefined ? undefined : base === "" ? file : `${base}/${file}`;
  if (fileInTree !== undefined && gitIgnoredBy(top, fileInTree, reader) !== undefined) return alone;
  return { root: top, base, file: fileInTree, isTree: true };
}

/** The area of what was named. @param excluded why a path is excluded; undefined for one that is not */
export function areaOf(
  { base, file }: Pick<Named, "base" | "file">,
  excluded: (path: string) => string | undefined,
): Area {
  const part = file ?? base;
  const isPart = (path: string) =>
    part === "" || path === part || (file === undefined && path.startsWith(`${part}/`));
  return {
    base,
    outside: (path) => (isPart(path) ? excluded(path) : `is outside of ${part}, which alone is edited`),
  };
}

/** What was found of what a path names, and the part of it that is listed and edited. */
export interface Found {
  found: Discovery;
  area: Area;
}

/**
 * Finds the files of what a path names.
 * @param exclude patterns of fast-glob, from the root; what they match is read, and neither listed nor edited
 */
export async function findArea(path: string, exclude: readonly string[], reader: Reader): Promise<Found> {
  const named = namedBy(path, reader);
  const found = named.isTree
    ? await discoverWith(named.root, named.file, reader)
    : await discover(join(named.root, named.file ?? ""), reader);
  if (exclude.length === 0) return { found, area: areaOf(named, () => undefined) };
  const { excluder } = await import("./exclude.ts");
  const paths = [...found.files, ...found.programs, ...found.texts.keys()];
  const isExcluded = excluder(found.root, paths, exclude);
  return { found, area: areaOf(named, (file) => (isExcluded(file) ? "is excluded" : undefined)) };
}
