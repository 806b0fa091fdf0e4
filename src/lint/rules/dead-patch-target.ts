import { UNKNOWN } from "../../core/graph.ts";
import { type Location, locate, type Manifest } from "../../core/manifest.ts";
import { dirname } from "../../core/paths.ts";
import { child, deref, itemsAt, textAt } from "../../core/tree.ts";
import { GROUP } from "../../flux/groups.ts";
import { locatePiece, type Piece } from "../../scan/patch-pieces.ts";
import { appliedObjects, receiversOf } from "../../scan/patch-reach.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { type Instance, instancesOf } from "../instances.ts";
import { allPieces } from "../patch-texts.ts";
import type { Found, LintRule } from "../rule.ts";

const GIT = "GitRepository";
const OCI = "OCIRepository";

/**
 * A patch of a GitRepository where only an OCIRepository of that name is there: with a target kustomize drops it
 * without a word, without one the build fails (flux-facts 3 and 8.34).
 */
export const deadPatchTarget: LintRule = {
  id: "dead-patch-target",
  find: (context) => [...ofTree(context), ...instancesOf(context).flatMap((one) => ofInstance(one, context))],
};

function ofTree(context: LintContext): Found[] {
  const { objects, graph } = context;
  const applied = (kind: string) =>
    appliedObjects(objects.manifests, graph.contexts, { group: GROUP.source, kind });
  const git = applied(GIT);
  const oci = applied(OCI);
  const ofRoots = new Set(
    graph.roots.filter(({ source }) => source.kind === GIT).map(({ source }) => source.name),
  );
  return allPieces(context).flatMap((piece) => {
    const name = gitNameOf(piece);
    if (name === undefined || receiversOf(piece, git).length > 0) return [];
    const [reached] = receiversOf(piece, oci, GIT);
    // The object of a root may be made by bootstrap, so that no file shows what the patch is for.
    if (!reached || ofRoots.has(name)) return [];
    const told = reached.manifest.name ?? UNKNOWN;
    const effect = piece.target ? "kustomize drops it without a word" : "the build fails";
    return [
      {
        message: `this patch is for GitRepository ${name}, and only an OCIRepository ${told} is there, so ${effect}; write kind: OCIRepository, and translate what it changes: ref.branch becomes ref.tag, and secretRef, provider and verify mean other things`,
        location: placeOf(piece),
        object: holderOf(piece.holder, context),
        related: [
          {
            message: `OCIRepository ${told} is declared here`,
            location: placeIn(reached.manifest, undefined),
          },
        ],
      },
    ];
  });
}

/** The kind in the target, where that stands in the file itself; else the patch. */
function placeOf(piece: Piece): Location {
  const { target, targetIn } = piece;
  const kind = targetIn.holders.length === 0 && target ? deref(child(target, "kind")) : undefined;
  return kind ? locate(targetIn.document, kind) : locatePiece(piece);
}

/** The name of the GitRepository that a patch is for; undefined where it may be for others as well. */
function gitNameOf({ target, content }: Piece): string | undefined {
  if (target) return textAt(target, ["kind"]) === GIT ? textAt(target, ["name"]) : undefined;
  return textAt(content, ["kind"]) === GIT ? textAt(content, ["metadata", "name"]) : undefined;
}

function holderOf(holder: Manifest, { graph, objects }: LintContext) {
  if (objects.manifests.includes(holder)) return identityOf(holder, graph);
  const { file } = holder.document;
  const named = { ...holder, name: holder.name ?? (dirname(file) || ".") };
  return identityOf(named, graph);
}

/** What a FluxInstance patches is what it makes, and it makes one source, of the kind of its sync. */
function ofInstance({ manifest, spec, kind }: Instance, { graph }: LintContext): Found[] {
  return itemsAt(spec, ["kustomize", "patches"]).flatMap((patch) => {
    const target = deref(child(patch, "target"));
    const aimed = textAt(target, ["kind"]);
    if (![GIT, OCI].includes(aimed ?? "") || aimed === kind || ![GIT, OCI].includes(kind)) return [];
    return [
      {
        message: `this patch is for ${aimed}, and the sync makes ${kind === OCI ? "an" : "a"} ${kind} alone, so it does nothing, without a word; write kind: ${kind}, and translate what it changes`,
        location: placeIn(manifest, child(target, "kind")),
        object: identityOf(manifest, graph),
      },
    ];
  });
}
