import type { Document, Manifest } from "../core/manifest.ts";
import { deref, type MapNode, textAt } from "../core/tree.ts";

/**
 * A document that is no object of its own (a kustomization.yaml, a patch, a values file), in the shape of one, so
 * that a reference can stand in it. `kind` is what it is called where it says nothing. Undefined for an empty one.
 */
export function asManifest(document: Document | undefined, kind: string): Manifest | undefined {
  const root = document && deref(document.root);
  if (!document || !root || root.type === "scalar") return undefined;
  const node: MapNode =
    root.type === "map" ? root : { type: "map", flow: false, items: [], start: root.start, end: root.end };
  const apiVersion = textAt(root, ["apiVersion"]) ?? "";
  return {
    document,
    node,
    apiVersion,
    group: "kustomize.config.k8s.io",
    version: "v1beta1",
    kind: textAt(root, ["kind"]) ?? kind,
    name: textAt(root, ["metadata", "name"]),
    namespace: undefined,
    item: undefined,
  };
}
