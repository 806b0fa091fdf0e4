import type { LintPage } from "./rule.ts";

/** References that no cluster takes, and what does nothing once its source is OCI. */
export const LINT_REFERENCE_PAGES: readonly LintPage[] = [
  {
    id: "invalid-chart-source-ref",
    title: "An OCIRepository as the source of a chart",
    lint: { recommended: "error", strict: "error" },
    what: "`chart.spec.sourceRef` of a HelmRelease, or `sourceRef` of a HelmChart, says `kind: OCIRepository`, in a file or in a program.",
    why: "It is what a search and replace of GitRepository leaves behind. No version of Flux accepts it, so the object is rejected and the release stays as it was.",
    facts: [
      {
        says: "The kinds of a chart's source are HelmRepository, GitRepository and Bucket; chartRef takes OCIRepository and HelmChart.",
        from: "helm-controller api/v2/reference_types.go",
      },
      {
        says: "A HelmChart takes its chart from a HelmRepository, a GitRepository or a Bucket.",
        from: "source-controller api/v1/helmchart_types.go",
      },
    ],
    decide:
      "Replace the whole `spec.chart` by `spec.chartRef`. `git2oci lint --fix` does what `git2oci migrate` does: it writes chartRef where the OCIRepository stands in this tree, is one of that chart, and nothing else of `chart.spec` would be lost.",
  },
  {
    id: "chart-and-chart-ref",
    title: "A HelmRelease with chart and chartRef, or with neither",
    lint: { recommended: "error", strict: "error" },
    what: "A HelmRelease has both `chart` and `chartRef`, or none of them. One that is completed by a patch or by another file is left alone.",
    why: "Moving a chart by hand, one of the two is easily forgotten, and the API rejects the object.",
    facts: [
      {
        says: "A rule of the CRD wants exactly one of chart and chartRef.",
        from: "helm-controller api/v2/helmrelease_types.go",
      },
    ],
    decide: "Remove the one that is not meant. Which one that is, only a person knows, so there is no fix.",
  },
  {
    id: "dangling-source-ref",
    title: "A reference to a source that its cluster does not have",
    also: ["warning"],
    lint: { recommended: "error", strict: "error" },
    what: "A field names a GitRepository or an OCIRepository that nothing declares in that cluster: a slip in the name, another namespace, a kind that was changed without a declaration, a declaration that was removed. An Alert is a warning.",
    why: "The consumer goes on with what it applied last and says so only in its status, so nobody notices until the next change does not arrive.\n\nMost fleets name sources that are made elsewhere, so this is said only where the tree shows the whole cluster: its root is here; every Flux Kustomization in it reads this tree, or is bound to other namespaces by `targetNamespace`; every file below the applied folders could be read; no kustomization.yaml includes a remote base or a generator; and no ResourceSet, GitOpsSet, template, program or chart that may hold sources stands in between. A source of the same name in a file of which the cluster is unknown counts as there, as do names with variables. The source of the root itself is made by bootstrap and is never missing.",
    facts: [
      {
        says: "A reference resolves by kind, name and namespace; without a namespace it is that of the object.",
        from: "kustomize-controller api/v1/reference_types.go",
      },
      {
        says: "A source that is missing fails the reconciliation before anything is applied or pruned.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide:
      "Correct the name, the namespace or the kind, or declare the source. Where something makes it that no file shows, suppress the finding with that reason.",
  },
  {
    id: "unused-source",
    title: "A source that nothing refers to",
    lint: { recommended: "warning", strict: "warning" },
    what: "A GitRepository or an OCIRepository is declared, and nothing names it, in a cluster that the tree shows as a whole (see dangling-source-ref for when it does).",
    why: "It is fetched for ever and needs credentials for ever. More often than not its reader names something else by mistake. Left alone are sources of roots, Git sources that a decision keeps or moves, OCIRepositories whose Git source is still in use (declare first, repoint later), and names that any other text of the tree holds.",
    facts: [
      {
        says: "source-controller fetches every source at its interval, whether something reads it or not.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide: "Remove the source, or correct the reader that should name it.",
  },
  {
    id: "removed-api-version",
    title: "An apiVersion that the cluster's Flux does not serve",
    also: ["warning"],
    lint: { recommended: "error", strict: "error" },
    what: "An object of Flux, or a field that names one, says an apiVersion that the target Flux of its cluster does not serve. A warning where nothing tells the version of Flux, for what no supported Flux serves (2.7 to 2.9), and for fields in which nobody reads the apiVersion.",
    why: "The API server answers `no matches for kind`, and with it fails the whole Kustomization that applies the object.",
    facts: [
      {
        says: "Flux 2.8 serves OCIRepository v1 alone; v1beta2 is gone.",
        from: "source-controller config/crd/bases/source.toolkit.fluxcd.io_ocirepositories.yaml",
      },
      {
        says: "flux migrate -f changes the apiVersion of files, by kind and target version.",
        from: "flux2 cmd/flux/migrate.go",
      },
    ],
    decide:
      "Write the version that the finding names. `git2oci lint --fix` does it where no field of the object is gone there. `targets` in git2oci.yaml or `--flux-version` say which Flux a cluster has.",
  },
  {
    id: "push-receiver-on-oci",
    title: "A Receiver that is called by a push turns to an OCIRepository",
    lint: { recommended: "warning", strict: "warning" },
    what: "A Receiver of type github, gitlab or bitbucket names an OCIRepository, and is called by nothing that could come after the artifact. Receivers of registries, generic ones, and events such as `package` or `workflow_run` are fine.",
    why: "The push arrives before the pipeline has published, so the source is looked at too early and then not again before its interval.",
    facts: [
      {
        says: "The events of a Receiver are compared to the header of the webhook; without any, every webhook counts.",
        from: "notification-controller internal/server/receiver_handlers.go",
      },
    ],
    decide:
      "Let the registry call the Receiver, or the pipeline as its last step. A source that is followed at its interval needs none.",
  },
  {
    id: "alert-misses-oci",
    title: "An Alert tells of Git sources and not of the OCI ones",
    lint: { recommended: "warning", strict: "warning" },
    what: "`eventSources` has an entry for GitRepository, by name or with `'*'`, and the OCIRepositories of that name or namespace in the same cluster are in no entry. For `'*'`, sources of single charts do not count.",
    why: "Events are matched by exact kind, so failures of the new source reach nobody.",
    facts: [
      {
        says: "An entry matches events of exactly its kind, in exactly its namespace.",
        from: "notification-controller internal/server/event_handlers.go",
      },
    ],
    decide:
      "Add the entry for OCIRepository; `git2oci lint --fix` writes it beside the one for GitRepository. Review inclusionList and exclusionList: the messages differ.",
  },
  {
    id: "dead-patch-target",
    title: "A patch of a GitRepository that is an OCIRepository now",
    lint: { recommended: "error", strict: "error" },
    what: "A patch is for a GitRepository of a name that only an OCIRepository has where the patch is applied, or for a source of another kind than the one that a FluxInstance makes.",
    why: "kustomize drops a patch whose target matches nothing, without a word: the verification or the ignore rules that it writes are gone. Without a target, the build fails.",
    facts: [
      {
        says: "A patch with a target is applied to each object that it selects, and there may be none.",
        from: "kustomize api/internal/builtins/PatchTransformer.go",
      },
      {
        says: "kustomize.patches of a FluxInstance are applied to what the operator makes, the source of its sync included.",
        from: "flux-operator api/v1/fluxinstance_types.go",
      },
    ],
    decide:
      "Write `kind: OCIRepository` in the target and in the patch, and translate its fields: `/spec/ref/branch` becomes `/spec/ref/tag`; secretRef, provider and verify mean other things for OCI.",
  },
  {
    id: "policy-misses-oci",
    title: "A policy on GitRepository does not know OCIRepository",
    lint: { recommended: "warning", strict: "error" },
    what: "An admission policy names GitRepository and not OCIRepository, there are OCIRepositories in its reach, and no other policy names that kind.",
    why: "What the policy forbids for Git, such as an unknown host, comes in through an OCIRepository.",
    facts: [
      {
        says: "The policy of the multi-tenancy example is about GitRepository alone.",
        from: "flux2-multi-tenancy infrastructure/kyverno-policies/verify-git-repositories.yaml",
      },
    ],
    decide: "Add the rule for OCIRepository. The finding holds a copy of the policy to start from.",
  },
  {
    id: "wrong-prune-annotation",
    title: "An annotation that does not keep an object from being pruned",
    lint: { recommended: "warning", strict: "error" },
    what: "`kustomize.toolkit.fluxcd.io/prune` has another value than `disabled` (upper and lower case are the same), or a key looks like it and is another one. A label counts as an annotation does; `fluxcd.controlplane.io/prune` is that of Flux Operator.",
    why: "Moving a source from one owner to another, this annotation is what keeps it alive. Any other value or key protects nothing, and nobody is told before the object is gone.",
    facts: [
      {
        says: "Labels and annotations are compared with key and value, the value without case.",
        from: "pkg ssa/utils/meta.go",
      },
      {
        says: "What has kustomize.toolkit.fluxcd.io/prune: disabled is not deleted.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide:
      "Write `kustomize.toolkit.fluxcd.io/prune: disabled`, or remove the annotation. `git2oci lint --fix` does it where the value says that the object is to be kept.",
  },
  {
    id: "fluxinstance-git-ref-on-oci",
    title: "The sync of a FluxInstance is half Git and half OCI",
    lint: { recommended: "error", strict: "error" },
    what: "`sync.kind` is OCIRepository and `ref` is no tag (`refs/heads/main`), the url does not start with `oci://`, or the provider is github; or the kind is GitRepository and the url is that of an artifact. In the values of the flux-instance chart too.",
    why: "The sync is what delivers everything else, the correction included.",
    facts: [
      {
        says: "For an OCIRepository the ref is written as its tag, for a GitRepository as the name of the Git ref.",
        from: "flux-operator internal/builder/templates.go",
      },
      {
        says: "The provider github is for GitRepository alone.",
        from: "flux-operator api/v1/fluxinstance_types.go",
      },
    ],
    decide: "Write the tag that the pipeline moves, and the address of the artifact.",
  },
];
