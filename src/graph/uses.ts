/** References as clusters get them: fields of built objects that name a Git source. */
import type { Cluster, ClusterObject } from "../build/cluster.ts";
import { type BuiltNode, get, type Origin, textIn } from "../build/node.ts";
import type { ConsumerRow } from "../core/consumer.ts";
import { ANY } from "../core/graph.ts";
import { hasVariable } from "../core/variables.ts";
import { rowsFor } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { siteOf } from "./sites.ts";

const GIT = "GitRepository";

/** A reference of an object in one cluster. */
export interface Use {
  cluster: Cluster;
  object: ClusterObject;
  row: ConsumerRow;
  /** Dotted path of the field. */
  path: string;
  name: string;
  /** Where the source is looked for; empty if nothing of the tree tells. */
  namespace: string;
  /** The map that is the reference. */
  node: BuiltNode;
  /** What stands for the reference: the value of its kind, else of its name, else the map. */
  stands: Origin;
}

/** Every reference to a Git source in the objects of clusters, by the place that its kind is taken from. */
export class Uses {
  readonly #bySite = new Map<string, Use[]>();
  /** References whose kind stands in no text. */
  readonly #computed: Use[] = [];

  constructor(clusters: readonly Cluster[], rows: readonly ConsumerRow[]) {
    for (const cluster of clusters)
      for (const object of cluster.objects)
        for (const use of usesOf(object, cluster, rows)) {
          const site = siteOf(use.stands);
          if (site === undefined) this.#computed.push(use);
          else this.#bySite.set(site, [...(this.#bySite.get(site) ?? []), use]);
        }
  }

  /** The uses of a place. */
  at(site: string): readonly Use[] {
    return this.#bySite.get(site) ?? [];
  }

  /** Every reference of every object. */
  all(): readonly Use[] {
    return [...this.#bySite.values()].flat().concat(this.#computed);
  }
}

function usesOf(object: ClusterObject, cluster: Cluster, configured: readonly ConsumerRow[]): Use[] {
  const { group, kind } = object.id;
  const own = configured.filter((row) => row.group === group && row.kind === kind);
  return [...rowsFor(group, kind), ...own].flatMap((row) => {
    if (row.shape === "embedded") return [];
    return expand(object.built.node, row.path, "").flatMap(({ node, path }) => {
      const use = useAt(node, row, object);
      return use ? [{ ...use, cluster, object, row, path, node }] : [];
    });
  });
}

function useAt(
  node: BuiltNode,
  row: ConsumerRow,
  object: ClusterObject,
): Pick<Use, "name" | "namespace" | "stands"> | undefined {
  if (node.type !== "map") return undefined;
  const kindNode = row.shape === "name" ? undefined : get(node, "kind");
  const kind = row.shape === "name" ? GIT : textIn(kindNode) || row.defaultKind;
  if (kind === undefined || (kind !== GIT && !hasVariable(kind))) return undefined;
  const apiVersion = textIn(node, ["apiVersion"]);
  if (apiVersion !== "" && !apiVersion.startsWith(`${GROUP.source}/`)) return undefined;
  const nameNode = get(node, row.nameKey ?? "name");
  const written = row.sameNamespaceOnly ? "" : textIn(node, ["namespace"]);
  return {
    name: textIn(nameNode) || ANY,
    namespace: written || (row.anyNamespace ? "" : object.id.namespace),
    stands: (textIn(kindNode) === "" ? undefined : kindNode?.origin) ?? nameNode?.origin ?? node.origin,
  };
}

/** Nodes at a path of a row; `*` is every item of a list. */
function expand(node: BuiltNode, keys: readonly string[], path: string): { node: BuiltNode; path: string }[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [{ node, path }];
  if (key === "*")
    return node.type === "list" ? node.items.flatMap((item, i) => expand(item, rest, `${path}[${i}]`)) : [];
  const next = get(node, key);
  return next ? expand(next, rest, path === "" ? key : `${path}.${key}`) : [];
}
