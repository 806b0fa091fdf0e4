/** A real fleet, and what a person would decide to move everything of it that is theirs. */
export interface CorpusTree {
  /** Folder of the corpus. */
  name: string;
  /** `owner/repository` on GitHub, which becomes `origin`. */
  repository: string;
  /** `--map` flags: what `--registry` alone leaves open. */
  map?: readonly string[];
  declareIn?: readonly string[];
  /** A git2oci.yaml, for decisions that no flag can make. */
  config?: string;
  /** What the tree taught; a paragraph of docs/corpus.md. */
  notes: string;
}

/** The twelve trees. `--registry oci://ghcr.io/acme` is given for all of them. */
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
    notes: "TODO",
  },
  {
    name: "flux2-kustomize-helm-example",
    repository: "fluxcd/flux2-kustomize-helm-example",
    // As above: declared by a bootstrap whose file is not kept.
    map: ["flux-system/flux-system=oci://ghcr.io/acme/flux2-kustomize-helm-example:main"],
    notes: "TODO",
  },
  { name: "radix-flux", repository: "equinor/radix-flux", notes: "TODO" },
  { name: "onedr0p-home-ops", repository: "onedr0p/home-ops", notes: "TODO" },
  {
    name: "giantswarm-gitops-template",
    repository: "giantswarm/gitops-template",
    // A template: the source has a placeholder for a name, and three namespaces that mean one repository.
    map: [
      "default/your-repo=oci://ghcr.io/acme/your-repo:main",
      "org-org-name/your-repo=oci://ghcr.io/acme/your-repo:main",
      "org-${organization}/your-repo=oci://ghcr.io/acme/your-repo:main",
    ],
    notes: "TODO",
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
    notes: "TODO",
  },
  {
    name: "bigbang",
    repository: "DoD-Platform-One/bigbang",
    // The GitHub repository is a mirror: its own source lives on another host, under another owner.
    map: ["bigbang/bigbang=oci://ghcr.io/acme/bigbang"],
    notes: "TODO",
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
    notes: "TODO",
  },
  // Every manifest is a template: there is no source to decide.
  { name: "cluster-template", repository: "onedr0p/cluster-template", notes: "TODO" },
  {
    name: "kingdon-fleet-infra",
    repository: "kingdon-ci/fleet-infra",
    // The applications are in repositories of the same person under a second account.
    config: "owners: [github.com/kingdon-ci, github.com/kingdonb]\n",
    notes: "TODO",
  },
  { name: "billimek-k8s-gitops", repository: "billimek/k8s-gitops", notes: "TODO" },
  {
    name: "gandazgul-k8s-infrastructure",
    repository: "gandazgul/k8s-infrastructure",
    // Made by a script that runs before everything else, so no file tells the branch.
    map: ["kube-system/k8s-infrastructure=oci://ghcr.io/acme/k8s-infrastructure:main"],
    // Each cluster's root waits for Kustomizations that would read the new source; only that script can make it.
    declareIn: ["kube-system/k8s-infrastructure=elsewhere"],
    notes: "TODO",
  },
];
