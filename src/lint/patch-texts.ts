import type { Manifest } from "../core/manifest.ts";
import { GROUP } from "../flux/groups.ts";
import { type Piece, piecesOf } from "../scan/patch-pieces.ts";
import { type Applied, appliedObjects, receiversOf } from "../scan/patch-reach.ts";
import { readEmbedded } from "../scan/scan.ts";
import { withNestedPieces } from "../scan/written-references.ts";
import type { LintContext } from "./context.ts";

/** Patches of a tree, read once a run. */
const known = new WeakMap<
  LintContext["objects"],
  { pieces: readonly Piece[]; reach: Map<string, Applied> }
>();

/** Every patch of the tree, those that patches write into Flux Kustomizations included. */
export function allPieces({ objects, graph }: Pick<LintContext, "objects" | "graph">): readonly Piece[] {
  return patchesOf({ objects, graph }).pieces;
}

/** Texts of the patches that change an object on its way to a cluster; `?` for one that cannot be read. */
export function patchesReaching(
  manifest: Manifest,
  context: Pick<LintContext, "objects" | "graph">,
): string[] {
  const { pieces, reach } = patchesOf(context);
  const { group, kind } = manifest;
  const key = `${group}/${kind}`;
  let applied = reach.get(key);
  if (!applied) {
    applied = appliedObjects(context.objects.manifests, context.graph.contexts, { group, kind });
    reach.set(key, applied);
  }
  const all = applied;
  return pieces
    .filter((piece) => receiversOf(piece, all).some((one) => one.manifest === manifest))
    .map(textOf);
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

function patchesOf({ objects, graph }: Pick<LintContext, "objects" | "graph">) {
  let found = known.get(objects);
  if (!found) {
    const wanted = { group: GROUP.kustomize, kind: "Kustomization" };
    const applied = appliedObjects(objects.manifests, graph.contexts, wanted);
    found = {
      pieces: withNestedPieces(piecesOf(objects, readEmbedded), applied, readEmbedded),
      reach: new Map(),
    };
    known.set(objects, found);
  }
  return found;
}
