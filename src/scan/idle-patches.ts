/** Patches of Git sources that have left. */
import type { Cluster } from "../build/cluster.ts";
import { textIn } from "../build/node.ts";
import { MissedPatch } from "../build/patches.ts";
import { locate } from "../core/manifest.ts";
import type { IdlePatch } from "../core/neighbours.ts";
import { spotKey } from "../core/patch.ts";
import { child } from "../core/tree.ts";
import type { ManifestIndex } from "../graph/built-roots.ts";
import { placedAt, shownAt } from "../graph/placed.ts";
import { GIT } from "./found-reference.ts";
import type { Holders } from "./holders.ts";

/**
 * Patches of a GitRepository that no object got, and that an OCIRepository would get if it were the GitRepository:
 * what a tree looks like after somebody moved the source and forgot the patch. With a target kustomize drops such a
 * patch without a word, without one the build fails (flux-facts 8.34).
 */
export function idlePatches(
  clusters: readonly Cluster[],
  holders: Holders,
  manifests: ManifestIndex,
): IdlePatch[] {
  const found = new Map<string, IdlePatch>();
  for (const { missed, failure } of clusters.flatMap(({ deliveries }) => deliveries)) {
    const failed = failure instanceof MissedPatch ? failure.missed : undefined;
    for (const one of failed ? [failed] : missed) {
      const { selector, near } = one;
      const place = textIn(selector, ["kind"]) === GIT ? placedAt(selector.origin) : undefined;
      const holder = place && holders.of(place);
      const git = textIn(selector, ["name"]) || textIn(selector, ["metadata", "name"]);
      const [declared] = near.flatMap(({ node }) => manifests.of(node) ?? []).filter(isOci);
      if (!place || !holder || !declared || git === "") continue;
      const kind = failed || place.holders.length > 0 ? undefined : child(place.node, "kind");
      const location = locate(holder.document, shownAt(place));
      const shown = kind ? locate(holder.document, kind) : location;
      found.set(spotKey(place), {
        location,
        place: shown,
        git,
        declared,
        holder,
        fails: failed !== undefined,
      });
    }
  }
  return [...found.values()];
}

function isOci({ kind }: { kind: string }): boolean {
  return kind === "OCIRepository";
}
