import type { ConsumerRow } from "../core/consumer.ts";
import { ANY } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Document, Manifest } from "../core/manifest.ts";
import {
  child,
  deref,
  type MapNode,
  type PathStep,
  type ScalarNode,
  textAt,
  type YamlNode,
} from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { type FoundReference, GIT, isSourceApi } from "./found-reference.ts";
import { computedReference, isComputed, programReference, unreadIn } from "./program-references.ts";

/** Places of `row` in a manifest that name a GitRepository. */
export function findReferences(row: ConsumerRow, manifest: Manifest): FoundReference[] {
  return referencesAt(row, manifest, manifest.node, []);
}

/** As `findReferences`, for an object that stands at `above` in the manifest: those of a template. */
export function referencesAt(
  row: ConsumerRow,
  manifest: Manifest,
  object: YamlNode,
  above: readonly PathStep[],
): FoundReference[] {
  return expand(object, row.path, above).flatMap(({ node, steps, computed }) => {
    const path = dotted(steps);
    if (computed) return computedReference(row, manifest, path, computed);
    const map = deref(node);
    if (map?.type !== "map") return [];
    if (manifest.document.code) return programReference(row, manifest, { path, steps, map });
    const kindNode = deref(child(map, "kind"));
    const kind = row.shape === "name" ? GIT : (textAt(kindNode) ?? row.defaultKind);
    // What a variable stands for is known on the cluster only, so it counts as a reference to Git, and stays as it is.
    const variable = kind !== undefined && hasVariable(kind);
    if ((kind !== GIT && !variable) || !isSourceApi(textAt(map, ["apiVersion"]))) return [];
    const at = kindNode ?? deref(child(map, row.nameKey ?? "name")) ?? map;
    const name = textAt(map, [row.nameKey ?? "name"]) ?? ANY;
    const namespace = row.sameNamespaceOnly ? undefined : textAt(map, ["namespace"]);
    const unclear = variable && { unclear: `its kind is the variable ${kind}; write the kind` };
    // What an alias gives is written elsewhere, and a person looks for the place that uses it.
    const shown = node.type === "alias" && { shown: { start: node.start, end: node.end } };
    return [{ row, manifest, path, steps, node: map, at, name, namespace, ...shown, ...unclear }];
  });
}

interface Expanded {
  node: YamlNode;
  steps: readonly PathStep[];
  /** What the program computes on the way, so that nobody knows what stands at the end of it. */
  computed?: YamlNode;
}

/**
 * Nodes at a table path, where `*` is every item of a list, with the way to them. A list that may be in what a program
 * computes is left out: few objects have one.
 */
function expand(node: YamlNode, keys: readonly string[], steps: readonly PathStep[]): Expanded[] {
  const [key, ...rest] = keys;
  if (isComputed(node)) return keys.indexOf("*") > 0 ? [] : [{ node, steps, computed: node }];
  if (key === undefined) return [{ node, steps }];
  if (key !== "*") {
    const next = child(node, key);
    if (next) return expand(next, rest, [...steps, key]);
    const unread = unreadIn(node);
    return unread && !keys.includes("*") ? [{ node, steps: [...steps, key], computed: unread }] : [];
  }
  const seq = deref(node);
  return seq?.type === "seq" ? seq.items.flatMap((item, i) => expand(item, rest, [...steps, i])) : [];
}

/** `spec.sources[0]`, as people write a path. */
export function dotted(steps: readonly PathStep[]): string {
  return steps.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
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
  /** Namespace of the object around it, as written; undefined where none is around it or none is written. */
  around: string | undefined;
  /** The field of the object around it: its API, its kind and the keys to the map; undefined where none is. */
  field: { apiVersion: string; kind: string; path: string } | undefined;
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
  interface Around {
    namespace: string | undefined;
    object?: { apiVersion: string; kind: string; where: string };
  }
  const visit = (current: YamlNode | undefined, where: string, outer: Around): void => {
    if (current?.type === "map") {
      const apiVersion = textAt(current, ["apiVersion"]);
      const isObject = apiVersion !== undefined && child(current, "metadata") !== undefined;
      const around: Around = isObject
        ? {
            namespace: textAt(current, ["metadata", "namespace"]),
            object: { apiVersion, kind: textAt(current, ["kind"]) ?? "", where },
          }
        : outer;
      const kind = deref(child(current, "kind"));
      if (kind && textAt(kind) === GIT && isSourceApi(textAt(current, ["apiVersion"]))) {
        const name = textAt(current, ["name"]) ?? textAt(current, ["metadata", "name"]) ?? ANY;
        const namespace = textAt(current, ["namespace"]) ?? textAt(current, ["metadata", "namespace"]);
        found.push({
          name,
          namespace,
          at: kind,
          node: current,
          path: where,
          holders,
          inner: current,
          around: around.namespace,
          field: around.object && fieldIn(around.object, where),
        });
      }
      for (const pair of current.items)
        visit(pair.value, where === "" ? String(pair.key.value) : `${where}.${pair.key.value}`, around);
    } else if (current?.type === "seq")
      current.items.forEach((item, i) => {
        visit(item, `${where}[${i}]`, outer);
      });
    else if (current?.type === "scalar") pushAll(found, inText(current, where, readText, holders));
  };
  visit(node, path, { namespace: undefined });
  return found;
}

/** `spec.sources.*` for a map at `spec.resources[0].spec.sources[1]`. */
function fieldIn(
  { apiVersion, kind, where: top }: { apiVersion: string; kind: string; where: string },
  where: string,
): EmbeddedKind["field"] {
  const rest = where.slice(top.length).replace(/^\./, "");
  return { apiVersion, kind, path: rest.replace(/\[\d+\]/g, ".*") };
}

function inText(
  scalar: ScalarNode,
  path: string,
  readText: ReadText,
  outer: readonly ScalarNode[],
): EmbeddedKind[] {
  const { value } = scalar;
  if (typeof value !== "string" || !value.includes(GIT) || value === GIT) return [];
  const whole = {
    name: ANY,
    namespace: undefined,
    at: scalar,
    node: undefined,
    path,
    around: undefined,
    field: undefined,
  };
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

/** Offsets of a word in the text of a document. */
export function occurrences(document: Document, word = GIT): number[] {
  const offsets: number[] = [];
  for (let at = document.text.indexOf(word); at !== -1; at = document.text.indexOf(word, at + word.length))
    offsets.push(document.start + at);
  return offsets;
}
