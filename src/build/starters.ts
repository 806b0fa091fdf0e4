/** Which directories may bring what starts a cluster, told by the bytes of their files before anything is built. */
import { join } from "../core/paths.ts";
import { attempt, type ParsedFiles } from "./files.ts";
import type { Kustomization } from "./kustomization.ts";
import { loadedBy } from "./named-paths.ts";
import { BuildFailure } from "./node.ts";
import type { TreeBuilder } from "./tree-builder.ts";

/**
 * Kustomizations and FluxInstances, and the sources that they read. Most directories of a fleet hold the releases of
 * one app and nothing of the kind.
 */
export class Starters {
  readonly #files: ParsedFiles;
  readonly #kustomization: (directory: string) => Kustomization;
  readonly #known = new Map<string, boolean>();

  constructor({ files, directories }: TreeBuilder) {
    this.#files = files;
    this.#kustomization = (directory) => directories.kustomization(directory, "lenient");
  }

  /** False if no object of a directory, with all that its kustomization loads, starts a cluster. */
  in(directory: string): boolean {
    let known = this.#known.get(directory);
    if (known === undefined) {
      // A directory that is part of itself does not build: whoever asks finds out.
      this.#known.set(directory, true);
      known = this.#search(directory);
      this.#known.set(directory, known);
    }
    return known;
  }

  #search(directory: string): boolean {
    const file = attempt(() => this.#files.kustomizationFile(directory));
    if (file instanceof BuildFailure) return true;
    if (file === undefined)
      return this.#files.files
        .list(directory)
        .some((entry) => this.#at(join(directory, entry.name), entry.directory));
    const kustomization = attempt(() => this.#kustomization(directory));
    if (kustomization instanceof BuildFailure) return true;
    const { isDirectory } = this.#files.files;
    return this.#at(file, false) || loadedBy(kustomization).some((path) => this.#at(path, isDirectory(path)));
  }

  #at(path: string, isDirectory: boolean): boolean {
    return isDirectory ? this.in(path) : this.#files.files.mayStart?.(path) !== false;
  }
}
