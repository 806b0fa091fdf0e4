import { UNKNOWN } from "../../core/graph.ts";
import type { Manifest } from "../../core/manifest.ts";
import { dirname } from "../../core/paths.ts";
import { child, deref, itemsAt, textAt } from "../../core/tree.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { type Instance, instancesOf } from "../instances.ts";
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
  const { graph } = context;
  const ofRoots = new Set(
    graph.roots.filter(({ source }) => source.kind === GIT).map(({ source }) => source.name),
  );
  return graph.idlePatches.flatMap(({ place, git, declared, holder, fails }) => {
    // The object of a root may be made by bootstrap, so that no file shows what the patch is for.
    if (ofRoots.has(git)) return [];
    const told = declared.name ?? UNKNOWN;
    const effect = fails ? "the build fails" : "kustomize drops it without a word";
    return [
      {
        message: `this patch is for GitRepository ${git}, and only an OCIRepository ${told} is there, so ${effect}; write kind: OCIRepository, and translate what it changes: ref.branch becomes ref.tag, and secretRef, provider and verify mean other things`,
        location: place,
        object: holderOf(holder, context),
        related: [
          { message: `OCIRepository ${told} is declared here`, location: placeIn(declared, undefined) },
        ],
      },
    ];
  });
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
