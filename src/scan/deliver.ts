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
/** Diamonds of inclusions grow exponentially; beyond this many results the rest is not followed. */
const MAX_DELIVERED = 500_000;

interface Folder {
  files: string[];
  folders: string[];
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
      if (this.exists(directory)) this.#generate(directory, NOTHING, known, new Set());
      this.#memo.set(directory, known);
    }
    return known;
  }

  /** Like `of` for a kustomization.yaml's own tree, from a directory that has one. */
  #build(directory: string, outer: Omit<Delivered, "file">, into: Delivered[], open: Set<string>): void {
    const kustomization = this.#tree.byDirectory.get(directory);
    if (!kustomization || open.has(directory) || open.size > MAX_NESTING || into.length > MAX_DELIVERED)
      return;
    open.add(directory);
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
      else this.#build(path, context, into, open);
    }
    open.delete(directory);
  }

  #generate(directory: string, outer: Omit<Delivered, "file">, into: Delivered[], open: Set<string>): void {
    if (this.#tree.byDirectory.has(directory)) {
      this.#build(directory, outer, into, open);
      return;
    }
    const folder = this.#folders.get(directory);
    if (!folder) return;
    for (const file of folder.files) into.push({ file, ...outer });
    for (const name of folder.folders) this.#generate(join(directory, name), outer, into, open);
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
