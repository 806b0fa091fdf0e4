import type { Manifest } from "../core/manifest.ts";
import { at, deref, type MapNode, textAt } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { asManifest } from "../scan/as-manifest.ts";
import type { LintContext } from "./context.ts";

/** A FluxInstance, or the values that its Helm chart makes one of. */
export interface Instance {
  manifest: Manifest;
  /** The map with `sync` and `kustomize`. */
  spec: MapNode;
  sync: MapNode;
  /** The kind that it makes; a chart's default is GitRepository (flux-facts 4.3). */
  kind: string;
}

/** Every FluxInstance with a sync, as an object, in the values of a HelmRelease or in a file of values. */
export function instancesOf({ objects }: Pick<LintContext, "objects">): Instance[] {
  const held = [
    ...objects.manifests
      .filter(({ group, kind }) => group === GROUP.instance && kind === "FluxInstance")
      .map((manifest) => ({ manifest, spec: at(manifest.node, ["spec"]) })),
    ...objects.manifests
      .filter(({ group, kind }) => group === GROUP.helm && kind === "HelmRelease")
      .map((manifest) => ({ manifest, spec: at(manifest.node, ["spec", "values", "instance"]) })),
    ...objects.others.flatMap((document) => {
      const manifest = asManifest(document, "Values");
      return manifest ? [{ manifest, spec: at(document.root, ["instance"]) }] : [];
    }),
  ];
  return held.flatMap(({ manifest, spec: node }) => {
    const spec = deref(node);
    const sync = deref(at(spec, ["sync"]));
    if (spec?.type !== "map" || sync?.type !== "map") return [];
    return [{ manifest, spec, sync, kind: textAt(sync, ["kind"]) ?? "GitRepository" }];
  });
}
