import type { Declaration, SourceNode } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { type PatchSite, spotKey } from "../core/patch.ts";
import { compare } from "../core/text.ts";
import { child, deref, itemsAt, type MapNode, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { PATCH_ROWS } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { type FoundReference, GIT } from "./found-reference.ts";
import { locatePiece, type Piece } from "./patch-pieces.ts";
import { selects } from "./patch-reach.ts";
import type { Selectable } from "./select.ts";
import { declarePatch } from "./sources.ts";

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
export function findSourcePatches(pieces: readonly Piece[], sources: readonly SourceNode[]): SourcePatches {
  const references: FoundReference[] = [];
  const taken = new Set<string>();
  const delivered = deliveredBy(sources);
  for (const piece of pieces) {
    const reached = reachedBy(piece, delivered);
    if (reached.size === 0) continue;
    const effect = effectOf(piece);
    for (const [source, declarations] of reached) {
      const declaration = declarations.find(({ manifest }) =>
        selects(piece, asSelectable(source, manifest, GIT)),
      );
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

type Reached = Map<SourceNode, Declaration[]>;

function reachedBy({ by }: Piece, delivered: ReadonlyMap<string | YamlNode, Reached>): Reached {
  const reached: Reached = new Map();
  for (const key of by)
    for (const [source, declarations] of delivered.get(key) ?? [])
      for (const one of declarations) pushTo(reached, source, one);
  return new Map([...reached].sort(([a], [b]) => compare(a.scope, b.scope) || compare(a.id, b.id)));
}

/** Declarations of sources by what delivers them: the kustomization.yaml files on the way, and the Flux object. */
function deliveredBy(sources: readonly SourceNode[]): ReadonlyMap<string | YamlNode, Reached> {
  const index = new Map<string | YamlNode, Reached>();
  for (const source of sources)
    for (const declaration of source.declarations) {
      if (declaration.as !== "object" && declaration.as !== "gotk-sync") continue;
      const keys = declaration.contexts.flatMap<string | YamlNode>(({ chain, via }) =>
        // A FluxInstance patches what it makes, not what its sync delivers.
        via?.kind === "Kustomization" ? [...chain, via.node] : chain,
      );
      for (const key of new Set(keys)) {
        const reached: Reached = index.get(key) ?? new Map();
        index.set(key, reached);
        pushTo(reached, source, declaration);
      }
    }
  return index;
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
