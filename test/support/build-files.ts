/** Trees as our builder reads them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import type { BuildFiles } from "../../src/build/files.ts";

/** A folder of the disk. */
export function diskFiles(root: string): BuildFiles {
  const stat = (path: string) => statSync(join(root, path), { throwIfNoEntry: false });
  return {
    read: (path) => (stat(path)?.isFile() ? readFileSync(join(root, path), "utf8") : undefined),
    isDirectory: (path) => stat(path)?.isDirectory() === true,
    list: (path) =>
      readdirSync(join(root, path))
        .sort()
        .map((name) => ({ name, directory: stat(posix.join(path, name))?.isDirectory() === true })),
  };
}

/** Files by their path. */
export function memoryFiles(files: Readonly<Record<string, string>>): BuildFiles {
  const folders = new Map<string, Map<string, boolean>>([[".", new Map()]]);
  for (const path of Object.keys(files)) {
    for (let [below, directory] = [path, false]; below !== "."; directory = true) {
      const folder = posix.dirname(below);
      const names = folders.get(folder) ?? new Map<string, boolean>();
      folders.set(folder, names.set(posix.basename(below), directory));
      below = folder;
    }
  }
  const clean = (path: string) => posix.join(".", path).replace(/(?<=.)\/$/, "");
  return {
    read: (path) => files[clean(path)],
    isDirectory: (path) => folders.has(clean(path)),
    list: (path) =>
      [...(folders.get(clean(path)) ?? [])]
        .map(([name, directory]) => ({ name, directory }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
