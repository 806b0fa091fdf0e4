/**
 * Rules of findings that ask for an edit of the tree which no run makes, and without which something goes wrong or
 * silent with the change itself. What has a step of its own before merging (credentials, receivers, policies), and what
 * only a decision settles, is not among them.
 */
export const HAND_EDITS: ReadonlySet<string> = new Set([
  "append-entry",
  "flux-local-sources",
  "git-command",
  "git-scaffolding",
  "kind-selector",
  "kube-state-metrics",
  "kustomize-configuration",
  "merged-values-files",
  "network-policy",
  "patch-content",
  "patch-replacement",
  "patch-source-ref",
  "patch-target",
  "program-text",
  "prometheus",
  "rbac",
  "renovate-git",
  "template",
  "update-comment",
]);
