import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tempTree } from "./temp-tree.ts";

/** Files of a directory: path with `/` → bytes, sorted by path. */
export type FileTree = ReadonlyMap<string, Buffer>;

/** Reads every file below a directory; an empty tree where there is none. */
export function readTree(directory: string): FileTree {
  const found = new Map<string, Buffer>();
  if (!existsSync(directory)) return found;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(directory.length + 1).replaceAll("\\", "/"), readFileSync(path));
  }
  return sorted(found);
}

/**
 * Writes a tree into a temporary directory that goes with the test; returns the directory. With an origin it is a
 * repository as far as git2oci reads one: HEAD and the remote of `.git/config`.
 */
export function placeTree(tree: FileTree, origin: string | undefined): string {
  const git = {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/config": `[remote "origin"]\n\turl = ${origin}\n`,
  };
  return tempTree({ ...Object.fromEntries(tree), ...(origin !== undefined && git) });
}

/** `base` with files put over it and files taken away. */
export function overlay(base: FileTree, over: FileTree, removed: readonly string[]): FileTree {
  const result = new Map([...base, ...over]);
  for (const path of removed) result.delete(path);
  return sorted(result);
}

/** The tree with the text of each YAML file changed; other files keep their bytes. */
export function reshape(tree: FileTree, shape: (text: string, path: string) => string): FileTree {
  const isYaml = (path: string) => /\.ya?ml$|(?:^|\/)Kustomization$/i.test(path);
  return new Map(
    [...tree].map(([path, bytes]) => [
      path,
      isYaml(path) ? Buffer.from(shape(bytes.toString("utf8"), path), "utf8") : bytes,
    ]),
  );
}

/** A tree as plain text for comparison: a failing test then shows lines; bytes that are no UTF-8 show as hex. */
export function asText(tree: FileTree): Record<string, string> {
  return Object.fromEntries(
    [...tree].map(([path, bytes]) => {
      const text = bytes.toString("utf8");
      return [path, Buffer.from(text, "utf8").equals(bytes) ? text : `hex ${bytes.toString("hex")}`];
    }),
  );
}

function sorted(tree: ReadonlyMap<string, Buffer>): FileTree {
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}
