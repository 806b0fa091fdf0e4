import { type SourceNode, UNKNOWN } from "../core/graph.ts";
import { type PatchSite, spotKey } from "../core/patch.ts";
import { compare } from "../core/text.ts";
import { child, deref, itemsAt, type MapNode, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { PATCH_ROWS } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { type FoundReference, GIT } from "./found-reference.ts";
import { locatePiece, type Piece } from "./patch-pieces.ts";
import { selects } from "./patch-reach.ts";
import type { PatchTouches } from "./patch-touches.ts";
import type { Selectable } from "./select.ts";
import { declarePatch, type SourceStore } from "./sources.ts";

/** What patches of declared sources leave for others to do. */
export interface SourcePatches {
  /** A reference for each patch and source: while the patch is there, the Git source has to stay. */
  references: FoundReference[];
  /** Spots of patches and targets whose sources are known, so that nothing is guessed about them any more. */
  taken: ReadonlySet<string>;
}

/** Stands among the fields of a patch for all of them. */
const ALL = "*";

/**
 * Finds the declared sources that each patch reaches: those whose declaration kustomize or the Flux object delivers,
 * and which the patch's target (or the patch itself) selects. What a patch writes becomes part of the source.
 */
export function findSourcePatches(
  pieces: readonly Piece[],
  touches: PatchTouches,
  store: SourceStore,
): SourcePatches {
  const references: FoundReference[] = [];
  const taken = new Set<string>();
  for (const piece of pieces) {
    const reached = reachedBy(piece, touches, store);
    if (reached.length === 0) continue;
    const effect = effectOf(piece);
    for (const source of reached) {
      const declaration = source.declarations.find(({ as }) => as !== "patch");
      if (!declaration) continue;
      const location = locatePiece(piece);
      // A patch that is an object in a file of its own declares its source already.
      if (!piece.isObject && effect.fields.length > 0) {
        source.patches.push({
          location,
          fields: effect.fields,
          readable: effect.spec !== undefined,
          alsoOci: selects(piece, asSelectable(source, declaration.manifest, "OCIRepository")),
        });
        if (effect.spec) declarePatch(source, piece.holder, effect.spec, location, declaration.contexts);
      }
      references.push(referenceTo(source, piece));
      if (piece.target) taken.add(spotKey({ ...piece.targetIn, node: piece.target }));
      if (piece.content) taken.add(spotKey({ ...piece.contentIn, node: piece.content }));
    }
  }
  return { references, taken };
}

/** The sources of clusters that a patch is applied to. */
function reachedBy(piece: Piece, touches: PatchTouches, store: SourceStore): SourceNode[] {
  const sources = touches.of(piece).flatMap(({ cluster, object: { id } }) => {
    if (id.group !== GROUP.source || id.kind !== GIT) return [];
    return [store.get(cluster.key, id.namespace || UNKNOWN, id.name)];
  });
  return [...new Set(sources)].sort((a, b) => compare(a.scope, b.scope) || compare(a.id, b.id));
}

function asSelectable(source: SourceNode, manifest: Selectable["manifest"], kind: string): Selectable {
  return {
    group: GROUP.source,
    version: manifest.version,
    kind,
    names: [source.name, ...(manifest.name === undefined ? [] : [manifest.name])],
    namespaces: [source.namespace, manifest.namespace],
    manifest,
  };
}

/** The fields of `spec` that a patch changes, and what it writes there where that is plain to see. */
export function effectOf({ content, replaces }: Piece): { fields: string[]; spec: MapNode | undefined } {
  const pointers = replaces?.map((path) => (textAt(path) ?? "").split(".")) ?? operations(content);
  if (pointers) {
    const inSpec = pointers.filter(([first]) => first === "spec" || first === "");
    return { fields: [...new Set(inSpec.map(([, field]) => field ?? ALL))], spec: undefined };
  }
  const map = deref(content);
  if (map?.type !== "map" || child(map, "$patch")) return { fields: [ALL], spec: undefined };
  const spec = deref(child(map, "spec"));
  if (spec?.type !== "map") return { fields: spec ? [ALL] : [], spec: undefined };
  const fields = pairsAt(spec).map((pair) => String(pair.key.value));
  return fields.some((one) => one.startsWith("$")) ? { fields: [ALL], spec: undefined } : { fields, spec };
}

/** The pointers of a JSON6902 patch, split; undefined for other patches. */
function operations(content: YamlNode | undefined): string[][] | undefined {
  const list = deref(content);
  if (list?.type !== "seq") return undefined;
  return list.items.map((one) => (textAt(one, ["path"]) ?? "").split("/").slice(1));
}

function siteOf(piece: Piece): PatchSite | undefined {
  const { content, contentIn, target, targetIn, replaces, item, entry } = piece;
  const text = content && { ...contentIn, node: content };
  const aim = target && { ...targetIn, node: target };
  const spot = text ?? aim;
  const filled = replaces && {
    paths: replaces.map((one) => textAt(one) ?? ""),
    rejects: itemsAt(entry, ["targets"]).some((one) => child(one, "reject") !== undefined),
  };
  return spot && { key: spotKey(spot), content: text, target: aim, item, replaces: filled };
}

function referenceTo(source: SourceNode, piece: Piece): FoundReference {
  const { target, path, holder, within, content, replaces } = piece;
  const site = siteOf(piece);
  const at = (target && (child(target, "kind") ?? target)) ?? within ?? content ?? holder.node;
  // A target of a file's patch stands in another file.
  const ownFile = within === undefined && path === "";
  const aimed = ownFile ? "target" : `${path}.target`;
  return {
    row: target ? PATCH_ROWS.target : PATCH_ROWS.content,
    manifest: holder,
    path: target && !replaces ? aimed : path || "kind",
    node: undefined,
    at: ownFile ? (child(content, "kind") ?? holder.node) : at,
    name: source.name,
    namespace: source.namespace,
    ...(site && { site }),
  };
}
