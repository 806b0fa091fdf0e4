import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { GROUP } from "../flux/groups.ts";
import { type Piece, piecesOf } from "../scan/patch-pieces.ts";
import { appliedObjects, receiversOf } from "../scan/patch-reach.ts";
import { readEmbedded } from "../scan/scan.ts";
import { withNestedPieces } from "../scan/written-references.ts";
import type { LintContext } from "./context.ts";
import { onceATree } from "./once.ts";

type Needs = Pick<LintContext, "objects" | "graph">;

/** Every patch of the tree, those that patches write into Flux Kustomizations included. */
export const allPieces = onceATree(({ objects, graph }: Needs): readonly Piece[] => {
  const wanted = { group: GROUP.kustomize, kind: "Kustomization" };
  const applied = appliedObjects(objects.manifests, graph.contexts, wanted);
  return withNestedPieces(piecesOf(objects, readEmbedded), applied, readEmbedded);
});

/** Patches by the object that they reach, for the kinds that were asked for. */
const reached = onceATree((_: Needs) => new Map<string, ReadonlyMap<Manifest, readonly Piece[]>>());

/** Texts of the patches that change an object on its way to a cluster; `?` for one that cannot be read. */
export function patchesReaching(manifest: Manifest, context: Needs): string[] {
  const { group, kind } = manifest;
  const key = `${group}/${kind}`;
  const pieces = reached(context).get(key) ?? reachOf({ group, kind }, context);
  reached(context).set(key, pieces);
  return (pieces.get(manifest) ?? []).map(textOf);
}

function reachOf(wanted: { group: string; kind: string }, context: Needs): Map<Manifest, Piece[]> {
  const applied = appliedObjects(context.objects.manifests, context.graph.contexts, wanted);
  const found = new Map<Manifest, Piece[]>();
  for (const piece of allPieces(context))
    for (const manifest of new Set(receiversOf(piece, applied).map((one) => one.manifest)))
      pushTo(found, manifest, piece);
  return found;
}

/** The patch as text, whatever it is written as. */
export function textOf({ content, contentIn, replaces, holder }: Piece): string {
  const { document, holders } = contentIn;
  const inner = holders.at(-1);
  if (inner) return String(inner.value);
  const nodes = content ? [content] : (replaces ?? []);
  if (nodes.length === 0) return holder.document.text;
  return nodes
    .map(({ start, end }) => document.text.slice(start - document.start, end - document.start))
    .join("\n");
}
