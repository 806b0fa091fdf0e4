import fastGlob from "fast-glob";
import type { Entry } from "../io/read.ts";

/**
 * Tells which paths patterns exclude. fast-glob decides what a pattern means: it walks the paths as if they were a
 * disk, so nothing is read twice and no second matcher can disagree.
 * @param root absolute; patterns and paths count from it
 * @param paths what is asked about mostly; others are looked up one by one
 * @throws TypeError for an empty pattern, which fast-glob does not accept.
 */
export function excluder(
  root: string,
  paths: Iterable<string>,
  patterns: readonly string[],
): (path: string) => boolean {
  const all = [...paths];
  const kept = keptOf(root, all, patterns);
  const known = new Map(all.map((path) => [path, !kept.has(path)]));
  return (path) => {
    const isExcluded = known.get(path) ?? !keptOf(root, [path], patterns).has(path);
    known.set(path, isExcluded);
    return isExcluded;
  };
}

/** The paths that no pattern excludes. */
function keptOf(root: string, paths: readonly string[], patterns: readonly string[]): ReadonlySet<string> {
  const tree = treeOf(withoutSlash(root), paths);
  const list = (path: string): readonly Entry[] => tree.get(withoutSlash(path)) ?? [];
  return new Set(
    fastGlob.sync("**", {
      cwd: root,
      dot: true,
      followSymbolicLinks: false,
      ignore: patterns.map(asFolder),
      // fast-glob types these as Node's own overloads; of them it only calls the form with file types.
      fs: { readdirSync: list as unknown as NonNullable<fastGlob.FileSystemAdapter["readdirSync"]> },
    }),
  );
}

/** A pattern that ends in a slash means the folder, as in `.gitignore`; fast-glob would match nothing by it. */
function asFolder(pattern: string): string {
  return pattern.endsWith("/") ? `${pattern}**` : pattern;
}

/** Paths as directories (absolute path → entries). A skipped directory stands there as a file. */
function treeOf(base: string, paths: readonly string[]): Map<string, Entry[]> {
  const tree = new Map<string, Entry[]>([[base, []]]);
  const directory = (path: string): Entry[] => {
    const known = tree.get(path);
    if (known !== undefined) return known;
    const made: Entry[] = [];
    tree.set(path, made);
    add(path, "directory");
    return made;
  };
  const add = (path: string, type: "file" | "directory"): void => {
    const slash = path.lastIndexOf("/");
    directory(path.slice(0, slash)).push(entry(path.slice(slash + 1), type));
  };
  for (const path of paths) add(`${base}/${path}`, "file");
  return tree;
}

function entry(name: string, type: "file" | "directory"): Entry {
  return {
    name,
    isFile: () => type === "file",
    isDirectory: () => type === "directory",
    isSymbolicLink: () => false,
  };
}

/** The root of the disk is the one directory whose path ends in a slash. */
function withoutSlash(path: string): string {
  return path.replace(/\/$/, "");
}
