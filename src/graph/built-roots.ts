/** Roots of the graph, from those that the builder has found. */
import type { Cluster, ClusterRoot } from "../build/cluster.ts";
import { type BuiltNode, get, isWritten } from "../build/node.ts";
import { type Root, UNKNOWN } from "../core/graph.ts";
import type { Document, Manifest } from "../core/manifest.ts";
import { inFile } from "./sites.ts";

/** The name of a cluster in the graph: the path of its root. */
export function scopeOf({ path }: Pick<Cluster, "path">): string {
  return path ?? UNKNOWN;
}

/** Manifests by the place of their `kind`. */
export class ManifestIndex {
  readonly #byFile = new Map<string, Manifest[]>();

  constructor(manifests: readonly Manifest[]) {
    for (const manifest of manifests) {
      const { file } = manifest.document;
      this.#byFile.set(file, [...(this.#byFile.get(file) ?? []), manifest]);
    }
  }

  /** The manifests of a file. */
  in(file: string): readonly Manifest[] {
    return this.#byFile.get(file) ?? [];
  }

  /** The manifest that an object stands in, by the place of its name, else of its kind. */
  of(node: BuiltNode): Manifest | undefined {
    for (const value of [get(get(node, "metadata"), "name"), get(node, "kind"), node]) {
      if (!value || !isWritten(value.origin)) continue;
      const { text, start } = inFile(value.origin);
      const found = this.#byFile
        .get(text.document.file)
        ?.find((one) => one.node.start <= start && start <= one.node.end);
      if (found) return found;
    }
    return undefined;
  }
}

/** The roots of clusters as the graph has them. */
export function rootsOf(
  clusters: readonly Cluster[],
  manifests: ManifestIndex,
  documents: readonly Document[],
): Root[] {
  return clusters.flatMap((cluster) =>
    cluster.roots.map((root) => asRoot(root, scopeOf(cluster), manifests, documents)),
  );
}

function asRoot(
  { by, object, namespace, source, prune, file }: ClusterRoot,
  scope: string,
  manifests: ManifestIndex,
  documents: readonly Document[],
): Root {
  const manifest = object && manifests.of(object.built.node);
  const document = manifest?.document ?? documents.find((one) => one.file === file);
  return { scope, by, manifest, document, namespace, source, prune };
}
