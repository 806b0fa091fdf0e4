import { dirname, join } from "../core/paths.ts";
import type { KustomizeTree } from "./kustomize.ts";
import { NO_OVERLAY, type Overlay } from "./overlay.ts";
import { type Delivered, inside, start, type Way } from "./way.ts";

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

  enter(directory: string, outer: Way): boolean {
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
  of(directory: string, overlay: Overlay = NO_OVERLAY): readonly Delivered[] {
    const key = overlay === NO_OVERLAY ? directory : JSON.stringify([directory, overlay]);
    let known = this.#memo.get(key);
    if (!known) {
      known = [];
      if (this.exists(directory)) this.#top(directory, overlay, known);
      this.#memo.set(key, known);
      this.#left -= known.length;
    }
    return known;
  }

  /** What happens to a file in a directory that has no kustomization.yaml, where this is written into its own. */
  through(overlay: Overlay): Way {
    return this.#withComponents(start(overlay), overlay.components, new Set());
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

  #top(directory: string, overlay: Overlay, into: Delivered[]): void {
    const visit = new Visit();
    if (this.#tree.byDirectory.has(directory)) {
      this.#build(directory, start(NO_OVERLAY), into, visit, overlay);
      return;
    }
    this.#generate(directory, this.through(overlay), into, visit);
    this.#buildComponents(overlay.components, start(overlay), into, visit);
  }

  /** Like `of` for a kustomization.yaml's own tree, from a directory that has one. */
  #build(
    directory: string,
    outer: Way,
    into: Delivered[],
    visit: Visit,
    overlay: Overlay = NO_OVERLAY,
  ): void {
    const kustomization = this.#tree.byDirectory.get(directory);
    if (!kustomization || into.length > this.#left || !visit.enter(directory, outer)) return;
    const own = inside(outer, kustomization, overlay);
    const components = [...kustomization.components, ...overlay.components];
    const context = this.#withComponents(own, components, new Set([directory]));
    into.push({ file: kustomization.file, ...context });
    for (const path of [
      ...kustomization.resources,
      ...kustomization.patchFiles,
      ...kustomization.generated,
    ]) {
      if (this.#files.has(path)) into.push({ file: path, ...context });
      else this.#build(path, context, into, visit);
    }
    this.#buildComponents(components, own, into, visit);
    visit.leave(directory);
  }

  /** What components bring along; each later one works on what an earlier one brings. */
  #buildComponents(components: readonly string[], outer: Way, into: Delivered[], visit: Visit): void {
    components.forEach((path, i) => {
      this.#build(path, this.#withComponents(outer, components.slice(i + 1), new Set()), into, visit);
    });
  }

  /** The way of what a kustomization.yaml includes, through its components and theirs, the last one outermost. */
  #withComponents(outer: Way, components: readonly string[], open: ReadonlySet<string>): Way {
    return components.reduceRight((way, path) => {
      const component = this.#tree.byDirectory.get(path);
      if (!component || open.has(path) || open.size > MAX_NESTING) return way;
      return this.#withComponents(
        inside(way, component, NO_OVERLAY),
        component.components,
        new Set([...open, path]),
      );
    }, outer);
  }

  #generate(directory: string, outer: Way, into: Delivered[], visit: Visit): void {
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
