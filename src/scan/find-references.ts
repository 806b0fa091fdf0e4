import type { ConsumerRow } from "../core/consumer.ts";
import { ANY } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Document, Manifest } from "../core/manifest.ts";
import type { PatchSite, WrittenReference } from "../core/patch.ts";
import { child, deref, type MapNode, type ScalarNode, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";

/** A place that names a Git source, before the name is resolved. */
export interface FoundReference {
  row: ConsumerRow;
  manifest: Manifest;
  path: string;
  /** The map that is the reference; undefined inside a block scalar. */
  node: MapNode | undefined;
  /** Range to point at. */
  at: { start: number; end: number };
  name: string;
  namespace: string | undefined;
  /** Why the text alone does not tell what it names; left out where it does. */
  unclear?: string;
  /** Where a patch writes it into objects that are known; left out for all others. */
  written?: WrittenReference;
  /** The patch of a source that it stands for; left out for all others. */
  site?: PatchSite;
}

/** The kind that git2oci moves away from. */
export const GIT = "GitRepository";
/** Places of `row` in a manifest that name a GitRepository. */
export function findReferences(row: ConsumerRow, manifest: Manifest): FoundReference[] {
  return expand(manifest.node, row.path, "").flatMap(({ node, path }) => {
    const map = deref(node);
    if (map?.type !== "map") return [];
    const kindNode = deref(child(map, "kind"));
    const kind = row.shape === "name" ? GIT : (textAt(kindNode) ?? row.defaultKind);
    // What a variable stands for is known on the cluster only, so it counts as a reference to Git, and stays as it is.
    const variable = kind?.includes("${") === true;
    if ((kind !== GIT && !variable) || !isSourceApi(textAt(map, ["apiVersion"]))) return [];
    const at = kindNode ?? deref(child(map, "name")) ?? map;
    const name = textAt(map, ["name"]) ?? ANY;
    const namespace = row.sameNamespaceOnly ? undefined : textAt(map, ["namespace"]);
    const unclear = variable && { unclear: `its kind is the variable ${kind}; write the kind` };
    return [{ row, manifest, path, node: map, at, name, namespace, ...unclear }];
  });
}

/** `kind: GitRepository` of another API group is a false friend. */
export function isSourceApi(apiVersion: string | undefined): boolean {
  return apiVersion === undefined || apiVersion.startsWith(`${GROUP.source}/`);
}

/** Nodes at a table path, where `*` is every item of a list, with their dotted paths. */
function expand(node: YamlNode, keys: readonly string[], path: string): { node: YamlNode; path: string }[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [{ node, path }];
  if (key !== "*") {
    const next = child(node, key);
    return next ? expand(next, rest, path === "" ? key : `${path}.${key}`) : [];
  }
  const seq = deref(node);
  return seq?.type === "seq" ? seq.items.flatMap((item, i) => expand(item, rest, `${path}[${i}]`)) : [];
}

/** A map of kind GitRepository somewhere in a patch or a template, and the name it gives. */
export interface EmbeddedKind {
  name: string;
  namespace: string | undefined;
  /** Range of the scalar of the outer document that holds it. */
  at: { start: number; end: number };
  node: MapNode | undefined;
  path: string;
  /** The scalars that hold the map, and the map with places in the innermost of them, or the text that is no YAML. */
  holders: readonly ScalarNode[];
  inner: YamlNode;
}

/** Parses the text of a block scalar; undefined where it is no YAML. */
export type ReadText = (text: string) => YamlNode | undefined;

const MAX_EMBEDDING = 5;

/**
 * Every map of kind GitRepository below a node, also in texts inside texts (a patch in a block scalar of
 * a patch). A text that names GitRepository but does not parse counts as one that may mean any source.
 */
export function findEmbedded(
  node: YamlNode | undefined,
  readText: ReadText,
  path = "",
  holders: readonly ScalarNode[] = [],
): EmbeddedKind[] {
  const found: EmbeddedKind[] = [];
  const visit = (current: YamlNode | undefined, where: string): void => {
    if (current?.type === "map") {
      const kind = deref(child(current, "kind"));
      if (kind && textAt(kind) === GIT && isSourceApi(textAt(current, ["apiVersion"]))) {
        const name = textAt(current, ["name"]) ?? textAt(current, ["metadata", "name"]) ?? ANY;
        const namespace = textAt(current, ["namespace"]) ?? textAt(current, ["metadata", "namespace"]);
        found.push({ name, namespace, at: kind, node: current, path: where, holders, inner: current });
      }
      for (const pair of current.items)
        visit(pair.value, where === "" ? String(pair.key.value) : `${where}.${pair.key.value}`);
    } else if (current?.type === "seq")
      current.items.forEach((item, i) => {
        visit(item, `${where}[${i}]`);
      });
    else if (current?.type === "scalar") pushAll(found, inText(current, where, readText, holders));
  };
  visit(node, path);
  return found;
}

function inText(
  scalar: ScalarNode,
  path: string,
  readText: ReadText,
  outer: readonly ScalarNode[],
): EmbeddedKind[] {
  const { value } = scalar;
  if (typeof value !== "string" || !value.includes(GIT) || value === GIT) return [];
  const whole = { name: ANY, namespace: undefined, at: scalar, node: undefined, path };
  const any: EmbeddedKind = { ...whole, holders: outer, inner: scalar };
  if (!value.includes("\n") && !value.includes("{")) return [any];
  const inner = outer.length < MAX_EMBEDDING ? readText(value) : undefined;
  if (!inner) return [any];
  const found = findEmbedded(inner, readText, "", [...outer, scalar]);
  return found.map((one) => ({
    ...one,
    at: scalar,
    node: undefined,
    path: one.path === "" ? path : `${path}: ${one.path}`,
  }));
}

/** Offsets of `GitRepository` in a document's text that stand in no scalar: those are comments. */
export function occurrences(document: Document): number[] {
  const offsets: number[] = [];
  for (let at = document.text.indexOf(GIT); at !== -1; at = document.text.indexOf(GIT, at + GIT.length))
    offsets.push(document.start + at);
  return offsets;
}
