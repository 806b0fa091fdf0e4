import { type Graph, UNKNOWN } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { dirname, isWithin, normalize } from "../core/paths.ts";
import { readsThisRepository } from "../core/this-repository.ts";
import { textAt } from "../core/tree.ts";
import { isFilledLater } from "../core/variables.ts";
import { GROUP } from "../flux/groups.ts";
import { Delivery } from "../scan/deliver.ts";
import type { Objects } from "../scan/objects.ts";
import { MAKERS } from "./closed.ts";
import type { LintContext } from "./context.ts";

/**
 * Tells the files that no cluster applies, in a tree that shows its clusters: an archive, an example, a copy to start
 * from. What is wrong there breaks nothing today. If nobody knows, a file is not idle: in a tree without a root, or
 * with a cluster that does not build, in a program, and below the path of a Kustomization that may read this repository.
 */
export function idleFiles({ graph, clusters, objects }: LintContext): (file: string) => boolean {
  const used = new Set<string>();
  if (graph.roots.length === 0) return () => false;
  // What a directory would bring that does not build today, nobody knows before somebody mends it.
  if (graph.failing.some((one) => mayStart(one, objects))) return () => false;
  for (const { path, roots, deliveries } of clusters) {
    if (path === undefined) continue;
    for (const { file } of roots) if (file !== undefined) used.add(file);
    for (const { visited } of deliveries) for (const file of visited) used.add(file);
  }
  for (const [file, contexts] of graph.contexts)
    if (contexts.some(({ scope }) => scope !== UNKNOWN)) used.add(file);
  for (const manifest of objects.manifests) if (appliesItself(manifest)) used.add(manifest.document.file);
  const reach = new Reach(graph, objects, used);
  reach.follow();
  const read = new Set(objects.documents.flatMap(({ file, code }) => (code ? [] : [file])));
  return (file) => read.has(file) && !used.has(file) && !reach.isOpen;
}

/** A directory that fails hides the root that it may hold: then its cluster is not known either. */
function mayStart({ clusters, what }: Graph["failing"][number], { manifests }: Objects): boolean {
  if (clusters.length > 0) return true;
  return manifests.some(
    (manifest) =>
      isApplier(manifest) && what.some((directory) => isWithin(manifest.document.file, directory)),
  );
}

/** What Kustomizations may apply beside what is known: those whose source this tree does not tell, and theirs in turn. */
class Reach {
  /** True if something that is applied may apply any file. */
  isOpen = false;
  readonly #used: Set<string>;
  readonly #below = new Map<string, string[]>();
  readonly #appliers: ReadonlyMap<string, readonly Manifest[]>;
  readonly #includes: Delivery;
  readonly #ownerOf: ReturnType<typeof ownerOf>;
  readonly #known = new Set<string>();

  constructor(graph: Graph, objects: Objects, used: Set<string>) {
    this.#used = used;
    const files = new Set(objects.documents.map(({ file }) => file));
    for (const file of files)
      for (let directory = file; directory !== ""; ) {
        directory = dirname(directory);
        pushTo(this.#below, directory, file);
      }
    this.#includes = new Delivery(objects.tree, files);
    this.#appliers = groupBy(objects.manifests.filter(isApplier), ({ document }) => document.file);
    this.#ownerOf = ownerOf(graph);
  }

  /** Adds everything that may be applied to `used`. */
  follow(): void {
    const open = [...this.#appliers.keys()].filter((file) => this.#used.has(file));
    for (let file = open.pop(); file !== undefined && !this.isOpen; file = open.pop())
      for (const manifest of this.#appliers.get(file) ?? [])
        for (const next of this.#filesOf(manifest))
          if (!this.#used.has(next)) {
            this.#used.add(next);
            if (this.#appliers.has(next)) open.push(next);
          }
  }

  #filesOf(manifest: Manifest): readonly string[] {
    if (manifest.kind !== "Kustomization") {
      this.isOpen = true;
      return [];
    }
    const path = pathOf(manifest.node);
    const owner = this.#ownerOf(manifest);
    if (owner === "other" || this.#known.has(path)) return [];
    // What applies all of this repository is a root, and known as one.
    if (path === "" && owner !== "own") return [];
    this.#known.add(path);
    if (path === "" || isFilledLater(path)) {
      this.isOpen = true;
      return [];
    }
    return this.#directories(path).flatMap((directory) => [
      ...(this.#below.get(directory) ?? []),
      ...this.#includes.of(directory).map((one) => one.file),
    ]);
  }

  /** A tree may hold whole repositories in folders of its own, and paths count from theirs. */
  #directories(path: string): readonly string[] {
    if (this.#below.has(path)) return [path];
    return [...this.#below.keys()].filter((directory) => directory.endsWith(`/${path}`));
  }
}

/** A Kustomization that applies its own file is a root, or would be one if nothing were wrong with it. */
function appliesItself({ kind, group, node, document: { file } }: Manifest): boolean {
  if (group !== GROUP.kustomize || kind !== "Kustomization") return false;
  const path = pathOf(node);
  return path !== "" && isWithin(file, path);
}

function pathOf(node: Manifest["node"]): string {
  return normalize((textAt(node, ["spec", "path"]) ?? "").replace(/^\/+/, "")) ?? "";
}

/** What makes Kustomizations out of templates may apply any path. */
function isApplier({ group, kind, document, node }: Manifest): boolean {
  if (group === GROUP.kustomize && kind === "Kustomization") return true;
  const text = document.text.slice(node.start - document.start, node.end - document.start);
  return MAKERS.has(kind) && text.includes("Kustomization");
}

/** Whether a Kustomization reads this repository, another one, or nobody knows. */
function ownerOf(graph: Graph): (manifest: Manifest) => "own" | "other" | "unknown" {
  const isOwn = readsThisRepository(graph);
  const read = new Map(
    graph.references
      .filter(({ row }) => row.id === "kustomization-source-ref")
      .map((one) => [one.manifest.node, one.sources]),
  );
  return ({ node }) => {
    const answers = (read.get(node) ?? []).map(isOwn);
    if (answers.includes(true)) return "own";
    return answers.length > 0 && answers.every((one) => one === false) ? "other" : "unknown";
  };
}
