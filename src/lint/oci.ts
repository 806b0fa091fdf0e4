import type { Manifest } from "../core/manifest.ts";
import { at, deref, type MapNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import type { LintContext } from "./context.ts";

/** An OCIRepository that some file declares; `spec` is empty where it is no map. */
export interface OciManifest {
  manifest: Manifest;
  spec: MapNode | undefined;
}

/** Every OCIRepository of the tree, once, however many clusters apply it. */
export function ociRepositories({ objects }: LintContext): OciManifest[] {
  return objects.manifests
    .filter(({ group, kind }) => group === GROUP.source && kind === "OCIRepository")
    .map((manifest) => {
      const spec = deref(at(manifest.node, ["spec"]));
      return { manifest, spec: spec?.type === "map" ? spec : undefined };
    });
}
