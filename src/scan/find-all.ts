import type { ConsumerRow } from "../core/consumer.ts";
import { ANY, UNKNOWN } from "../core/graph.ts";
import { groupBy, pushAll } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { child, type YamlNode } from "../core/tree.ts";
import { HELD_SOURCE, rowsFor } from "../flux/consumers.ts";
import { type EmbeddedKind, findEmbedded, findReferences, type ReadText } from "./find-references.ts";
import type { FoundReference } from "./found-reference.ts";
import { heldReferences } from "./held-objects.ts";
import type { Objects } from "./objects.ts";
import { isFilled, placesInside, templateReferences } from "./template-objects.ts";

/** Every place in the objects of the tree that names a Git source. */
export function findAll(
  objects: Objects,
  rows: readonly ConsumerRow[],
  readText: ReadText,
): FoundReference[] {
  const found: FoundReference[] = [];
  for (const manifest of objects.manifests) {
    const own = rows.filter((row) => row.group === manifest.group && row.kind === manifest.kind);
    for (const row of [...rowsFor(manifest.group, manifest.kind), ...own])
      if (row.shape !== "embedded") pushAll(found, findReferences(row, manifest));
      else if (row.holds) pushAll(found, heldReferences(row, manifest, readText));
      else pushAll(found, inTemplate(row, manifest, readText));
  }
  return found;
}

function embeddedRoot(node: YamlNode, path: readonly string[]): YamlNode | undefined {
  return path
    .filter((key) => key !== "*")
    .reduce<YamlNode | undefined>((current, key) => child(current, key), node);
}

/** What a template names: objects that are written out as references of their own, and all else as it is found. */
function inTemplate(row: ConsumerRow, manifest: Manifest, readText: ReadText): FoundReference[] {
  const whole = templateReferences(row, manifest);
  const known = new Set(whole.map(({ node }) => node));
  const rest = findEmbedded(embeddedRoot(manifest.node, row.path), readText, row.path.join("."))
    .filter(({ node }) => node === undefined || !known.has(node))
    .map((one) => fromTemplate(one, row, manifest));
  const texts = groupBy(
    rest.filter(({ node }) => node === undefined),
    ({ at }) => at.start,
  );
  const shown = new Map(
    [...texts.values()].flatMap((inside) => {
      const [first] = inside;
      const places = first ? placesInside(manifest, first.at, inside.length) : [];
      return inside.map((one, i) => [one, places[i]] as const);
    }),
  );
  return [
    ...whole,
    ...rest.map((one) => {
      const place = shown.get(one);
      return { ...one, ...(place && { shown: place }) };
    }),
  ];
}

/** What a template fills in may be any name, and what cannot be read may name a source of any namespace. */
function fromTemplate(
  { name, namespace: own, around, field, ...place }: EmbeddedKind,
  holder: ConsumerRow,
  manifest: Manifest,
): FoundReference {
  const row = fieldRow(holder, field);
  const written = own ?? around;
  const namespace = (written !== undefined && isFilled(written)) || name === ANY ? UNKNOWN : written;
  const { at, node, path } = place;
  return { row, manifest, path, node, at, name: isFilled(name) ? ANY : name, namespace };
}

/** A field that accepts Git alone says so in a template too: what the row of the template advises would be refused. */
function fieldRow(holder: ConsumerRow, field: EmbeddedKind["field"]): ConsumerRow {
  if (field?.path === "") return { ...holder, why: HELD_SOURCE };
  const group = field?.apiVersion.split("/")[0] ?? "";
  const own = rowsFor(group, field?.kind ?? "").find((row) => row.path.join(".") === field?.path);
  if (own?.acceptsOci !== false) return holder;
  return { ...holder, acceptsOci: false, outcome: own.outcome, why: own.why };
}
