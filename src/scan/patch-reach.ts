import type { Context } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Receiver } from "../core/patch.ts";
import { textAt, type YamlNode } from "../core/tree.ts";
import type { Piece } from "./patch-pieces.ts";
import { mayMean, type Selectable } from "./select.ts";
import { appliedName } from "./sources.ts";

/** Objects by what applies them: the kustomization.yaml files on their ways, and the Flux Kustomizations. */
export type Applied = ReadonlyMap<string | YamlNode, readonly Receiver[]>;

/** Makes the index of all objects of a kind. */
export function appliedObjects(
  manifests: readonly Manifest[],
  contexts: ReadonlyMap<string, readonly Context[]>,
  wanted: { group: string; kind: string },
): Applied {
  const index = new Map<string | YamlNode, Receiver[]>();
  for (const manifest of manifests) {
    if (manifest.group !== wanted.group || manifest.kind !== wanted.kind) continue;
    for (const context of contexts.get(manifest.document.file) ?? []) {
      const receiver = { manifest, context, namespace: appliedName(manifest, context).namespace };
      for (const file of new Set(context.chain)) pushTo(index, file, receiver);
      // A FluxInstance patches what it makes, not what its sync delivers.
      if (context.via?.kind === "Kustomization") pushTo(index, context.via.node, receiver);
    }
  }
  return index;
}

/** The objects that a piece reaches, as often as they reach a cluster; with `kind`, as if they were of that kind. */
export function receiversOf(piece: Piece, applied: Applied, kind?: string): Receiver[] {
  const all = piece.by.flatMap((key) => applied.get(key) ?? []);
  return [...new Set(all)].filter(({ manifest, context }) => {
    const { name, namespace } = appliedName(manifest, context);
    return selects(piece, {
      group: manifest.group,
      version: manifest.version,
      kind: kind ?? manifest.kind,
      names: [name, ...(manifest.name === undefined ? [] : [manifest.name])],
      namespaces: [namespace, manifest.namespace],
      manifest,
    });
  });
}

/** True where the piece is for the object: by its target, or by what the patch says of itself. */
export function selects({ target, content }: Piece, object: Selectable): boolean {
  if (target) return mayMean(target, object);
  const [group = "", version] = (textAt(content, ["apiVersion"]) ?? "").split("/");
  const name = textAt(content, ["metadata", "name"]);
  const namespace = textAt(content, ["metadata", "namespace"]);
  return (
    version !== undefined &&
    group === object.group &&
    textAt(content, ["kind"]) === object.kind &&
    name !== undefined &&
    object.names.includes(name) &&
    (namespace === undefined || object.namespaces.includes(namespace))
  );
}
