/** OCIRepositories that clusters have already. */
import type { Cluster } from "../build/cluster.ts";
import { textIn } from "../build/node.ts";
import { type Context, type Root, UNKNOWN } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { child, type MapNode, type Pair, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { type ManifestIndex, scopeOf } from "../graph/built-roots.ts";
import type { Unbuilt } from "./built-declarations.ts";
import { appliedName, syncOf } from "./sources.ts";

const OCI = "OCIRepository";

/** One entry for each cluster that gets it, under the name that it has there. */
export function existingOci(
  clusters: readonly Cluster[],
  roots: readonly Root[],
  manifests: readonly Manifest[],
  index: ManifestIndex,
  contexts: ReadonlyMap<string, readonly Context[]>,
  unbuilt: Unbuilt,
): ExistingOci[] {
  const built = clusters.flatMap((cluster) =>
    cluster.objects.flatMap(({ id, built: { node }, delivery }): ExistingOci[] => {
      if (id.group !== GROUP.source || id.kind !== OCI) return [];
      const manifest = delivery.by && delivery.directory === undefined ? undefined : index.of(node);
      if (manifest?.kind !== OCI) return [];
      const url = textIn(node, ["spec", "url"]) || undefined;
      const namespace = id.namespace || UNKNOWN;
      return [{ manifest, name: id.name, namespace, scope: scopeOf(cluster), cluster: cluster.key, url }];
    }),
  );
  const others = manifests
    .filter((one) => one.group === GROUP.source && one.kind === OCI)
    .filter((one) => one.document.code || unbuilt.has(one))
    .flatMap((manifest) =>
      (contexts.get(manifest.document.file) ?? []).map((context) => ({
        manifest,
        ...appliedName(manifest, context),
        scope: context.scope,
        cluster: context.scope,
        url: textAt(manifest.node, ["spec", "url"]),
      })),
    );
  return [...built, ...others, ...roots.flatMap(ofSync)];
}

/** The OCIRepository that a FluxInstance makes: its sync is the declaration (case 12). */
function ofSync(root: Root): ExistingOci[] {
  const { scope, source, manifest } = root;
  const sync = syncOf(root);
  if (source.kind !== OCI || !manifest || !sync) return [];
  const url = textAt(sync, ["url"]);
  return [
    {
      manifest: asDeclared(manifest, sync),
      name: source.name,
      namespace: source.namespace,
      scope,
      cluster: scope,
      url,
    },
  ];
}

/** The manifest of an instance as if it were the object that its sync makes. */
function asDeclared(manifest: Manifest, sync: MapNode): Manifest {
  const place = { start: sync.start, end: sync.end };
  const key = (name: string): Pair["key"] => ({ type: "scalar", style: "plain", value: name, ...place });
  const map = (entries: readonly (readonly [string, YamlNode | undefined])[]): MapNode => ({
    type: "map",
    flow: false,
    items: entries.flatMap(([name, value]) => (value ? [{ key: key(name), value }] : [])),
    ...place,
  });
  const ref = child(sync, "ref");
  const secret = child(sync, "pullSecret");
  const spec = map([
    ["url", child(sync, "url")],
    ["ref", ref && map([["tag", ref]])],
    ["secretRef", secret && map([["name", secret]])],
    ["provider", child(sync, "provider")],
  ]);
  return { ...manifest, kind: OCI, group: GROUP.source, node: map([["spec", spec]]) };
}
