import type { Rule } from "./rule.ts";

const OCI_TYPES = "source-controller api/v1/ocirepository_types.go";
const HELM_SPEC = "helm-controller docs/spec/v2/helmreleases.md";

/** Rewrites of sources and of the objects that read an artifact. */
export const CHANGE_RULES: readonly Rule[] = [
  {
    id: "git-repository",
    title: "A Git source becomes an OCI source",
    level: "change",
    also: ["warning", "note"],
    what: "The OCIRepository is declared with the name and namespace of the GitRepository. Where every reference leaves Git, it takes the place of the Git declaration; else it stands beside it. `ref` is always written: a branch or a tag becomes a tag, a semver range stays. Interval, timeout, proxy, labels, annotations and comments stay. What only Git has (`secretRef`, `verify`, `include`, submodules) goes, and the report says what takes its place.",
    why: "Kinds do not collide, so with the same name each reference changes in one word and nothing else has to move at the same moment. A Git source that something still needs is kept: taking it away would leave a reference to nothing.",
    facts: [
      {
        says: "Without a ref, a GitRepository follows the branch master and an OCIRepository the tag latest, so silence changes the meaning.",
        from: OCI_TYPES,
      },
      {
        says: "The API version v1 of OCIRepository exists since Flux 2.6; v1beta2 is gone in 2.8.",
        from: "website content/en/blog/2025-05-29-announcing-flux-v2.6.0/index.md",
      },
      {
        says: "A Secret with a Git user name and password is ignored for a registry: only kubernetes.io/dockerconfigjson is read, so the pull would be anonymous.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide:
      "It happens only for a source that somebody decided: `--registry`, `--map`, or an entry of `sources` in git2oci.yaml. `action: keep` with a `reason` leaves the source on Git, and every reference with it. A finding of this rule says what stops a decided source, or what its Git fields meant, and what to write.",
    example: { fixture: "seed" },
  },
  {
    id: "kustomization-source-ref",
    title: "A Kustomization reads the OCI source",
    level: "change",
    also: ["warning"],
    what: "`spec.sourceRef.kind` becomes OCIRepository. Name, namespace and `spec.path` stay while the root of the artifact is the root of the repository; a `sourceRef.apiVersion` is written anew. With `artifact.path` the path is made relative to that directory.",
    why: "The artifact holds the same files under the same paths, so the objects on the cluster stay as they are and nothing restarts. A path that is not in the artifact fails safely; one that exists and is empty makes Flux delete everything, so git2oci looks the path up first.",
    facts: [
      {
        says: "sourceRef takes OCIRepository, GitRepository, Bucket and, since Flux 2.7, ExternalArtifact.",
        from: "kustomize-controller api/v1/reference_types.go",
      },
      {
        says: "After a successful build, objects that are no longer in it are pruned, also when it has become empty.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide:
      "It follows its source: decide that. In a base that several clusters share it moves only where all of them move to the same name and namespace. As a warning it says why the reference stays although its source could go, and what to write.",
    example: { fixture: "seed" },
  },
  {
    id: "helmrelease-chart",
    title: "A HelmRelease takes its chart from an OCI artifact",
    level: "change",
    also: ["warning"],
    what: "`spec.chart` is replaced by `spec.chartRef`, and each chart gets one OCIRepository with a `layerSelector` for Helm charts. With `chartKind: HelmRepository` the release keeps `spec.chart` and its sourceRef names a HelmRepository of type oci.",
    why: "`chart.spec.sourceRef` accepts no OCIRepository in any version of Flux, and nothing of `chart.spec` survives in `chartRef`. The version string of the chart changes, so a Helm upgrade always runs.",
    facts: [
      {
        says: "chart.spec.sourceRef takes HelmRepository, GitRepository and Bucket, in all versions.",
        from: "helm-controller api/v2/reference_types.go",
      },
      {
        says: "Exactly one of chart and chartRef may be set; chartRef exists since Flux 2.3.",
        from: HELM_SPEC,
      },
      {
        says: "helm-controller appends the digest of the artifact to the version of the chart, and upgrades on each new digest.",
        from: "helm-controller internal/controller/helmrelease_controller.go",
      },
    ],
    decide:
      "Give an entry of `charts` with url and ref, or `chartDefaults.ref`. What chartRef cannot say (`valuesFiles`, `reconcileStrategy: Revision`, `chart.metadata`) blocks the release until it is changed or waived by name in the entry; the warning names the waiver. `action: keep` in the entry leaves the chart on Git.",
    example: { fixture: "chart-one" },
  },
  {
    id: "helmrelease-oci-source",
    title: "A HelmRelease names an OCIRepository where none is accepted",
    level: "change",
    also: ["warning"],
    what: "A release whose `chart.spec.sourceRef` names an OCIRepository gets a `chartRef` in place of `chart`, where the OCIRepository is declared here and certainly holds that chart. Else the warning says what is missing. It also tells of a release with both fields, and of a chartRef to an object that nothing declares.",
    why: "The API refuses such a release, so it never ran; this form is in circulation because an early guide showed it.",
    facts: [
      {
        says: "OCIRepository is no kind of chart.spec.sourceRef.",
        from: "helm-controller api/v2/reference_types.go",
      },
      { says: "chartRef takes OCIRepository and HelmChart.", from: HELM_SPEC },
    ],
    decide:
      "It is a repair and asked for once, apart from the migrations; with `--only` it is left alone. A no leaves the release as it is.",
    example: { fixture: "release-faults" },
  },
  {
    id: "source-kind",
    title: "Other fields that take both kinds",
    level: "change",
    what: "A field that took a GitRepository and takes an OCIRepository is changed in one word, with the name, namespace and apiVersion beside it where they differ: health checks, ResourceSet, Terraform, ArtifactGenerator, and the kinds that `references` in git2oci.yaml adds. Reports name the field's own rule.",
    why: "These fields differ only in where they stand. The table of consumers has one row for each, with its source.",
    facts: [
      {
        says: "Fields that refer to a source by kind and name resolve within the kind, so nothing else changes.",
        from: "kustomize-controller api/v1/kustomization_types.go",
      },
    ],
    decide:
      "It follows its source: decide that. A kind of your own becomes known with an entry of `references`.",
    example: { fixture: "health-checks", shows: "kustomization-health-check" },
  },
  {
    id: "append-entry",
    title: "An entry for OCIRepository beside the one for GitRepository",
    level: "change",
    also: ["warning"],
    what: "Lists that say something about a kind (`eventSources` of an Alert, `healthCheckExprs`) get a copy of the entry with `kind: OCIRepository`, after the one for GitRepository, while a Git source that it means is left. Where none is left, the entry itself is changed. The warning names a filter or an expression that reads what only Git writes.",
    why: "Events and expressions are matched by exact kind. Replaced, the entry would lose the sources that stay; left alone, it would miss those that go.",
    facts: [
      {
        says: "An event belongs to an entry only if its kind is the same.",
        from: "notification-controller internal/server/event_handlers.go",
      },
      {
        says: "A revision is main@sha1:… for Git and <tag>@sha256:… for an artifact.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide:
      "It follows the sources that it means. Rewrite a filter or an expression that reads a Git revision by hand, for both forms.",
    example: { fixture: "alerts", shows: "alert-event-source" },
  },
  {
    id: "template",
    title: "A template names a Git source",
    level: "warning",
    also: ["note", "change"],
    what: "A Helm template, or another text that becomes YAML elsewhere, declares or names a GitRepository. With `--templates`, a plain `kind: GitRepository` of a reference whose source moves is changed in one word; everything else is told with its line and the text to write. It is a note while the source does not move.",
    why: "A template is no YAML, and one template becomes many objects. git2oci edits only the word that it can be sure of, and renders nothing.",
    facts: [
      {
        says: "Templates of a chart are texts that Helm fills in before Kubernetes sees them; only the result is YAML.",
        from: "helm pkg/engine/engine.go",
      },
    ],
    decide:
      "Run with `--templates` to let plain references be edited, or exclude the files and waive excluded-readers for the source, if nothing of this fleet comes from them. A source that a template names is kept on Git as long as it does.",
    example: { fixture: "helm-templates" },
  },
];
