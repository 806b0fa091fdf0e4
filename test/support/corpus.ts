/** A real fleet, and what a person would decide to move everything of it that is theirs. */
export interface CorpusTree {
  /** Folder of the corpus. */
  name: string;
  /** `owner/repository` on GitHub, which becomes `origin`. */
  repository: string;
  /** `--registry`, where it is not that of all trees. */
  registry?: string;
  /** `--map` flags: what `--registry` alone leaves open. */
  map?: readonly string[];
  declareIn?: readonly string[];
  /** A git2oci.yaml, for decisions that no flag can make. */
  config?: string;
  /** What the tree taught; a paragraph of docs/corpus.md. */
  notes: string;
}

/** The twelve trees. `--registry oci://ghcr.io/acme` is given for those that name no other one. */
export const CORPUS: readonly CorpusTree[] = [
  {
    name: "flux2-multi-tenancy",
    repository: "fluxcd/flux2-multi-tenancy",
    // The bootstrap's own file is not kept in the tree, so nothing tells which branch the clusters follow.
    map: ["flux-system/flux-system=oci://ghcr.io/acme/flux2-multi-tenancy:main"],
    // A Kyverno policy polices the tenants' Git sources; without this waiver the tenant rightly stays undecided.
    config: `sources:
  - source: apps/dev-team
    action: migrate
    waive: [policy-lost]
    reason: the policy only audits, and gets a rule for OCIRepository
`,
    notes:
      "A tenant's source lives in a namespace that only a kustomization.yaml names, and a Kyverno policy allows Git sources by their url. Until somebody waives the policy or extends it, the tenant stays on Git; with the waiver everything moves.",
  },
  {
    name: "flux2-kustomize-helm-example",
    repository: "fluxcd/flux2-kustomize-helm-example",
    // As above: declared by a bootstrap whose file is not kept.
    map: ["flux-system/flux-system=oci://ghcr.io/acme/flux2-kustomize-helm-example:main"],
    notes:
      "No file declares the source that all its Kustomizations read: `flux bootstrap` made it, and its file is not in the tree. Without a `--map` that names a tag, nothing tells which branch the clusters follow, and nothing moves.",
  },
  {
    name: "radix-flux",
    repository: "equinor/radix-flux",
    registry: "oci://ghcr.io/equinor",
    config: `owners: [github.com/equinor]
chartDefaults: { ref: { semver: ">=1.0.0" } }
charts:
  # Its directory is called charts, which is no name.
  - { source: flux-system/radix-cost-allocation, chart: ./charts, url: oci://ghcr.io/equinor/charts/radix-cost-allocation }
  # The directory holds the version; of an artifact the tag does.
  - source: flux-system/tekton-pipelines
    chart: ./charts/\${TEKTON_VERSION}/tekton-pipeline
    url: oci://ghcr.io/equinor/charts/tekton-pipeline
    ref: { tag: "\${TEKTON_VERSION}" }
`,
    notes:
      "Five clusters share one set of components, so one line is read by all of them and moves because all five decide alike. Image automation commits to the fleet, so its Git source stays and the OCIRepository stands beside it. Seven charts lie in Git, each in a repository that holds nothing else for the fleet: their sources become the charts' OCIRepositories, in place. Two need an entry, one because its directory is called `charts`, one because its path holds the version as a variable.",
  },
  {
    name: "onedr0p-home-ops",
    repository: "onedr0p/home-ops",
    config: `charts:
  - source: flux-system/local-path-provisioner
    chart: ./deploy/chart/local-path-provisioner
    action: keep
    reason: third party, publishes no chart as OCI
`,
    notes:
      "Nearly every Kustomization reads the fleet's own source. The root is written by hand and has no telling name; it is found because it delivers itself. The `flux-manifests` artifact says Flux 2.0, so the new source is `v1beta2`, and a Receiver pushes the old one, so the interval becomes 10m.",
  },
  {
    name: "giantswarm-gitops-template",
    repository: "giantswarm/gitops-template",
    // A template: the source has a placeholder for a name, and three namespaces that mean one repository.
    map: [
      "default/your-repo=oci://ghcr.io/acme/your-repo:main",
      "org-org-name/your-repo=oci://ghcr.io/acme/your-repo:main",
      "org-${organization}/your-repo=oci://ghcr.io/acme/your-repo:main",
    ],
    notes:
      "A template whose names are placeholders: the same repository in three namespaces, one of them a variable, which is carried as it is. The Git sources stay, because image automation writes to them.",
  },
  {
    name: "biohazard",
    repository: "JJGadgets/Biohazard",
    map: [
      // Its url has a variable for a host, so whose repository it is cannot be told.
      "flux-system/soft-serve=oci://ghcr.io/acme/biohazard-apps",
      // The two archived clusters, which no root applies any more.
      "flux-system/flux-system@?=oci://ghcr.io/acme/biohazard:main",
    ],
    notes:
      "Some 180 Kustomizations get their `sourceRef` from one patch in a block scalar, aimed by label, so one word in a text in a text moves them all; the root is left out by its label and stays. Two archived clusters declare a source of one name twice, and no root applies either.",
  },
  {
    name: "bigbang",
    repository: "DoD-Platform-One/bigbang",
    // The GitHub repository is a mirror: its own source lives on another host, under another owner.
    config: `charts:
  - { source: bigbang/bigbang, chart: ./chart, url: oci://ghcr.io/acme/charts/bigbang, ref: { semver: ">=2.0.0" } }
`,
    notes:
      "An umbrella chart: 91 of its manifests are Helm templates. Each of their lines that names a Git source is reported with what to write, and none is edited. What remains is one source with one chart, which moves; the Git source stays, because a template may name it.",
  },
  {
    name: "aws-multi-cluster-gitops",
    repository: "aws-samples/multi-cluster-gitops",
    // A tree of templates for several repositories: every url starts with a placeholder that a script replaces.
    map: [
      "flux-system/flux-system=oci://ghcr.io/acme/gitops-system",
      "flux-system/gitops-workloads=oci://ghcr.io/acme/gitops-workloads",
      "flux-system/app-name=oci://ghcr.io/acme/app-name-manifests",
    ],
    notes:
      "Every url starts with a placeholder that a script fills in, so whose repository it is cannot be told, and each source needs a `--map`. With that everything but the roots moves.",
  },
  // Every manifest is a template: there is no source to decide.
  {
    name: "cluster-template",
    repository: "onedr0p/cluster-template",
    notes:
      "Only Jinja templates. Their lines that name the source are reported; nothing is edited, because no file says what they name.",
  },
  {
    name: "kingdon-fleet-infra",
    repository: "kingdon-ci/fleet-infra",
    // The applications are in repositories of the same person under a second account.
    config: `owners: [github.com/kingdon-ci, github.com/kingdonb]
chartDefaults: { ref: { semver: ">=0.1.0" } }
charts:
  - source: flux-system/weave-gitops-quickstart
    chart: ./quickstart-templates
    action: keep
    reason: third party, and archived
`,
    notes:
      "Ten roots of all kinds: gotk-sync, FluxInstance, a FluxInstance in Helm values, roots written by hand. Patches aim at GitRepository objects and keep them; a GitOpsSet names sources by its parameters; examples that no root applies stay, because not every cluster would have their source.",
  },
  {
    name: "billimek-k8s-gitops",
    repository: "billimek/k8s-gitops",
    notes:
      "The FluxInstance is in the values of a HelmRelease, so no file declares the source at all. It gets its OCIRepository at the root's path, and the Alert and the Receiver that still name the Git source are reported.",
  },
  {
    name: "gandazgul-k8s-infrastructure",
    repository: "gandazgul/k8s-infrastructure",
    // Made by a script that runs before everything else, so no file tells the branch.
    map: ["kube-system/k8s-infrastructure=oci://ghcr.io/acme/k8s-infrastructure:main"],
    // Each cluster's root waits for Kustomizations that would read the new source; only that script can make it.
    declareIn: ["kube-system/k8s-infrastructure=elsewhere"],
    config: "chartDefaults: { ref: { semver: '>=0.1.0' } }\n",
    notes:
      "A script creates the source before anything else, and each root waits for Kustomizations that would read the new one, so no file of the tree can declare it: `--declare-in elsewhere`. One chart comes from a fork under the same owner; the two clusters that share it run versions of Flux with no version of OCIRepository in common, so it stays.",
  },
];
