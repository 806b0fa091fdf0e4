import type { ConsumerRow } from "../core/consumer.ts";
import { ANY, UNKNOWN } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import { type Manifest, toManifest } from "../core/manifest.ts";
import {
  at,
  deref,
  type MapNode,
  type PathStep,
  type ScalarNode,
  textAt,
  type YamlNode,
} from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { HELD_SOURCE, refusalOf, rowsFor } from "../flux/consumers.ts";
import { dotted, type ReadText, referencesAt } from "./find-references.ts";
import { type FoundReference, GIT, isSourceApi } from "./found-reference.ts";
import { isFilled, placesInside } from "./template-objects.ts";

/** Objects in objects; deeper ones are nobody's. */
const MAX_DEPTH = 60;

/**
 * What objects of Flux name that stand whole in a field of another one: each by the row of its own field. A text counts
 * if it is YAML in which everything that names GitRepository is such an object; else it stays a text.
 */
export function heldReferences(row: ConsumerRow, manifest: Manifest, readText: ReadText): FoundReference[] {
  const found: FoundReference[] = [];
  const visit = (node: YamlNode | undefined, steps: readonly PathStep[]): void => {
    // What an alias means stands elsewhere, and a few aliases can mean a million nodes.
    if (!node || node.type === "alias" || steps.length > MAX_DEPTH) return;
    if (node.type === "scalar") pushAll(found, inText(node, steps));
    else if (node.type === "seq") for (const [i, item] of node.items.entries()) visit(item, [...steps, i]);
    else {
      pushAll(found, inObject(row, manifest, node, steps));
      for (const { key, value } of node.items) visit(value, [...steps, String(key.value)]);
    }
  };
  const inText = (scalar: ScalarNode, steps: readonly PathStep[]): FoundReference[] => {
    const { value } = scalar;
    if (typeof value !== "string" || !value.includes(GIT) || !value.includes("\n")) return [];
    const inner = readText(value);
    const inside = inner ? objectsIn(inner).flatMap((one) => inObject(row, manifest, one, [])) : [];
    if (inside.length === 0 || inside.length !== value.split(GIT).length - 1) return [];
    const places = placesInside(manifest, scalar, inside.length);
    return inside.map(({ steps: _, ...one }, i) => ({
      ...one,
      row: { ...one.row, rewrite: undefined },
      node: undefined,
      at: scalar,
      path: `${dotted(steps)}: ${one.path}`,
      ...(places[i] && { shown: places[i] }),
    }));
  };
  visit(at(manifest.node, row.path), row.path);
  return found;
}

/** Every map below a node. */
function objectsIn(node: YamlNode | undefined, depth = 0): MapNode[] {
  if (!node || node.type === "scalar" || node.type === "alias" || depth > MAX_DEPTH) return [];
  if (node.type === "seq") return node.items.flatMap((item) => objectsIn(item, depth + 1));
  return [node, ...node.items.flatMap(({ value }) => objectsIn(value, depth + 1))];
}

/** The references of one object, and the source that it declares. */
function inObject(
  holder: ConsumerRow,
  manifest: Manifest,
  node: MapNode,
  steps: readonly PathStep[],
): FoundReference[] {
  const object = toManifest(manifest.document, node);
  if (!object) return [];
  const namespace = object.namespace ?? namespaceOf(holder, manifest);
  const named = rowsFor(object.group, object.kind)
    .filter(({ shape }) => shape !== "embedded")
    .flatMap((own) =>
      referencesAt(own, object, node, steps).map((one) =>
        settled({ ...one, manifest, namespace: one.namespace ?? namespace }, heldRow(holder, own, object)),
      ),
    );
  if (object.kind !== GIT || !isSourceApi(object.apiVersion)) return named;
  const kind = deref(at(node, ["kind"])) ?? node;
  const declared = {
    row: holder,
    manifest,
    path: dotted(steps),
    node,
    at: kind,
    name: object.name ?? ANY,
    namespace,
  };
  return [settled(declared, { ...holder, why: HELD_SOURCE }), ...named];
}

/** The field's own row, reported as what stands in the holder. */
function heldRow(holder: ConsumerRow, own: ConsumerRow, { version }: Manifest): ConsumerRow {
  const { id, group, kind, path, holds } = holder;
  const refusal = refusalOf(own, version);
  return {
    ...own,
    // A Receiver counts for the interval, and a finding of its own tells of it.
    ...(own.id === "receiver-resource" ? {} : { id }),
    group,
    kind,
    path,
    holds,
    rewrite: own.rewrite === "kind" && refusal === undefined ? "kind" : undefined,
    why: refusal ?? own.why,
  };
}

/** A part that something fills in may be any name, and then only a person can tell what to write. */
function settled(one: FoundReference, row: ConsumerRow): FoundReference {
  const isOpen = (text: string | undefined) => text !== undefined && (isFilled(text) || hasVariable(text));
  const isNamed = !isOpen(one.name) && one.name !== ANY;
  if (isNamed && !isOpen(one.namespace)) return { ...one, row };
  return {
    ...one,
    name: isNamed ? one.name : ANY,
    namespace: UNKNOWN,
    row: { ...row, rewrite: undefined },
  };
}

/** Where objects without a namespace are made: undefined for that of the release. */
function namespaceOf({ holds }: ConsumerRow, { node }: Manifest): string | undefined {
  return holds === "own" ? textAt(node, ["spec", "targetNamespace"]) : UNKNOWN;
}
