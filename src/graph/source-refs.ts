/** Fields of built objects that name a source of any kind, and whether their cluster has it. */
import type { Cluster, ClusterObject } from "../build/cluster.ts";
import { type BuiltNode, get, textIn } from "../build/node.ts";
import type { ConsumerRow } from "../core/consumer.ts";
import { pushTo } from "../core/group.ts";
import { isFilledLater, mayBecome } from "../core/variables.ts";
import { rowsFor } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { isSource, type Opening, openingsOf } from "./openings.ts";

/** A source as a cluster knows it. */
export interface SourceName {
  kind: string;
  /** Empty if nothing of the tree tells. */
  namespace: string;
  name: string;
}

/** A reference of an object. */
export interface SourceRef extends SourceName {
  /** Keys and indices from the object's root to `node`. */
  path: readonly (string | number)[];
  node: BuiltNode;
  /** Undefined for `chartRef`, which never names a Git source. */
  row: ConsumerRow | undefined;
}

/** Every reference of an object that has a name of its own: no wildcards, nothing in templates. */
export function sourceRefs(object: ClusterObject, configured: readonly ConsumerRow[]): SourceRef[] {
  return namedRefs(object, configured).filter(({ name }) => name !== "*");
}

/** As `sourceRefs`, with wildcards: `*` means every source of the kind and namespace. */
export function namedRefs(
  { id, built }: ClusterObject,
  configured: readonly ConsumerRow[] = [],
): SourceRef[] {
  const own = configured.filter((row) => row.group === id.group && row.kind === id.kind);
  const refs = [...rowsFor(id.group, id.kind), ...own].flatMap((row) =>
    row.shape === "embedded"
      ? []
      : expand(built.node, row.path, []).flatMap(({ node, path }) => refAt(node, path, row, id.namespace)),
  );
  const chartRef = id.group === GROUP.helm ? get(get(built.node, "spec"), "chartRef") : undefined;
  return chartRef ? [...refs, ...refAt(chartRef, ["spec", "chartRef"], undefined, id.namespace)] : refs;
}

function refAt(
  node: BuiltNode,
  path: readonly (string | number)[],
  row: ConsumerRow | undefined,
  own: string,
): SourceRef[] {
  const kind = row?.shape === "name" ? "GitRepository" : textIn(node, ["kind"]) || (row?.defaultKind ?? "");
  const name = textIn(node, [row?.nameKey ?? "name"]);
  if (kind === "" || name === "") return [];
  const namespace = (row?.sameNamespaceOnly ? "" : textIn(node, ["namespace"])) || own;
  return [{ kind, name, namespace, path, node, row }];
}

function expand(
  node: BuiltNode,
  keys: readonly string[],
  path: readonly (string | number)[],
): { node: BuiltNode; path: readonly (string | number)[] }[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [{ node, path }];
  if (key === "*")
    return node.type === "list" ? node.items.flatMap((item, i) => expand(item, rest, [...path, i])) : [];
  const next = get(node, key);
  return next ? expand(next, rest, [...path, key]) : [];
}

/** Sources of clusters without a root, by kind and name: any cluster may get them too. */
type Elsewhere = ReadonlyMap<string, readonly ClusterObject[]>;

/** The sources of each cluster. */
export function sourcesOf(clusters: readonly Cluster[]): ClusterSources[] {
  const elsewhere = new Map<string, ClusterObject[]>();
  for (const { objects, path } of clusters)
    if (path === undefined)
      for (const object of objects.filter(isSource)) pushTo(elsewhere, keyOf(object.id), object);
  return clusters.map((cluster) => new ClusterSources(cluster, elsewhere));
}

/** The sources of a cluster: what a name means there, and whether it may mean what nobody sees. */
export class ClusterSources {
  readonly cluster: Cluster;
  readonly #byName = new Map<string, ClusterObject[]>();
  readonly #byNamespace = new Map<string, ClusterObject[]>();
  readonly #elsewhere: Elsewhere;
  /** Sources whose name holds a variable that nothing here sets. */
  readonly #open: ClusterObject[] = [];
  #openings: readonly Opening[] | undefined;

  constructor(cluster: Cluster, elsewhere: Elsewhere = new Map()) {
    this.cluster = cluster;
    this.#elsewhere = elsewhere;
    for (const object of cluster.objects.filter(isSource)) {
      pushTo(this.#byName, keyOf(object.id), object);
      pushTo(this.#byNamespace, `${object.id.kind}/${object.id.namespace}`, object);
      if (isFilledLater(object.id.name)) this.#open.push(object);
    }
  }

  /** Objects that a name may mean; a namespace that nobody knows fits all, and `*` is every name. */
  meant(name: SourceName): readonly ClusterObject[] {
    if (name.name === "*") return this.in(name);
    return (this.#byName.get(keyOf(name)) ?? []).filter(({ id }) => isNamespaceOf(id, name));
  }

  /** All sources of a kind in a namespace. */
  in({ kind, namespace }: Pick<SourceName, "kind" | "namespace">): readonly ClusterObject[] {
    return this.#byNamespace.get(`${kind}/${namespace}`) ?? [];
  }

  /**
   * Why the cluster may have a source although `meant` finds none; undefined if the source is missing.
   * @param foreign false leaves out what belongs to somebody else
   */
  unknown(name: SourceName, foreign = true): string | undefined {
    if ([name.name, name.namespace].some(isFilledLater)) return "nothing here sets a variable of the name";
    const isFilled = ({ id }: ClusterObject) =>
      id.kind === name.kind && mayBecome(id.name, name.name) && isNamespaceOf(id, name);
    if (this.#open.some(isFilled)) return "nothing here sets a variable in the name of a source";
    const ofRoot = this.cluster.roots.some(
      ({ source, object }) =>
        source.name === name.name &&
        isNamespaceOf(source, name) &&
        (source.kind === name.kind || object === undefined),
    );
    if (ofRoot) return "the root of the cluster reads it";
    if ((this.#elsewhere.get(keyOf(name)) ?? []).some(({ id }) => isNamespaceOf(id, name)))
      return "a file that no root applies declares it";
    return this.opening(name.namespace || undefined, foreign)?.why;
  }

  /** The first thing that may bring objects to a namespace, or to any; undefined if this tree shows all of them. */
  opening(namespace?: string, foreign = true): Opening | undefined {
    this.#openings ??= openingsOf(this.cluster);
    return this.#openings.find(
      (one) =>
        (foreign || !one.foreign) &&
        (one.namespace === undefined || namespace === undefined || one.namespace === namespace),
    );
  }
}

function keyOf({ kind, name }: Pick<SourceName, "kind" | "name">): string {
  return `${kind}/${name}`;
}

function isNamespaceOf(a: { namespace: string }, b: { namespace: string }): boolean {
  return a.namespace === b.namespace || a.namespace === "" || b.namespace === "";
}
