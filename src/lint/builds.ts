/** What clusters have, as the rules ask for it. */
import type { Cluster, ClusterObject, Delivery } from "../build/cluster.ts";
import { attempt } from "../build/files.ts";
import { builtNode } from "../build/from-tree.ts";
import { changes } from "../build/gap.ts";
import { BuildFailure, isWritten, type Origin, type Written } from "../build/node.ts";
import { newObject } from "../build/object.ts";
import { idOf } from "../build/object-id.ts";
import { type Location, locate, type Manifest } from "../core/manifest.ts";
import { at, type PathStep, type YamlNode } from "../core/tree.ts";
import { BuiltManifests, type InCluster, isAsWritten, valueAt } from "../graph/built-manifests.ts";
import { ManifestIndex } from "../graph/built-roots.ts";
import { inFile } from "../graph/sites.ts";
import { Unbuilt } from "../scan/built-declarations.ts";
import { Delivery as Includes } from "../scan/deliver.ts";
import { type LintContext, placeIn } from "./context.ts";
import { onceATree } from "./once.ts";

type Needs = Pick<LintContext, "objects" | "clusters">;

const indexOf = onceATree(({ objects }: Needs) => new ManifestIndex(objects.manifests));

/** What no cluster gets, and why. */
export const unbuiltOf = onceATree((context: Needs) => {
  const { objects, clusters } = context;
  const files = objects.documents.map(({ file }) => file);
  const includes = new Includes(objects.tree, files);
  return new Unbuilt(clusters, indexOf(context), (directory) => includes.of(directory));
});

/**
 * Every object as clusters get it. What stands in no build (programs, files around which nothing builds) is there as
 * it is written, in a cluster of which nothing is known.
 */
export const buildsOf = onceATree(
  (context: Needs) => new BuiltManifests([...context.clusters, asWritten(context)], indexOf(context)),
);

function asWritten(context: Needs): Cluster {
  const unbuilt = unbuiltOf(context);
  const objects: ClusterObject[] = [];
  const delivery: Delivery = {
    by: undefined,
    directory: undefined,
    base: undefined,
    objects,
    gaps: [],
    missed: [],
    failure: undefined,
    visited: new Set(),
    doubt: undefined,
  };
  for (const manifest of context.objects.manifests) {
    if (!unbuilt.has(manifest)) continue;
    const { document } = manifest;
    const tree = document.code ? lastOfEach(manifest.node) : manifest.node;
    const node = attempt(() => builtNode(tree, { document, holder: undefined }));
    if (node instanceof BuildFailure || node.type !== "map") continue;
    const failure = unbuilt.failureOf(document.file);
    const gaps = failure === undefined ? [] : [changes(failure, { by: "default", from: [] })];
    objects.push({ built: { ...newObject(node), gaps }, id: idOf(node), delivery });
  }
  return { path: undefined, key: "?", roots: [], deliveries: [delivery], objects, gaps: [] };
}

/** A program may give a field twice, by a spread and after it: the last one counts. */
function lastOfEach(node: YamlNode): YamlNode {
  if (node.type === "seq") return { ...node, items: node.items.map(lastOfEach) };
  if (node.type !== "map") return node;
  const pairs = node.items.map(
    (pair) => [pair.key.value, pair.value ? { ...pair, value: lastOfEach(pair.value) } : pair] as const,
  );
  return { ...node, items: [...new Map(pairs).values()] };
}

/** Where the value at a path of an object is written: in its manifest, or in what else gives it. */
export function placeOfValue(one: InCluster, path: readonly PathStep[]): Location {
  const node = at(one.manifest.node, path);
  if (node && isAsWritten(one, path)) return placeIn(one.manifest, node);
  const value = valueAt(one.object.built.node, path);
  return value ? placeOfOrigin(one, value.origin, node) : placeIn(one.manifest, node);
}

/** Where a key or value comes from; if no text is known, the manifest that its object stands in. */
export function placeOfOrigin({ manifest }: InCluster, origin: Origin, fallback?: YamlNode): Location {
  const written = writtenOf(origin);
  if (!written) return placeIn(manifest, fallback);
  const place = inFile(written);
  return locate(place.text.document, place);
}

/** The first text that a value is made of. */
function writtenOf(origin: Origin): Written | undefined {
  if (isWritten(origin)) return origin;
  for (const from of origin.from) {
    const found = writtenOf(from);
    if (found) return found;
  }
  return undefined;
}

/** The declaration of an object of a cluster, if it is one in a text of its own. */
export function declarationOf({ built, id }: ClusterObject, context: Needs): Manifest | undefined {
  const manifest = indexOf(context).of(built.node);
  return manifest?.kind === id.kind ? manifest : undefined;
}
