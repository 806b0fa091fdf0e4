/** References of built objects on their way to sources. */
import type { ClusterObject } from "../build/cluster.ts";
import type { Gap } from "../build/gap.ts";
import { isWritten } from "../build/node.ts";
import { ANY, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import { child, deref } from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { type ManifestIndex, scopeOf } from "../graph/built-roots.ts";
import { type BuildWords, withPlace } from "../graph/doors.ts";
import { inFile, siteOfNode } from "../graph/sites.ts";
import type { Use, Uses } from "../graph/uses.ts";
import type { BuiltSources, Unbuilt } from "./built-declarations.ts";
import type { FoundReference } from "./found-reference.ts";
import type { SourceStore } from "./sources.ts";

/** What built objects say about references. */
export interface BuiltReferences {
  uses: Uses;
  sources: BuiltSources;
  unbuilt: Unbuilt;
  words: BuildWords;
}

/** The references of built objects whose kind is taken from the place of a reference that was found in a text. */
export function usesOf(found: FoundReference, { uses }: BuiltReferences): readonly Use[] {
  const { written, manifest, row, at } = found;
  if (manifest.document.code) return [];
  if (written) {
    const kind = deref(child(written.kind.map, written.kind.key));
    return kind ? uses.at(siteOfNode(written.document, written.holders, kind.start)) : [];
  }
  if (row.shape === "embedded" || found.steps === undefined) return [];
  return uses.at(siteOfNode(manifest.document, [], at.start));
}

/**
 * References of built objects that no text holds as a whole: their kind is written by a patch that says no more, or
 * is computed. They stay as they are, and what they name stays on Git.
 */
export function leftOver(
  { uses }: BuiltReferences,
  taken: ReadonlySet<Use>,
  manifests: ManifestIndex,
): { found: FoundReference; uses: readonly Use[] }[] {
  const groups = new Map<string, { found: FoundReference; uses: Use[] }>();
  for (const use of uses.all()) {
    const manifest = taken.has(use) ? undefined : manifests.of(use.object.built.node);
    if (!manifest) continue;
    const key = `${manifest.document.file} ${manifest.node.start} ${use.path}`;
    const known = groups.get(key);
    if (known) known.uses.push(use);
    else groups.set(key, { found: asFound(use, manifest), uses: [use] });
  }
  return [...groups.values()];
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
  { manifest, row, steps, written }: FoundReference,
  { unbuilt }: BuiltReferences,
): boolean {
  // What a template makes stands in another object.
  const isOwn = row.kind === manifest.kind && row.group === manifest.group && manifest.kind !== "ResourceSet";
  const isPlain = steps !== undefined && !written && !manifest.document.code;
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
