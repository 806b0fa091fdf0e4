import type { Attributes, Disk } from "./disk.ts";
import { errnoCode } from "./errno.ts";
import { temporaryBeside } from "./temporary-name.ts";

/** The files and directories that one write puts into the tree on its way, and takes out again. */
export class Temporary {
  readonly #disk: Disk;
  readonly #files = new Set<string>();
  readonly #directories: string[] = [];

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Makes directories, outermost first; those of this write that exist already are passed over. */
  directories(paths: readonly string[]): void {
    for (const path of paths) {
      if (this.#directories.includes(path)) continue;
      this.#disk.makeDirectory(path);
      this.#directories.push(path);
    }
  }

  /** A new file beside `target` with the bytes; returns its path. `part` tells the two files of one target apart. */
  create(target: string, part: "new" | "old", bytes: Uint8Array, attributes: Attributes | undefined): string {
    const path = temporaryBeside(target, part);
    this.#files.add(path);
    try {
      this.#disk.create(path, bytes, attributes);
    } catch (error) {
      if (errnoCode(error) === "EEXIST") this.#files.delete(path);
      throw error;
    }
    return path;
  }

  /**
   * A second name for the original beside it. It costs no space, so putting it back works on a full disk too.
   * @throws the system error where the file system has no links.
   */
  link(target: string): string {
    const path = temporaryBeside(target, "old");
    this.#disk.link(target, path);
    this.#files.add(path);
    return path;
  }

  /** The file is no longer temporary: it was renamed, or must outlive the write. */
  release(path: string): void {
    this.#files.delete(path);
  }

  /** Removes what is left; returns what could not be removed. */
  removeFiles(): string[] {
    return [...this.#files].filter((path) => {
      const gone = attempt(() => {
        if (this.#disk.facts(path) !== undefined) this.#disk.remove(path);
      });
      return !gone.ok;
    });
  }

  /** Removes the directories that were made, unless somebody else has put something there. */
  removeDirectories(): void {
    for (const path of this.#directories.toReversed()) attempt(() => this.#disk.removeDirectory(path));
  }
}

/** Runs a step of the cleaning up, a second time if it fails: nobody else will do it later. */
export function attempt<T>(step: () => T): { ok: true; value: T } | { ok: false } {
  for (let tries = 0; tries < 2; tries++) {
    try {
      return { ok: true, value: step() };
    } catch {
      // Tried again, then reported by the caller.
    }
  }
  return { ok: false };
}
