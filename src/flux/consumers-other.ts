import type { ConsumerRow } from "../core/consumer.ts";

const OPERATOR = "fluxcd.controlplane.io";
const WEAVE = "templates.weave.works";
const EMBEDDED = "It holds whole manifests that are filled in by a template, so git2oci does not edit them.";

/**
 * Kinds beside Flux that can name a GitRepository (flux-facts 3), or hold manifests that do. The sync of a
 * FluxInstance is no row: it declares a source and makes a root.
 */
export const OTHER_ROWS: readonly ConsumerRow[] = [
  {
    id: "resource-set-depends-on",
    group: OPERATOR,
    kind: "ResourceSet",
    path: ["spec", "dependsOn", "*"],
    shape: "ref",
    acceptsOci: true,
    rewrite: "kind",
    follows: true,
    outcome: "manual",
    why: "The ResourceSet waits for this source and never becomes ready once it is gone. Write `apiVersion: source.toolkit.fluxcd.io/v1` and `kind: OCIRepository`.",
    source: "flux-operator api/v1/resourceset_types.go, spec.dependsOn",
  },
  ...["resources", "resourcesTemplate", "steps"].map(
    (field): ConsumerRow => ({
      id: `resource-set-${field === "resourcesTemplate" ? "template" : field}`,
      group: OPERATOR,
      kind: "ResourceSet",
      path: ["spec", field],
      shape: "embedded",
      acceptsOci: true,
      outcome: "manual",
      why: `${EMBEDDED} Write \`kind: OCIRepository\` where a sourceRef says GitRepository, and for a GitRepository among the resources declare an OCIRepository with the artifact's url and a tag; \`<< inputs.… >>\` may stay in both.`,
      source: `flux-operator api/v1/resourceset_types.go, spec.${field}`,
    }),
  ),
  {
    id: "resource-set-input-provider",
    group: OPERATOR,
    kind: "ResourceSetInputProvider",
    path: ["spec"],
    shape: "embedded",
    acceptsOci: false,
    outcome: "manual",
    why: "A Git provider gives branches and commits as inputs, which a ResourceSet uses as Git refs. An OCIArtifactTag provider gives tags and digests under other names, so change it together with the ResourceSets that use it.",
    source: "flux-operator api/v1/resourcesetinputprovider_types.go",
  },
  {
    id: "terraform-source-ref",
    group: "infra.contrib.fluxcd.io",
    kind: "Terraform",
    path: ["spec", "sourceRef"],
    shape: "ref",
    acceptsOci: true,
    rewrite: "kind",
    outcome: "manual",
    note: "compare a Terraform plan before and after",
    why: "Write `kind: OCIRepository`, unless the branch planner is used: it works only with a GitRepository, which then has to stay. Compare a plan before and after.",
    source: "tofu-controller api/v1alpha2/reference_types.go, internal/server/polling/terraform.go",
  },
  {
    id: "pulumi-stack-flux-source",
    group: "pulumi.com",
    kind: "Stack",
    path: ["spec", "fluxSource", "sourceRef"],
    shape: "ref",
    sameNamespaceOnly: true,
    acceptsOci: true,
    outcome: "manual",
    why: "The operator reads the artifact of any Flux source. Write `apiVersion: source.toolkit.fluxcd.io/v1` and `kind: OCIRepository` after trying it: `dir` stays while the artifact's root is the repository's root.",
    source:
      "pulumi-kubernetes-operator operator/api/pulumi/shared/stack_types.go, internal/controller/pulumi/flux.go",
  },
  {
    id: "konfiguration-source-ref",
    group: "jsonnet.io",
    kind: "Konfiguration",
    path: ["spec", "sourceRef"],
    shape: "ref",
    acceptsOci: false,
    outcome: "keep",
    why: "The jsonnet controller reads only GitRepository and Bucket, so its Git source stays.",
    source: "pelotech/jsonnet-controller api/v1beta1/konfiguration_source.go",
  },
  generatorRow("git-ops-set-generator", ["spec", "generators", "*", "gitRepository"]),
  generatorRow("git-ops-set-matrix-generator", [
    "spec",
    "generators",
    "*",
    "matrix",
    "generators",
    "*",
    "gitRepository",
  ]),
  {
    id: "git-ops-set-templates",
    group: WEAVE,
    kind: "GitOpsSet",
    path: ["spec", "templates"],
    shape: "embedded",
    acceptsOci: true,
    outcome: "manual",
    why: `${EMBEDDED} Write \`kind: OCIRepository\` in the sourceRefs of \`content\`.`,
    source: "weaveworks/gitopssets-controller api/v1alpha1/gitopsset_types.go, spec.templates",
  },
  ...[WEAVE, "clustertemplates.weave.works"].map(
    (group): ConsumerRow => ({
      id: group === WEAVE ? "git-ops-template" : "cluster-git-ops-template",
      group,
      kind: "GitOpsTemplate",
      path: ["spec", "resourcetemplates"],
      shape: "embedded",
      holds: "unknown",
      acceptsOci: true,
      outcome: "manual",
      why: `${EMBEDDED} Write \`kind: OCIRepository\` in the sourceRefs, or everything made from the template brings Git references back.`,
      source: "shapes.md (GitOpsTemplate v1alpha2 in real fleets), spec.resourcetemplates",
    }),
  ),
];

/** A generator names its source in `repositoryRef`. */
function generatorRow(id: string, path: readonly string[]): ConsumerRow {
  return {
    id,
    group: WEAVE,
    kind: "GitOpsSet",
    path,
    shape: "name",
    nameKey: "repositoryRef",
    sameNamespaceOnly: true,
    acceptsOci: true,
    outcome: "manual",
    why: "Rename the generator from `gitRepository` to `ociRepository` (newer releases of the controller have it); `repositoryRef`, files and directories stay.",
    source: "weaveworks/gitopssets-controller api/v1alpha1/gitopsset_types.go",
  };
}
