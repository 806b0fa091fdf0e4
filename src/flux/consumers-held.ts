import type { ConsumerRow } from "../core/consumer.ts";

/** A kind that holds whole objects of Flux, which are made where `holds` says. */
function held(
  id: string,
  group: string,
  kind: string,
  path: string,
  holds: "own" | "unknown",
  source: string,
): ConsumerRow {
  const where =
    holds === "own"
      ? "its chart makes of them"
      : "something else makes of them, in a cluster that is not known here";
  return {
    id,
    group,
    kind,
    path: path.split("."),
    shape: "embedded",
    holds,
    acceptsOci: true,
    outcome: "manual",
    why: `Objects of Flux stand in it, and what ${where} goes on naming Git. Write \`kind: OCIRepository\` where a sourceRef says GitRepository, and make an OCIRepository with the artifact's url and a tag for a GitRepository.${holds === "own" ? "" : " With `declareIn: elsewhere` for its source, a sourceRef that is written out moves."}`,
    source,
  };
}

const WORK = "work.open-cluster-management.io";

/** Kinds that hold objects of Flux whole. Each object in them goes through the table of consumers by itself. */
export const HELD_ROWS: readonly ConsumerRow[] = [
  held(
    "release-values",
    "helm.toolkit.fluxcd.io",
    "HelmRelease",
    "spec.values",
    "own",
    "charts raw, app-template (rawResources), bitnami common (extraDeploy)",
  ),
  held("config-map-data", "", "ConfigMap", "data", "unknown", "Kubernetes core/v1 ConfigMap"),
  held("secret-data", "", "Secret", "stringData", "unknown", "Kubernetes core/v1 Secret"),
  held(
    "kro-graph",
    "kro.run",
    "ResourceGraphDefinition",
    "spec.resources",
    "unknown",
    "kro api/v1alpha1/resourcegraphdefinition_types.go",
  ),
  held(
    "crossplane-object",
    "kubernetes.crossplane.io",
    "Object",
    "spec.forProvider.manifest",
    "unknown",
    "crossplane-contrib/provider-kubernetes apis/object",
  ),
  held(
    "crossplane-composition",
    "apiextensions.crossplane.io",
    "Composition",
    "spec",
    "unknown",
    "crossplane apis/apiextensions, spec.resources and spec.pipeline",
  ),
  held(
    "manifest-work",
    WORK,
    "ManifestWork",
    "spec.workload.manifests",
    "unknown",
    "open-cluster-management api work/v1/types.go",
  ),
  held(
    "manifest-work-set",
    WORK,
    "ManifestWorkReplicaSet",
    "spec.manifestWorkTemplate.workload.manifests",
    "unknown",
    "open-cluster-management api work/v1alpha1",
  ),
];
