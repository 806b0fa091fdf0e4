import { dirname, join } from "../core/paths.ts";
import type { KustomizeTree } from "./kustomize.ts";

/** What building a directory with kustomize yields for one file. */
export interface Delivered {
  file: string;
  namespace: string | undefined;
  prefix: string;
  suffix: string;
  configurations: boolean;
  /** kustomization.yaml files passed, outermost first. */
  chain: readonly string[];
}

/** Deeper trees of kustomization.yaml files than any fleet has; a bound against hostile ones. */
const MAX_NESTING = 64;
/** Diamonds of inclusions with prefixes grow exponentially; beyond this many results in all the rest is not followed. */
const MAX_DELIVERED = 2_000_000;

interface Folder {
  files: string[];
  folders: string[];
}

/** One walk through kustomization.yaml files: no cycles, and no directory twice with the same names. */
class Visit {
  readonly #open = new Set<string>();
  readonly #seen = new Set<string>();

  enter(directory: string, outer: Omit<Delivered, "file">): boolean {
    const key = JSON.stringify([directory, outer.namespace, outer.prefix, outer.suffix]);
    if (this.#open.has(directory) || this.#open.size > MAX_NESTING || this.#seen.has(key)) return false;
    this.#open.add(directory);
    this.#seen.add(key);
    return true;
  }

  leave(directory: string): void {
    this.#open.delete(directory);
  }
}

const NOTHING: Omit<Delivered, "file"> = {
  namespace: undefined,
  prefix: "",
  suffix: "",
  configurations: false,
  chain: [],
};

/**
 * Answers which files a `spec.path` delivers, as kustomize-controller does: through the kustomization.yaml
 * there, else through every YAML file below, where a folder with a kustomization.yaml of its own counts as one.
 */
export class Delivery {
  readonly #tree: KustomizeTree;
  readonly #folders = new Map<string, Folder>();
  readonly #files: ReadonlySet<string>;
  readonly #memo = new Map<string, Delivered[]>();
  readonly #fileSets = new Map<string, ReadonlySet<string>>();
  #left = MAX_DELIVERED;

  constructor(tree: KustomizeTree, files: Iterable<string>) {
    this.#tree = tree;
    this.#files = new Set(files);
    for (const file of this.#files) this.#folder(dirname(file)).files.push(file);
    for (const directory of tree.byDirectory.keys()) this.#folder(directory);
  }

  /** True where the tree holds manifests at or below the directory. */
  exists(directory: string): boolean {
    return this.#folders.has(directory);
  }

  /** Files delivered by a directory of this tree; empty where it does not exist. */
  of(directory: string): readonly Delivered[] {
    let known = this.#memo.get(directory);
    if (!known) {
      known = [];
      if (this.exists(directory)) this.#generate(directory, NOTHING, known, new Visit());
      this.#memo.set(directory, known);
      this.#left -= known.length;
    }
    return known;
  }

  /** True where a directory of this tree delivers the file. */
  delivers(directory: string, file: string): boolean {
    let files = this.#fileSets.get(directory);
    if (!files) {
      files = new Set(this.of(directory).map((delivered) => delivered.file));
      this.#fileSets.set(directory, files);
    }
    return files.has(file);
  }

  /** Like `of` for a kustomization.yaml's own tree, from a directory that has one. */
  #build(directory: string, outer: Omit<Delivered, "file">, into: Delivered[], visit: Visit): void {
    const kustomization = this.#tree.byDirectory.get(directory);
    if (!kustomization || into.length > this.#left || !visit.enter(directory, outer)) return;
    const context = {
      namespace: outer.namespace ?? kustomization.namespace,
      prefix: outer.prefix + kustomization.prefix,
      suffix: kustomization.suffix + outer.suffix,
      configurations: outer.configurations || kustomization.configurations,
      chain: [...outer.chain, kustomization.file],
    };
    into.push({ file: kustomization.file, ...context });
    for (const path of [
      ...kustomization.resources,
      ...kustomization.patchFiles,
      ...kustomization.generated,
    ]) {
      if (this.#files.has(path)) into.push({ file: path, ...context });
      else this.#build(path, context, into, visit);
    }
    visit.leave(directory);
  }

  #generate(directory: string, outer: Omit<Delivered, "file">, into: Delivered[], visit: Visit): void {
    if (this.#tree.byDirectory.has(directory)) {
      this.#build(directory, outer, into, visit);
      return;
    }
    const folder = this.#folders.get(directory);
    if (!folder || into.length > this.#left) return;
    for (const file of folder.files) into.push({ file, ...outer });
    for (const name of folder.folders) this.#generate(join(directory, name), outer, into, visit);
  }

  #folder(directory: string): Folder {
    let folder = this.#folders.get(directory);
    if (folder) return folder;
    folder = { files: [], folders: [] };
    this.#folders.set(directory, folder);
    if (directory !== "") {
      const parent = dirname(directory);
      this.#folder(parent).folders.push(directory.slice(parent === "" ? 0 : parent.length + 1));
    }
    return folder;
  }
}
