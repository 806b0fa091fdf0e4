/** What clusters make of the manifests of a tree. */
import type { Cluster, ClusterObject } from "../build/cluster.ts";
import { type BuiltNode, get, isNull, isWritten, type Origin } from "../build/node.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { at, deref, type PathStep, type YamlNode } from "../core/tree.ts";
import type { ManifestIndex } from "./built-roots.ts";
import { type ClusterSources, sourcesOf } from "./source-refs.ts";

/** A manifest as one cluster gets it. */
export interface InCluster {
  /** What it stands in: the object itself, or what makes it (a ResourceSet, a FluxInstance). */
  manifest: Manifest;
  object: ClusterObject;
  sources: ClusterSources;
}

/** The objects of clusters, by the manifests that they stand in. */
export class BuiltManifests {
  readonly all: readonly InCluster[];
  readonly #byManifest = new Map<Manifest, InCluster[]>();
  readonly #index: ManifestIndex;

  constructor(clusters: readonly Cluster[], index: ManifestIndex) {
    this.#index = index;
    this.all = sourcesOf(clusters).flatMap((sources) =>
      sources.cluster.objects.flatMap((object) => {
        const manifest = index.of(object.built.node);
        return manifest ? [{ manifest, object, sources }] : [];
      }),
    );
    for (const one of this.all)
      if (one.manifest.kind === one.object.id.kind) pushTo(this.#byManifest, one.manifest, one);
  }

  /** The manifest as each cluster gets it; empty if none does. */
  of(manifest: Manifest): readonly InCluster[] {
    return this.#byManifest.get(manifest) ?? [];
  }

  /** The manifest that an object stands in. */
  manifestOf({ built }: ClusterObject): Manifest | undefined {
    return this.#index.of(built.node);
  }
}

/** True if a gap may change what the object says. A variable that nothing sets is seen in the value that holds it. */
export function isBlurred({ manifest, object: { built, delivery } }: InCluster): boolean {
  return built.gaps.some(
    (gap) => gap.effect === "changes" && gap !== delivery.doubt && !isOf(gap.at, manifest),
  );
}

/** The value at a path of keys and indices. */
export function valueAt(node: BuiltNode | undefined, path: readonly PathStep[]): BuiltNode | undefined {
  let value = node;
  for (const step of path)
    value = value?.type === "list" && typeof step === "number" ? value.items[step] : get(value, String(step));
  return value;
}

/** True if the cluster gets the value at a path as the manifest writes it, or if neither has one. */
export function isAsWritten({ manifest, object }: InCluster, path: readonly PathStep[]): boolean {
  return isSame(valueAt(object.built.node, path), at(manifest.node, path), manifest);
}

function isSame(value: BuiltNode | undefined, node: YamlNode | undefined, manifest: Manifest): boolean {
  const written = deref(node);
  const isEmpty = written === undefined || (written.type === "scalar" && written.value === null);
  if (value === undefined || isNull(value)) return isEmpty;
  if (written === undefined || !isOf(value.origin, manifest)) return false;
  if (value.type === "scalar") return written.type === "scalar";
  if (value.type === "list")
    return (
      written.type === "seq" &&
      value.items.length === written.items.length &&
      value.items.every((item, i) => isSame(item, written.items[i], manifest))
    );
  if (written.type !== "map") return false;
  const keys = [...value.entries.map(({ key }) => key), ...written.items.map(({ key }) => String(key.value))];
  return [...new Set(keys)].every(
    (key) => key === "<<" || isSame(get(value, key), at(written, [key]), manifest),
  );
}

/** True for what stands in the document of the manifest. */
function isOf(origin: Origin, { document: { file, start, end } }: Manifest): boolean {
  if (!isWritten(origin) || origin.text.holder) return false;
  return origin.text.document.file === file && start <= origin.start && origin.start <= end;
}
