import { type Context, type Mount, type Root, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { isWithin, normalize } from "../core/paths.ts";
import { at, pairsAt, textAt } from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import type { Delivery } from "./deliver.ts";
import type { KustomizeTree } from "./kustomize.ts";
import { overlayOf, targetNamespace } from "./overlay.ts";
import type { Delivered, Way } from "./way.ts";

/**
 * The directory of this repository at which the `spec.path` of a Flux Kustomization begins, "" for the repository's
 * root; undefined where it reads another repository, so that its path may not be looked up here.
 */
export type ReadsThisTree = (
  kustomization: Manifest,
  namespace: string | undefined,
  scope: string,
) => string | undefined;

/** What the roots of a tree reach. */
export interface Followed {
  contexts: Map<string, Context[]>;
  mounts: Mount[];
}

/**
 * Follows the roots: each root delivers files, among them Flux Kustomizations that deliver more. One with a
 * `kubeConfig` applies to another cluster, so what it delivers has a scope of its own: the path it applies.
 * @returns for each file the ways in which it reaches a cluster, in a stable order, and the folders that were followed.
 */
export function followRoots(
  roots: readonly Root[],
  kustomizations: ReadonlyMap<string, readonly Manifest[]>,
  delivery: Delivery,
  readsThisTree: ReadsThisTree,
): Followed {
  const contexts = new ContextBook();
  const mounts: Mount[] = [];
  for (const scope of new Set(roots.map((root) => root.scope))) {
    const starts = roots.filter((root) => root.scope === scope);
    const visited = new Set<string>();
    const queue = starts.map((root) => ({ scope, path: scope, via: root.manifest }));
    for (let entry = queue.shift(); entry; entry = queue.shift()) {
      const namespace = targetNamespace(entry.via);
      const overlay = overlayOf(entry.via, entry.path);
      const here = contextOf(delivery.through(overlay), entry.scope, entry.via, namespace);
      mounts.push({ path: entry.path, context: here });
      for (const delivered of delivery.of(entry.path, overlay)) {
        const context = contextOf(delivered, entry.scope, entry.via, namespace);
        if (!contexts.add(delivered.file, context)) continue;
        for (const child of kustomizations.get(delivered.file) ?? []) {
          const namespace = context.namespace ?? child.namespace;
          const base = readsThisTree(child, namespace, entry.scope);
          const path = base === undefined ? undefined : pathOf(child, context.via, base);
          const place = `${child.document.file}:${child.document.index}:${child.item ?? ""}`;
          const key = `${entry.scope}:${place}:${namespace}:${path}`;
          if (path === undefined || visited.has(key)) continue;
          visited.add(key);
          const remote = at(child.node, ["spec", "kubeConfig"]) !== undefined;
          const reached = remote ? remoteScope(path, entry.scope, roots) : entry.scope;
          queue.push({ scope: reached, path, via: child });
        }
      }
    }
  }
  return { contexts: contexts.byFile, mounts };
}

/** Scope of what is applied to another cluster: that of the root which the path belongs to, else the path itself. */
function remoteScope(path: string, own: string, roots: readonly Root[]): string {
  const holders = roots.map((root) => root.scope).filter((scope) => scope !== own && isWithin(path, scope));
  return holders.sort((a, b) => b.length - a.length)[0] ?? path;
}

/** Contexts of a file that no root reaches: what the kustomization.yaml files around it say. */
export function looseContexts(
  files: Iterable<string>,
  tree: KustomizeTree,
  delivery: Delivery,
  known: ReadonlyMap<string, readonly Context[]>,
): Map<string, Context[]> {
  const contexts = new ContextBook();
  for (const directory of tree.byDirectory.keys()) {
    if (tree.included.has(directory)) continue;
    for (const delivered of delivery.of(directory)) {
      if (known.has(delivered.file)) continue;
      contexts.add(delivered.file, contextOf(delivered, UNKNOWN, undefined, undefined));
    }
  }
  for (const file of files)
    if (!known.has(file) && !contexts.byFile.has(file))
      contexts.add(file, contextOf(bare(file), UNKNOWN, undefined, undefined));
  return contexts.byFile;
}

/**
 * `spec.path` of a Flux Kustomization as a path of this tree; "" for the root of the repository.
 * Variables that the applying Kustomization gives as literals are filled in; others make it undefined.
 * @param base directory of this tree that is the root of the artifact it reads
 */
export function pathOf(kustomization: Manifest, via: Manifest | undefined, base = ""): string | undefined {
  const text = textAt(kustomization.node, ["spec", "path"]) ?? "";
  const literal = new Map(
    pairsAt(via?.node, ["spec", "postBuild", "substitute"]).map((pair) => [
      String(pair.key.value),
      textAt(pair.value),
    ]),
  );
  const filled = text.replace(
    /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::?[=-]([^${}]*))?\}/g,
    (whole, name: string, fallback: string | undefined) => literal.get(name) ?? fallback ?? whole,
  );
  if (hasVariable(filled)) return undefined;
  const path = normalize(filled.replace(/^\/+/, ""));
  return path === undefined || base === "" ? path : normalize(path, base);
}

function bare(file: string): Delivered {
  return { file, namespace: undefined, prefix: "", suffix: "", configurations: false, chain: [] };
}

function contextOf(
  delivered: Way,
  scope: string,
  via: Manifest | undefined,
  target: string | undefined,
): Context {
  const { prefix, suffix, configurations, chain } = delivered;
  return { scope, namespace: target ?? delivered.namespace, prefix, suffix, configurations, chain, via };
}

/** Contexts by file, each once. */
class ContextBook {
  readonly byFile = new Map<string, Context[]>();
  readonly #keys = new Set<string>();
  readonly #numbers = new Map<Manifest | undefined, number>([[undefined, 0]]);

  /** Adds a context unless an equal one is known; false where it was. */
  add(file: string, context: Context): boolean {
    const via = this.#numbers.get(context.via) ?? this.#numbers.size;
    this.#numbers.set(context.via, via);
    const key = `${file}\0${context.scope}\0${context.namespace ?? ""}\0${context.prefix}\0${context.suffix}\0${via}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    pushTo(this.byFile, file, context);
    return true;
  }
}
