/** How files reach clusters, along the deliveries that the builder has followed. */
import type { Cluster, Delivery as Delivered } from "../build/cluster.ts";
import { textIn } from "../build/node.ts";
import type { Context, Mount } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { compare } from "../core/text.ts";
import { type ManifestIndex, scopeOf } from "../graph/built-roots.ts";
import type { Delivery } from "./deliver.ts";
import type { Objects } from "./objects.ts";
import { NO_OVERLAY, overlayOf } from "./overlay.ts";
import { looseContexts } from "./scopes.ts";
import type { Way } from "./way.ts";

/** Contexts of files and folders that clusters apply. */
export interface Reached {
  contexts: Map<string, Context[]>;
  mounts: Mount[];
}

/** For every file that was read, the ways in which it reaches clusters; sorted, so that order never matters. */
export function builtContexts(
  clusters: readonly Cluster[],
  objects: Objects,
  delivery: Delivery,
  manifests: ManifestIndex,
): Reached {
  const contexts = new Map<string, Context[]>();
  const mounts: Mount[] = [];
  const known = new Set<string>();
  const add = (file: string, context: Context): void => {
    const key = `${file}\0${contextKey(context)}`;
    if (!known.has(key)) pushTo(contexts, file, context);
    known.add(key);
  };
  for (const cluster of clusters)
    for (const one of cluster.deliveries) {
      if (one.directory === undefined) continue;
      const via = one.by && manifests.of(one.by.built.node);
      const overlay = via ? overlayOf(via, one.directory) : NO_OVERLAY;
      const target = targetOf(one);
      const scope = scopeOf(cluster);
      if (one.by || cluster.path !== undefined)
        mounts.push({
          path: one.directory,
          context: asContext(delivery.through(overlay), scope, via, target),
        });
      for (const way of delivery.of(one.directory, overlay))
        add(way.file, asContext(way, scope, via, target));
    }
  for (const cluster of clusters)
    for (const { file } of cluster.roots)
      if (file !== undefined && !contexts.get(file)?.some(({ scope }) => scope === scopeOf(cluster)))
        add(file, { ...asContext(NOTHING, scopeOf(cluster), undefined, undefined) });
  const files = new Set(objects.documents.map((document) => document.file));
  for (const [file, list] of looseContexts(files, objects.tree, delivery, contexts)) contexts.set(file, list);
  const byContext = (a: Context, b: Context) => compare(contextKey(a), contextKey(b));
  for (const list of contexts.values()) list.sort(byContext);
  mounts.sort((a, b) => compare(a.path, b.path) || byContext(a.context, b.context));
  return { contexts, mounts };
}

const NOTHING: Way = { namespace: undefined, prefix: "", suffix: "", configurations: false, chain: [] };

/** The namespace that the Kustomization of a delivery forces on it. */
function targetOf({ by }: Delivered): string | undefined {
  return textIn(by?.built.node, ["spec", "targetNamespace"]) || undefined;
}

function asContext(
  { prefix, suffix, configurations, chain, namespace }: Way,
  scope: string,
  via: Manifest | undefined,
  target: string | undefined,
): Context {
  return { scope, namespace: target ?? namespace, prefix, suffix, configurations, chain, via };
}

function contextKey({ scope, namespace, prefix, suffix, via }: Context): string {
  const by = via ? `${via.document.file}#${via.document.index}` : "";
  return [scope, namespace, prefix, suffix, by].join("\0");
}
