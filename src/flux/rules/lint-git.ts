import type { LintPage } from "./rule.ts";

/** What is left on Git. */
export const LINT_GIT_PAGES: readonly LintPage[] = [
  {
    id: "git-source",
    title: "A Git source is still there",
    also: ["warning"],
    lint: { recommended: "error", strict: "error" },
    what: "An error where the source was decided and `git2oci migrate` would replace it. A warning where nobody has decided it, or one of its charts.",
    why: "After a migration, Git sources come back by habit: copied from an old file, or made by a scaffold. Lint takes the same plan as migrate, so it fails exactly where migrate has something to do.",
    facts: [
      {
        says: "flux push artifact publishes the files of a repository for an OCIRepository.",
        from: "flux2 cmd/flux/push_artifact.go",
      },
    ],
    decide:
      "Run `git2oci migrate`, or give the source `action: keep` with a reason. `lint: { rules: { git-source: warning } }` (or `off`) changes the level for all.",
  },
  {
    id: "git-source-ref",
    title: "A reference still names a Git source",
    lint: { recommended: "error", strict: "error" },
    what: "The reference could move, and migrate would move it: its source was decided, or the OCIRepository stands beside it already.",
    why: "A new Kustomization that names the old source works as long as the Git source is kept for something else, so nobody notices.",
    facts: [
      {
        says: "A reference resolves by kind, name and namespace, so the Git source of a name is another object than the OCI source.",
        from: "kustomize-controller api/v1/reference_types.go",
      },
    ],
    decide:
      "Run `git2oci migrate`. `lint: { rules: { git-source-ref: warning } }` (or `off`) changes the level for all; what is kept by a decision is never an error.",
  },
];
