import type { Manifest } from "../core/manifest.ts";
import { normalize } from "../core/paths.ts";
import { itemsAt, textAt } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";

/** What a Flux Kustomization writes into the kustomization.yaml of its path before it is built. */
export interface Overlay {
  /** Takes the place of the `namePrefix` there. */
  prefix: string | undefined;
  suffix: string | undefined;
  /** Directories, added to the `components` there. */
  components: readonly string[];
}

/** Nothing is written over the kustomization.yaml of a path. */
export const NO_OVERLAY: Overlay = { prefix: undefined, suffix: undefined, components: [] };

/** A root may also be applied by an object in which fields of these names mean something else. */
function isFluxKustomization(manifest: Manifest | undefined): manifest is Manifest {
  return manifest?.group === GROUP.kustomize && manifest.kind === "Kustomization";
}

/** The namespace that a Flux Kustomization forces on all that it applies. */
export function targetNamespace(via: Manifest | undefined): string | undefined {
  if (!isFluxKustomization(via)) return undefined;
  return textAt(via.node, ["spec", "targetNamespace"]) || undefined;
}

/** What a Flux Kustomization changes in the kustomization.yaml of its path, beside the namespace. */
export function overlayOf(via: Manifest | undefined, path: string): Overlay {
  if (!isFluxKustomization(via)) return NO_OVERLAY;
  const prefix = textAt(via.node, ["spec", "namePrefix"]) || undefined;
  const suffix = textAt(via.node, ["spec", "nameSuffix"]) || undefined;
  const components = itemsAt(via.node, ["spec", "components"]).flatMap(
    (item) => normalize(textAt(item) ?? "", path) ?? [],
  );
  if (prefix === undefined && suffix === undefined && components.length === 0) return NO_OVERLAY;
  return { prefix, suffix, components };
}
