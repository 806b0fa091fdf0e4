import type { ConsumerRow } from "../core/consumer.ts";
import { ANY, UNKNOWN } from "../core/graph.ts";
import { groupBy, pushAll } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { spotKey } from "../core/patch.ts";
import { child, type YamlNode } from "../core/tree.ts";
import { PATCH_ROWS, rowsFor } from "../flux/consumers.ts";
import { asManifest } from "./as-manifest.ts";
import { type EmbeddedKind, findEmbedded, findReferences, type ReadText } from "./find-references.ts";
import type { FoundReference } from "./found-reference.ts";
import type { Objects } from "./objects.ts";
import { gitTarget, type PatchText, patchesOf } from "./patches.ts";
import type { SourceStore } from "./sources.ts";
import { isFilled, placesInside, templateReferences } from "./template-objects.ts";

/** Every place of the tree that names a Git source, but for the spots in patches that are `taken`. */
export function findAll(
  objects: Objects,
  rows: readonly ConsumerRow[],
  readText: ReadText,
  store: SourceStore,
  taken: ReadonlySet<string>,
): FoundReference[] {
  const found: FoundReference[] = [];
  const search: Search = { readText, taken };
  const declaring = new Set(
    store.all().flatMap((source) => source.declarations.map((one) => one.manifest.node)),
  );
  for (const manifest of objects.manifests) {
    const own = rows.filter((row) => row.group === manifest.group && row.kind === manifest.kind);
    for (const row of [...rowsFor(manifest.group, manifest.kind), ...own])
      if (row.shape !== "embedded") pushAll(found, findReferences(row, manifest));
      else pushAll(found, inTemplate(row, manifest, readText));
    for (const patch of patchesOf(manifest)) pushAll(found, fromPatch(patch, manifest, search));
  }
  for (const manifest of objects.patches)
    if (!declaring.has(manifest.node))
      pushAll(found, embedded(PATCH_ROWS.content, manifest, manifest.node, "", search));
  for (const document of objects.patchTexts) {
    const holder = asManifest(document, "Patch");
    if (holder) pushAll(found, embedded(PATCH_ROWS.content, holder, document.root, "", search));
  }
  for (const kustomization of objects.tree.byDirectory.values()) {
    const holder = asManifest(kustomization.document, "Kustomization");
    if (holder) for (const patch of kustomization.inline) pushAll(found, fromPatch(patch, holder, search));
  }
  return found;
}

/** How texts are read, and what in patches is known already. */
interface Search {
  readText: ReadText;
  taken: ReadonlySet<string>;
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
  { name, namespace: own, around, ...place }: EmbeddedKind,
  row: ConsumerRow,
  manifest: Manifest,
): FoundReference {
  const written = own ?? around;
  const namespace = (written !== undefined && isFilled(written)) || name === ANY ? UNKNOWN : written;
  const { at, node, path } = place;
  return { row, manifest, path, node, at, name: isFilled(name) ? ANY : name, namespace };
}

function fromPatch(patch: PatchText, manifest: Manifest, search: Search): FoundReference[] {
  const { document } = manifest;
  const isTaken = patch.target && search.taken.has(spotKey({ document, holders: [], node: patch.target }));
  const target = isTaken ? undefined : gitTarget(patch.target);
  const aimed: FoundReference[] = target
    ? [
        {
          row: PATCH_ROWS.target,
          manifest,
          path: `${patch.path}.target`,
          node: undefined,
          at: target.node,
          name: target.name,
          namespace: target.namespace,
        },
      ]
    : [];
  const row = patch.path.startsWith("replacements[") ? PATCH_ROWS.replacement : PATCH_ROWS.content;
  const content = embedded(row, manifest, patch.patch, patch.path, search);
  return [
    ...aimed,
    ...content.map((one) => (target && one.name === "not-used" ? { ...one, name: ANY } : one)),
  ];
}

function embedded(
  row: ConsumerRow,
  manifest: Manifest,
  node: YamlNode | undefined,
  path: string,
  { readText, taken }: Search,
): FoundReference[] {
  const { document } = manifest;
  const open = findEmbedded(node, readText, path).filter(
    ({ holders, inner }) => !taken.has(spotKey({ document, holders, node: inner })),
  );
  return open.map((one) => ({
    row,
    manifest,
    path: one.path,
    node: one.node,
    at: one.at,
    name: one.name,
    namespace: one.namespace,
  }));
}
