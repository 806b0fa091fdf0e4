import type { LintPage } from "./rule.ts";

/** What is left on Git. */
export const LINT_GIT_PAGES: readonly LintPage[] = [
  {
    id: "git-source",
    title: "A Git source is still there",
    also: ["warning"],
    lint: { recommended: "error", strict: "error" },
    what: "An error where the source was decided and `git2oci migrate --yes` would replace it. A warning where a person has to accept the move first, or where nobody has decided the source, at its declaration. A reference is told itself where no declaration that could move is told: the source is that of a root, no file declares it, an expression gives its name, or only the chart is undecided.",
    why: "After a migration, Git sources come back by habit: copied from an old file, or made by a scaffold. Lint takes the same plan as migrate, so it fails exactly where `migrate --yes` has something to do. Most references of real fleets name a source that no file declares, so a new one would go unseen.",
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
    also: ["warning"],
    lint: { recommended: "error", strict: "error" },
    what: "The reference could move, and `migrate --yes` would move it: its source was decided, or the OCIRepository stands beside it already. A warning where a person has to accept the move first, or to change the reference by hand, because git2oci does not edit it.",
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
