/** References of built objects on their way to sources. */
import type { ClusterObject } from "../build/cluster.ts";
import type { Gap } from "../build/gap.ts";
import { type BuiltNode, get, isWritten, type Origin, textIn, type Written } from "../build/node.ts";
import type { ConsumerRow } from "../core/consumer.ts";
import { ANY, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { type Location, locate, type Manifest } from "../core/manifest.ts";
import { type Slot, spotKey, type WrittenReference } from "../core/patch.ts";
import { child, deref } from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { PATCH_ROWS } from "../flux/consumers.ts";
import { type ManifestIndex, scopeOf } from "../graph/built-roots.ts";
import { type BuildWords, withPlace } from "../graph/doors.ts";
import { itemPath, type Placed, placedAt, shownAt, slotOf } from "../graph/placed.ts";
import { inFile, siteOfNode } from "../graph/sites.ts";
import type { Use, Uses } from "../graph/uses.ts";
import type { BuiltSources, Unbuilt } from "./built-declarations.ts";
import type { FoundReference } from "./found-reference.ts";
import type { Holders } from "./holders.ts";
import type { SourceStore } from "./sources.ts";

/** What built objects say about references. */
export interface BuiltReferences {
  uses: Uses;
  sources: BuiltSources;
  unbuilt: Unbuilt;
  words: BuildWords;
  holders: Holders;
}

/** The references of built objects whose kind is taken from the place of a reference that was found in a text. */
export function usesOf(found: FoundReference, { uses }: BuiltReferences): readonly Use[] {
  const { manifest, row, at } = found;
  if (manifest.document.code) return [];
  if (row.shape === "embedded" || row.holds || found.steps === undefined) return [];
  return uses.at(siteOfNode(manifest.document, [], at.start));
}

/**
 * References of built objects that no object of the tree writes itself. One whose kind a patch writes is a reference at
 * that place, for all objects that get it from there; one whose kind is computed stays as it is.
 */
export function leftOver(
  { uses, holders }: BuiltReferences,
  taken: ReadonlySet<Use>,
  manifests: ManifestIndex,
): { found: FoundReference; uses: readonly Use[] }[] {
  const groups = new Map<string, { found: FoundReference; uses: Use[] }>();
  for (const use of uses.all()) {
    const manifest = taken.has(use) ? undefined : manifests.of(use.object.built.node);
    if (!manifest) continue;
    const place = placedInPatch(use);
    const holder = place && holders.of(place);
    const key = place ? spotKey(place) : `${manifest.document.file} ${manifest.node.start} ${use.path}`;
    const known = groups.get(key);
    if (known) known.uses.push(use);
    else
      groups.set(key, { found: holder ? inPatch(use, place, holder) : asFound(use, manifest), uses: [use] });
  }
  for (const { found, uses } of groups.values()) {
    const written = found.row === PATCH_ROWS.reference && writtenAs(uses, manifests);
    if (written) found.written = written;
  }
  return [...groups.values()];
}

/** The place of the kind, if a patch that the object got writes it. */
function placedInPatch({ stands, object: { built } }: Use): Placed | undefined {
  const isIn = (body: Origin) =>
    isWritten(body) &&
    isWritten(stands) &&
    body.text === stands.text &&
    body.start <= stands.start &&
    stands.end <= body.end;
  return built.touched.some(({ body }) => body && isIn(body.origin)) ? placedAt(stands) : undefined;
}

/** The field whose references in patches are followed; other consumers are left to a person. */
const FOLLOWED = "kustomization-source-ref";

/** A patch of a field that takes no OCIRepository: what to do is that of the field. */
function contentRow({ acceptsOci, why }: ConsumerRow): ConsumerRow {
  return acceptsOci === false ? { ...PATCH_ROWS.content, acceptsOci, why } : PATCH_ROWS.content;
}

function inPatch(use: Use, place: Placed, manifest: Manifest): FoundReference {
  const { row, path, name } = use;
  const item = itemPath(place);
  return {
    row: row.id === FOLLOWED && slotOf(place) ? PATCH_ROWS.reference : contentRow(row),
    manifest,
    path: item === "" ? path : `${item}${place.holders.length > 0 ? ": " : "."}${path}`,
    node: undefined,
    at: shownAt(place),
    name,
    namespace: use.namespace || undefined,
  };
}

/** The parts of a reference: those that are written once, for all that get it. */
function writtenAs(uses: readonly Use[], manifests: ManifestIndex): WrittenReference | undefined {
  const slot = (key: string): Slot | undefined => {
    const places = uses.map(({ node }) => placedAt(get(node, key)?.origin));
    const [first] = places;
    const same = places.every((one) => one && first && spotKey(one) === spotKey(first));
    return same && first ? slotOf(first) : undefined;
  };
  const kind = slot("kind");
  const readers = uses.flatMap(({ object }) => manifests.of(object.built.node) ?? []);
  return (
    kind && {
      kind,
      name: slot("name"),
      apiVersion: slot("apiVersion"),
      local: uses.every(({ node }) => textIn(node, ["namespace"]) === ""),
      readers: [...new Set(readers)],
    }
  );
}

function asFound(use: Use, manifest: Manifest): FoundReference {
  const place = placeOf(use);
  const at = deref(child(child(manifest.node, "metadata"), "name")) ?? manifest.node;
  const where = place ? `stands in ${place.file}:${place.line}` : "is made by kustomize or Flux";
  const { row, path, name } = use;
  const namespace = use.namespace || undefined;
  const unclear = `its kind ${where}, and the rest of it elsewhere; change both by hand`;
  return { row, manifest, path, node: undefined, at, name, namespace, unclear };
}

/** True for a reference of an object that no cluster gets like that: patches write over it, or delete the object. */
export function isOverwritten(
  { manifest, row, steps }: FoundReference,
  { unbuilt }: BuiltReferences,
): boolean {
  // What a template makes stands in another object.
  const isOwn =
    row.kind === manifest.kind &&
    row.group === manifest.group &&
    manifest.kind !== "ResourceSet" &&
    !row.holds;
  const isPlain = steps !== undefined && !manifest.document.code;
  return isOwn && isPlain && unbuilt.isDelivered(manifest.document.file);
}

/** Binds a reference to the sources that it means in each cluster that gets it. */
export function bindUses(
  reference: Reference,
  found: readonly Use[],
  store: SourceStore,
  { sources, words }: BuiltReferences,
): void {
  reference.uses = found.map(({ cluster, object: { id } }) => ({
    cluster: cluster.key,
    kind: id.kind,
    name: id.name,
    namespace: id.namespace,
  }));
  const names = new Set(found.map(({ name }) => name));
  if (names.size === 1) reference.target.name = [...names][0]!;
  for (const use of found) {
    const { cluster, name, object } = use;
    const scope = scopeOf(cluster);
    const namespace = use.namespace || UNKNOWN;
    const meant = meantBy(use, store);
    if (meant.length > 1 && name !== ANY) reference.resolution = "ambiguous";
    if (namespace === UNKNOWN && name !== ANY && meant.some((one) => one.namespace !== UNKNOWN))
      reference.unknown ??=
        "its namespace is set neither here, nor by a kustomization.yaml or Kustomization of this tree; write it";
    if (namespace !== UNKNOWN && name !== ANY && meant.some((one) => one.namespace === UNKNOWN))
      reference.unknown ??=
        "the namespace of the source of that name is set neither in its file, nor by a kustomization.yaml or Kustomization of this tree; write it";
    reference.patched ??= writtenBeside(use, reference, words);
    const gap = unknownOf(use, meant, sources);
    if (gap) reference.unknown ??= withPlace(gap.reason, gap.at, words);
    for (const source of meant) if (!reference.sources.includes(source)) reference.sources.push(source);
    if (!reference.scopes.includes(scope)) reference.scopes.push(scope);
    if (
      cluster.roots.some((root) => root.object && isSameObject(root.object, object)) &&
      use.path === "spec.sourceRef"
    )
      reference.root = true;
  }
  const namespaces = new Set(reference.sources.map((source) => source.namespace));
  if (namespaces.size === 1) reference.target.namespace = [...namespaces][0] ?? UNKNOWN;
}

/** Fields that change together with a reference, or that a move has to follow. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  "helmrelease-chart": ["chart"],
  [FOLLOWED]: ["path", "components"],
};

/** What writes such a field over the object that has the reference. */
function writtenBeside(
  { row, object }: Use,
  { manifest }: Reference,
  words: BuildWords,
): Location | undefined {
  const spec = get(object.built.node, "spec");
  const origins = (BESIDE[row.id] ?? []).flatMap((field) => originsIn(get(spec, field)));
  const other = origins.find((one) => isWritten(one) && !isIn(manifest, inFile(one)));
  return other && words.place(other);
}

function originsIn(node: BuiltNode | undefined): Origin[] {
  if (!node) return [];
  if (node.type === "map") return [node.origin, ...node.entries.flatMap(({ value }) => originsIn(value))];
  return node.type === "list" ? [node.origin, ...node.items.flatMap(originsIn)] : [node.origin];
}

function isIn({ document }: Manifest, { text, start }: Written): boolean {
  return text.document.file === document.file && document.start <= start && start <= document.end;
}

/** Tells the references of objects about patches that write over them in other clusters. */
export function markOverwritten(references: readonly Reference[]): void {
  const patches = new Map<unknown, Location>();
  for (const { written, location } of references)
    for (const { node } of written?.readers ?? []) patches.set(node, location);
  for (const reference of references) {
    const patch = reference.row.id === FOLLOWED ? patches.get(reference.manifest.node) : undefined;
    if (patch) reference.overwritten = patch;
  }
}

function isSameObject(a: ClusterObject, b: ClusterObject): boolean {
  return a.id.kind === b.id.kind && a.id.name === b.id.name && a.id.namespace === b.id.namespace;
}

/** The sources of a cluster that a reference means: one question, asked here alone. */
function meantBy({ cluster, name, namespace }: Use, store: SourceStore): SourceNode[] {
  const wanted = namespace || UNKNOWN;
  const here = store.candidates(cluster.key, wanted, name);
  if (name === ANY) return here;
  const exact = here.filter((source) => source.namespace === wanted);
  if (exact.length > 0) return exact;
  const declared = here.filter((source) => source.declarations.length > 0);
  if (declared.length > 0) return declared;
  const ofProgram = store.ofPrograms(wanted, name);
  return ofProgram.length > 0 ? ofProgram : [store.get(cluster.key, wanted, name)];
}

/** Why nobody can tell what a reference means, or whether its cluster gets it. */
function unknownOf(use: Use, meant: readonly SourceNode[], sources: BuiltSources): Gap | undefined {
  const [gap] = use.object.built.gaps.filter((one) => one !== use.object.delivery.doubt);
  if (gap) return gap;
  if (hasVariable(use.name)) return undefined;
  const { doubt } = use.object.delivery;
  if (!doubt) return undefined;
  // What one doubtful delivery brings moves together; a source of another one may be read by somebody else.
  const apart = meant.some((source) =>
    (sources.get(source) ?? []).some((object) => object.delivery.doubt !== doubt),
  );
  return apart ? doubt : undefined;
}

/** The line that a kind is written in; undefined for one that is computed. */
function placeOf({ stands }: Use): { file: string; line: number } | undefined {
  if (!isWritten(stands)) return undefined;
  const { text, start, end } = inFile(stands);
  return locate(text.document, { start, end });
}
