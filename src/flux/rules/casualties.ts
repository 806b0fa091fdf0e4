import { CASUALTIES, type CasualtyRule } from "../casualties.ts";
import type { Fact, Rule } from "./rule.ts";

/** What the table of casualties does not say: a title, why it matters, its source, and what to write. */
type More = Pick<Rule, "title" | "why" | "facts" | "decide" | "example"> & Partial<Pick<Rule, "also">>;

const FLUX_CLI: Fact = {
  says: "flux has commands of their own for each kind of source: source git, source oci.",
  from: "flux2 cmd/flux/source.go",
};

const MORE: Readonly<Record<CasualtyRule, More>> = {
  rbac: {
    title: "A role for GitRepository alone",
    why: "Whoever works with that role sees and touches the Git source, and gets a refusal for the OCI source that takes its place.",
    facts: [
      {
        says: "The resources are gitrepositories and ocirepositories of source.toolkit.fluxcd.io.",
        from: "source-controller config/rbac/role.yaml",
      },
    ],
    decide: "Add `ocirepositories` beside `gitrepositories`, with the same verbs, also for `/status`.",
    example: { fixture: "casualty-rbac" },
  },
  "kube-state-metrics": {
    title: "Metrics of GitRepository alone",
    why: "Dashboards and alerts that read these metrics become empty for the source that moved, and an empty panel looks like a healthy one.",
    facts: [
      {
        says: "The configuration names kinds one by one.",
        from: "kube-state-metrics docs/metrics/extend/customresourcestate-metrics.md",
      },
    ],
    decide: "Add an entry for OCIRepository; the help has the text.",
    example: { fixture: "casualty-kube-state-metrics" },
  },
  prometheus: {
    title: "A query for GitRepository alone",
    why: "An alert that selects by kind stays silent about the OCIRepository, also when it fails.",
    facts: [
      {
        says: "Metrics of Flux objects carry the kind as a label.",
        from: "website content/en/flux/monitoring/metrics.md",
      },
    ],
    decide: 'Let the matcher take both kinds, such as `kind=~"GitRepository|OCIRepository"`.',
    example: { fixture: "casualty-prometheus-and-dashboards" },
  },
  "network-policy": {
    title: "A policy that limits source-controller",
    why: "The registry, the host that serves its blobs and, for keyless signatures, Sigstore have to be reached. A blocked pull leaves the source without an artifact.",
    facts: [
      {
        says: "source-controller pulls the artifact itself, inside of the cluster.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide: "Allow the hosts that the help names, port 443, before the merge.",
    example: { fixture: "casualty-network-policy" },
  },
  "git-command": {
    title: "A command for Git sources alone",
    why: "The command fails for a source that has moved, or acts on nothing.",
    facts: [FLUX_CLI],
    decide:
      "Write `source oci` for `source git`, `ocirepositories` for `gitrepositories`. In documentation it is a note for readers only.",
    also: ["note"],
    example: { fixture: "casualty-commands" },
  },
  "reconcile-with-source": {
    title: "A command that fetches the source first",
    why: "With Git it brought the commit that was just pushed. With OCI it brings what the pipeline has published by then, perhaps not yet that commit.",
    facts: [
      {
        says: "--with-source reconciles the source of the object, whatever its kind.",
        from: "flux2 cmd/flux/reconcile_with_source.go",
      },
    ],
    decide: "Let the script wait for the pipeline, or leave it.",
    example: { fixture: "casualty-commands" },
  },
  "git-scaffolding": {
    title: "A scaffold that makes Git sources",
    why: "Each new application made with it comes back to Git, and lint fails then.",
    facts: [FLUX_CLI],
    decide: "Let it make an OCIRepository: `flux create source oci`, `kind: OCIRepository` in texts.",
    example: { fixture: "casualty-scaffolding" },
  },
  "flux-local-sources": {
    title: "flux-local without sources",
    why: "Its diff in a pull request would leave out what reads an OCIRepository, and show nothing where something changes.",
    facts: [
      {
        says: "Sources that are named by --sources are read from the checkout.",
        from: "flux-local flux_local/git_repo.py",
      },
    ],
    decide: "Give `sources` as the help has it.",
    example: { fixture: "casualty-source-maps" },
  },
  "flate-sources": {
    title: "flate renders what is published",
    why: "The diff of a pull request would compare with the registry and not with the checkout.",
    facts: [
      {
        says: "A declared OCIRepository is pulled from its registry, as the cluster does.",
        from: "source-controller docs/spec/v1/ocirepositories.md",
      },
    ],
    decide:
      "flate has no option for it. Do not trust its diff for what reads an OCIRepository, or declare that outside of the repository.",
    example: { fixture: "casualty-source-maps" },
  },
  "kind-selector": {
    title: "An object that selects GitRepository by kind",
    why: "What the object does with sources, it does not do with the one on OCI: it is not sent to other clusters, not backed up, not counted.",
    facts: [
      {
        says: "resourceSelectors of a PropagationPolicy match by apiVersion and kind.",
        from: "karmada pkg/apis/policy/v1alpha1/propagation_types.go",
      },
      {
        says: "includedResources of a Backup are resources with their group.",
        from: "velero pkg/apis/velero/v1/backup_types.go",
      },
    ],
    decide:
      "Add the same entry for OCIRepository beside it, and remove the other one when no GitRepository is left.",
    example: { fixture: "casualty-kind-selector" },
  },
  "commit-status": {
    title: "Commit statuses of a Kustomization whose source moves",
    why: "Nobody sees any more at a commit or pull request whether a cluster has applied it; the controller asks the forge for a commit that does not exist.",
    facts: [
      {
        says: "The commit is read off originRevision, which a Kustomization has from the annotation org.opencontainers.image.revision of the artifact since Flux 2.5; else off the revision, which is then a digest.",
        from: "fluxcd/pkg apis/event/v1beta1/event.go, kustomize-controller getOriginRevision",
      },
    ],
    decide:
      "Publish with --revision=<branch or tag>@sha1:<commit>, as the script of git2oci publish does. Before Flux 2.5 statuses stop: keep the source on Git, or do without.",
    example: { fixture: "casualty-commit-status" },
  },
  "renovate-git": {
    title: "A Renovate rule for Git sources",
    why: "The rule matches nothing any more, so tags of artifacts are not updated, or updated without its limits.",
    facts: [
      {
        says: "The flux manager reads ref.tag and ref.digest of an OCIRepository.",
        from: "renovate lib/modules/manager/flux/extract.ts",
      },
    ],
    decide:
      "Write the rule for the datasource docker. Exclude tags that a pipeline moves, or Renovate pins them by digest.",
    example: { fixture: "casualty-renovate" },
  },
};

/** What depends on the Git kind without a reference: reported, never edited. */
export const CASUALTY_RULES: readonly Rule[] = (Object.keys(CASUALTIES) as CasualtyRule[]).map((id) => {
  const { severity, searched, told, message } = CASUALTIES[id];
  return {
    id,
    level: severity,
    what: `Something that ${message}. Searched: ${searched}. Told by: ${told}. It is never edited, and a file is told once.`,
    ...MORE[id],
  };
});
