import type { Context, Root } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import { child, deref, type MapNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { asManifest } from "./as-manifest.ts";
import type { Unbuilt } from "./built-declarations.ts";
import { GIT } from "./found-reference.ts";
import type { Objects } from "./objects.ts";
import { appliedName, declare, declaredAs, type SourceStore, syncOf } from "./sources.ts";

type Contexts = ReadonlyMap<string, readonly Context[]>;

/** Puts what declares a Git source beside built objects into the store: programs, FluxInstance syncs, patches. */
export function declareAll(
  objects: Objects,
  roots: readonly Root[],
  contexts: Contexts,
  store: SourceStore,
  unbuilt: Unbuilt,
): void {
  const each = (manifests: readonly Manifest[], use: (manifest: Manifest, context: Context) => void) => {
    for (const manifest of manifests)
      if (manifest.group === GROUP.source && manifest.kind === GIT && manifest.name !== undefined)
        for (const context of contexts.get(manifest.document.file) ?? []) use(manifest, context);
  };
  // Objects of programs are in no build: they may be made for any cluster. Nor is what does not build today.
  each(
    objects.manifests.filter((manifest) => manifest.document.code || unbuilt.has(manifest)),
    (manifest, context) => {
      const applied = appliedName(manifest, context);
      const source = store.get(context.scope, applied.namespace, applied.name);
      declare(source, declaredAs(manifest), manifest, specOf(manifest), context);
    },
  );
  for (const root of roots) {
    const holder = root.by.startsWith("FluxInstance")
      ? (root.manifest ?? asManifest(root.document, "Values"))
      : undefined;
    if (root.source.kind !== GIT || !holder) continue;
    const source = store.get(root.scope, root.source.namespace, root.source.name);
    declare(
      source,
      root.by === "FluxInstance" ? "FluxInstance" : "FluxInstance-values",
      holder,
      syncOf(root),
      undefined,
    );
  }
}

function specOf(manifest: Manifest): MapNode | undefined {
  const node = deref(child(manifest.node, "spec"));
  return node?.type === "map" ? node : undefined;
}
