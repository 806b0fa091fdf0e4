/** Git sources as clusters get them. */
import type { Cluster, ClusterObject } from "../build/cluster.ts";
import {
  type BuildFailure,
  type BuiltNode,
  entriesIn,
  get,
  isNull,
  isWritten,
  type Origin,
  textIn,
} from "../build/node.ts";
import { hideCredentials } from "../core/credentials.ts";
import { type Context, type GitRef, type SourceNode, UNKNOWN } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import { normalize } from "../core/paths.ts";
import { child, deref, type MapNode, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { type ManifestIndex, scopeOf } from "../graph/built-roots.ts";
import { GIT } from "./found-reference.ts";
import { credentialsIn, declare, declaredAs, type SourceStore } from "./sources.ts";

/** Sources with the objects of clusters that declare them. */
export type BuiltSources = ReadonlyMap<SourceNode, readonly ClusterObject[]>;

/** What a tree holds and no build has, because the delivery around it does not build today. */
export class Unbuilt {
  readonly #built: Set<YamlNode>;
  readonly #visited: Set<string>;
  readonly #failing = new Map<string, string>();

  /**
   * @param filesOf the files that a directory delivers, as far as its kustomization files tell
   * @param told what is said of a failure
   */
  constructor(
    clusters: readonly Cluster[],
    manifests: ManifestIndex,
    filesOf: (directory: string) => readonly { file: string }[],
    told: (failure: BuildFailure) => string = ({ message }) => hideCredentials(message),
  ) {
    const objects = clusters.flatMap((cluster) => cluster.objects);
    this.#built = new Set(objects.flatMap(({ built }) => manifests.of(built.node)?.node ?? []));
    const deliveries = clusters.flatMap((cluster) => cluster.deliveries);
    this.#visited = new Set(deliveries.flatMap(({ visited }) => [...visited]));
    for (const { failure, directory } of deliveries)
      if (failure && directory !== undefined) {
        const reason = `${directory || "the repository's top"} does not build today: ${told(failure)}`;
        this.#fail(directory, reason, manifests, filesOf, new Set());
      }
  }

  /** A directory that fails brings nothing, and nothing that Kustomizations in its files would apply. */
  #fail(
    directory: string,
    reason: string,
    manifests: ManifestIndex,
    filesOf: (directory: string) => readonly { file: string }[],
    seen: Set<string>,
  ): void {
    if (seen.has(directory)) return;
    seen.add(directory);
    for (const { file } of filesOf(directory)) {
      this.#failing.set(file, reason);
      for (const { group, kind, node } of manifests.in(file)) {
        const path =
          group === GROUP.kustomize && kind === "Kustomization" ? textAt(node, ["spec", "path"]) : "";
        const below = normalize((path ?? "").replace(/^\/+/, ""));
        if (below) this.#fail(below, reason, manifests, filesOf, seen);
      }
    }
  }

  /** True for an object that no cluster gets and that stands in no file of a delivery that builds. */
  has({ node, document }: Manifest): boolean {
    return !this.#built.has(node) && !this.#visited.has(document.file);
  }

  /** True for an object that some cluster gets. */
  isBuilt(node: YamlNode): boolean {
    return this.#built.has(node);
  }

  /** Why the delivery of a file brings nothing; undefined if it builds, or if nothing delivers it. */
  failureOf(file: string): string | undefined {
    return this.#failing.get(file);
  }

  /** True for a file that some delivery brings, so that the builds tell all about it. */
  isDelivered(file: string): boolean {
    return this.#visited.has(file) && !this.#failing.has(file);
  }
}

/** Puts the GitRepository objects of all clusters into the store. */
export function declareBuilt(
  clusters: readonly Cluster[],
  manifests: ManifestIndex,
  contexts: ReadonlyMap<string, readonly Context[]>,
  store: SourceStore,
): BuiltSources {
  const built = new Map<SourceNode, ClusterObject[]>();
  for (const cluster of clusters)
    for (const object of cluster.objects) {
      if (object.id.group !== GROUP.source || object.id.kind !== GIT) continue;
      const source = store.get(cluster.key, object.id.namespace || UNKNOWN, object.id.name);
      built.set(source, [...(built.get(source) ?? []), object]);
      // What a FluxInstance makes is declared by its sync, which the roots know.
      const maker = object.delivery.directory === undefined ? object.delivery.by : undefined;
      const manifest = maker ? undefined : manifests.of(object.built.node);
      if (manifest?.kind !== GIT) continue;
      const here = (contexts.get(manifest.document.file) ?? []).filter(
        ({ scope }) => scope === scopeOf(cluster),
      );
      for (const context of here.length > 0 ? here : [undefined])
        declare(source, declaredAs(manifest), manifest, specOf(manifest), context);
    }
  return built;
}

/** Url, ref and credentials of sources as clusters get them; a ref that a variable fills in stays as it is written. */
export function settleBuilt(sources: BuiltSources): void {
  for (const [source, objects] of sources) {
    const specs = objects.map(({ built }) => get(built.node, "spec"));
    const url = agreed(specs.map((spec) => told(get(spec, "url"))));
    if (url !== undefined) source.url = url.value;
    const ref = agreed(specs.map(refIn));
    if (ref !== undefined)
      source.ref = ref.value === undefined ? undefined : (JSON.parse(ref.value) as GitRef);
    // Patches, components and variables give a source its Secret too.
    source.credentials = specs
      .map((spec) => credentialsIn((field) => toldName(get(spec, field))))
      .find(Boolean);
  }
}

/** What a field says, the name of a Secret for one that names it; empty if nobody may be told. */
function toldName(node: BuiltNode | undefined): string | undefined {
  if (node === undefined || isNull(node)) return undefined;
  const name = get(node, "name") ?? node;
  return told(name)?.value ?? "";
}

/** What all say; undefined if one cannot be told, or if they differ. */
function agreed(
  values: readonly ({ value: string | undefined } | undefined)[],
): { value: string | undefined } | undefined {
  const [first] = values;
  if (first === undefined || values.some((one) => one === undefined)) return undefined;
  return values.every((one) => one?.value === first.value) ? first : { value: undefined };
}

/** A value as it is built; undefined for one that nobody may be told, because a Secret is in it. */
function told(node: BuiltNode | undefined): { value: string | undefined } | undefined {
  if (node === undefined) return { value: undefined };
  return isOfSecret(node.origin) ? undefined : { value: textIn(node) || undefined };
}

/** True for a value that the data of a Secret is part of. */
export function isOfSecret(origin: Origin): boolean {
  if (!isWritten(origin)) return origin.from.some(isOfSecret);
  const { document, made, holder } = origin.text;
  return (
    textAt(document.root, ["kind"]) === "Secret" ||
    (made !== undefined && isOfSecret(made)) ||
    (holder !== undefined && isOfSecret(holder))
  );
}

function isSubstituted(origin: Origin): boolean {
  return !isWritten(origin) && (origin.by === "variables" || origin.from.some(isSubstituted));
}

function refIn(spec: BuiltNode | undefined): { value: string | undefined } | undefined {
  const entries = entriesIn(spec, ["ref"]);
  if (entries.some(({ value }) => isSubstituted(value.origin))) return undefined;
  const texts = entries
    .filter(({ value }) => textIn(value) !== "")
    .map(({ key, value }) => [key, textIn(value)]);
  return { value: texts.length === 0 ? undefined : JSON.stringify(Object.fromEntries(texts)) };
}

function specOf(manifest: Manifest): MapNode | undefined {
  const node = deref(child(manifest.node, "spec"));
  return node?.type === "map" ? node : undefined;
}
