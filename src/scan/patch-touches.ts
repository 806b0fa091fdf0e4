/** Which objects of clusters a patch is applied to: the builds have applied it, so nobody guesses. */
import type { Cluster, ClusterObject } from "../build/cluster.ts";
import type { BuiltNode } from "../build/node.ts";
import { type Context, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Receiver, Within } from "../core/patch.ts";
import { deref, type YamlNode } from "../core/tree.ts";
import { type ManifestIndex, scopeOf } from "../graph/built-roots.ts";
import { siteOf, siteOfNode } from "../graph/sites.ts";
import type { Piece } from "./patch-pieces.ts";

/** An object of a cluster that a patch is applied to. */
export interface Touched {
  cluster: Cluster;
  object: ClusterObject;
}

/** Objects by the texts of the patches that were applied to them. */
export class PatchTouches {
  readonly #byText = new Map<string, Touched[]>();
  readonly #manifests: ManifestIndex;
  readonly #contexts: ReadonlyMap<string, readonly Context[]>;

  constructor(
    clusters: readonly Cluster[],
    manifests: ManifestIndex,
    contexts: ReadonlyMap<string, readonly Context[]>,
  ) {
    this.#manifests = manifests;
    this.#contexts = contexts;
    for (const cluster of clusters)
      for (const object of cluster.objects) {
        const texts = object.built.touched.flatMap(({ body, selector }) => sitesOf([body, selector]));
        for (const text of new Set(texts)) pushTo(this.#byText, text, { cluster, object });
      }
  }

  /** The objects of a patch: those of its text and of its target. Several patches may share the text of a file. */
  of({ content, contentIn, target, targetIn }: Piece): readonly Touched[] {
    const ofText = content && this.#byText.get(siteOfSpot(contentIn, content));
    if (!target) return ofText ?? [];
    const ofTarget = this.#byText.get(siteOfSpot(targetIn, target)) ?? [];
    if (!ofText) return ofTarget;
    const objects = new Set(ofTarget.map(({ object }) => object));
    return ofText.filter(({ object }) => objects.has(object));
  }

  /** As `of`, for those of a kind that stand in a manifest of the tree, as the graph has them. */
  receiversOf(piece: Piece, wanted: { group: string; kind: string }): Receiver[] {
    const { group, kind } = wanted;
    return this.of(piece).flatMap(({ cluster, object }) => {
      const manifest = this.#manifests.of(object.built.node);
      if (object.id.group !== group || object.id.kind !== kind || manifest?.kind !== kind) return [];
      const context = (this.#contexts.get(manifest.document.file) ?? []).find(
        ({ scope }) => scope === scopeOf(cluster),
      );
      return context ? [{ manifest, context, namespace: object.id.namespace || UNKNOWN }] : [];
    });
  }
}

function siteOfSpot({ document, holders }: Within, node: YamlNode): string {
  return siteOfNode(document, holders, (deref(node) ?? node).start);
}

function sitesOf(nodes: readonly (BuiltNode | undefined)[]): string[] {
  return nodes.flatMap((node) => (node ? (siteOf(node.origin) ?? []) : []));
}
