/** What depends on the Git kind without being a reference: it goes on without an error when a source moves. */

/** Names a row of the table; the rule of its findings. */
export type CasualtyRule =
  | "rbac"
  | "kube-state-metrics"
  | "prometheus"
  | "network-policy"
  | "kind-selector"
  | "commit-status"
  | "git-command"
  | "reconcile-with-source"
  | "git-scaffolding"
  | "flux-local-sources"
  | "flate-sources"
  | "renovate-git";

/** One kind of casualty: where it is looked for, how it is told, and what a person reads about it. */
export interface CasualtyRow {
  severity: "warning" | "note";
  searched: string;
  told: string;
  /** Follows the name of what was found. */
  message: string;
}

/**
 * What is found and reported; nothing of it is ever edited. Sources: the table "Everything that can point at a
 * GitRepository" of the Kubernetes and Flux API references; the commands of the Flux CLI; `flux_local/git_repo.py` of
 * flux-local; `pkg/discovery/bootstrap.go` of flate; `lib/modules/manager/flux/extract.ts` of Renovate.
 */
export const CASUALTIES: Readonly<Record<CasualtyRule, CasualtyRow>> = {
  rbac: {
    severity: "warning",
    searched: "Roles, ClusterRoles, and rules of the same form in Helm values",
    told: "`resources` of source.toolkit.fluxcd.io holds `gitrepositories`, and no rule beside it gives the same verbs on `ocirepositories`",
    message: "gives access to GitRepository objects and not to OCIRepository objects",
  },
  "kube-state-metrics": {
    severity: "warning",
    searched: "`customResourceState` of kube-state-metrics: Helm values, ConfigMaps, plain files",
    told: "an entry with `groupVersionKind.kind: GitRepository` and no entry beside it for OCIRepository",
    message: "gives metrics of GitRepository objects only; the OCIRepository has none",
  },
  prometheus: {
    severity: "warning",
    searched: "Prometheus and VictoriaMetrics rules, Grafana dashboards, expressions in Helm values",
    told: "a matcher of a label such as `kind`, `exported_kind`, `customresource_kind` or `controller` that names GitRepository and not OCIRepository",
    message: "selects GitRepository only, so it stays silent about the OCIRepository",
  },
  "network-policy": {
    severity: "warning",
    searched: "NetworkPolicy of Kubernetes, Cilium and Calico that names flux-system or source-controller",
    told: "it limits the egress of source-controller, and neither it nor another policy there opens port 443 to everywhere",
    message: "limits where source-controller may connect to; it has to reach the registry",
  },
  "kind-selector": {
    severity: "warning",
    searched:
      "lists and keys of any object that is not Flux's own: Karmada, Velero, Kyverno's cloneList, ResourceQuota, Argo CD",
    told: "GitRepository with the group source.toolkit.fluxcd.io and without a name, and nothing beside it for OCIRepository",
    message:
      "selects GitRepository objects by kind and not OCIRepository objects, so it does nothing for the OCIRepository",
  },
  "commit-status": {
    severity: "warning",
    searched:
      "Providers of GitHub, GitLab, Gitea, Bitbucket and Azure DevOps that an Alert uses for Kustomizations",
    told: "the Kustomization reads a source that moves",
    message:
      "posts commit statuses; they go on only from Flux 2.5, and only if the artifact names its commit as <ref>@sha1:<commit>",
  },
  "git-command": {
    severity: "warning",
    searched: "scripts, tasks, workflows, documentation, and scripts in manifests",
    told: "`flux reconcile|suspend|resume|get|export|delete source git`, kubectl on `gitrepositories`, filters on the kind",
    message: "works on GitRepository objects only, so it misses the source once that has moved",
  },
  "reconcile-with-source": {
    severity: "note",
    searched: "scripts, tasks, workflows, documentation",
    told: "`flux reconcile kustomization|helmrelease … --with-source`",
    message:
      "goes on to work; it fetches the newest artifact then, so a commit that is not published yet is not seen",
  },
  "git-scaffolding": {
    severity: "warning",
    searched: "scripts, tasks, workflows, Terraform, templates that are no manifests",
    told: "`flux create source git`, `flux create kustomization` with a Git source, a text that emits `kind: GitRepository`, sed and its like that put the kind in",
    message: "makes GitRepository objects or references to them, so it brings Git back each time it runs",
  },
  "flux-local-sources": {
    severity: "warning",
    searched: "workflows, tasks and scripts that run flux-local",
    told: "`flux-local` or its action, without `sources`: with them it follows the named sources, whatever their kind",
    message:
      "follows Kustomizations of an OCIRepository only where sources names it, so they drop out of its result",
  },
  "flate-sources": {
    severity: "warning",
    searched: "workflows, tasks and scripts that run flate",
    told: "`flate get|build|diff|test` or its action",
    message:
      "reads a GitRepository of this repository from the checkout, but pulls a declared OCIRepository from the registry, so a pull request is rendered with what is published",
  },
  "renovate-git": {
    severity: "warning",
    searched: "configuration of Renovate",
    told: "a rule or a regular expression that names GitRepository, or a Git datasource together with the flux manager",
    message:
      "reads Git refs; for an OCIRepository the flux manager reads ref.tag and ref.digest with the datasource docker",
  },
};
