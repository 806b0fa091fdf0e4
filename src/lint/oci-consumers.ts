import { UNKNOWN } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { dirname } from "../core/paths.ts";
import { at, deref, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { appliedName } from "../scan/sources.ts";
import type { LintContext } from "./context.ts";
import { type OciManifest, ociRepositories, plainText } from "./oci.ts";
import { onceATree } from "./once.ts";
import { isPatchedIn } from "./patched-fields.ts";

/** An object that reads what an OCIRepository of this tree pulls, and the OCIRepository. */
export interface OciConsumer {
  kind: "Kustomization" | "HelmRelease";
  manifest: Manifest;
  oci: OciManifest;
}

/** Fields that name an OCIRepository, of the kinds that lint knows more about. */
const ROWS = [
  { group: GROUP.kustomize, kind: "Kustomization", field: "sourceRef" },
  { group: GROUP.helm, kind: "HelmRelease", field: "chartRef" },
] as const;

/**
 * Every Kustomization and HelmRelease whose OCIRepository is declared here, as far as that is sure: the same cluster,
 * namespace and name, one object, and no patch that names another. Each pair is listed once.
 */
export const ociConsumers = onceATree(consumersOf);

function consumersOf(context: LintContext): readonly OciConsumer[] {
  const { graph, objects } = context;
  const byNode = new Map<YamlNode, OciManifest>(
    ociRepositories(context).map((oci) => [oci.manifest.node, oci]),
  );
  const existing = groupBy(graph.existing, (one) => keyOf(one, one.manifest));
  const isPatched = isPatchedIn(context);
  return objects.manifests.flatMap((manifest) => {
    const row = ROWS.find(({ group, kind }) => group === manifest.group && kind === manifest.kind);
    const ref = row && deref(at(manifest.node, ["spec", row.field]));
    if (!row || plainText(ref, ["kind"]) !== "OCIRepository") return [];
    const name = plainText(ref, ["name"]);
    if (name === undefined || isPatched(manifest, row.field)) return [];
    const found = new Set<OciManifest>();
    for (const way of graph.contexts.get(manifest.document.file) ?? []) {
      const namespace = textAt(ref, ["namespace"]) ?? appliedName(manifest, way).namespace;
      const nodes = nodesOf(existing.get(keyOf({ scope: way.scope, namespace, name }, manifest)) ?? []);
      const [only, ...others] = [...nodes].flatMap((node) => byNode.get(node) ?? []);
      if (only && others.length === 0) found.add(only);
    }
    return [...found].map((oci) => ({ kind: row.kind, manifest, oci }));
  });
}

/** Consumers by the object that they read. */
export function byRepository(consumers: readonly OciConsumer[]): ReadonlyMap<OciManifest, OciConsumer[]> {
  const found = new Map<OciManifest, OciConsumer[]>();
  for (const one of consumers) pushTo(found, one.oci, one);
  return found;
}

function nodesOf(found: readonly ExistingOci[]): Set<YamlNode> {
  return new Set(found.map(({ manifest }) => manifest.node));
}

/** Where nobody tells the namespace, two objects of one directory are in the same one. */
function keyOf(
  { scope, namespace, name }: Pick<ExistingOci, "scope" | "namespace" | "name">,
  { document }: Manifest,
): string {
  return JSON.stringify([scope, namespace, name, namespace === UNKNOWN ? dirname(document.file) : ""]);
}
