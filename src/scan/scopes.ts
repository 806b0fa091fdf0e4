import { type Context, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Delivery } from "./deliver.ts";
import type { KustomizeTree } from "./kustomize.ts";
import type { Delivered, Way } from "./way.ts";

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
