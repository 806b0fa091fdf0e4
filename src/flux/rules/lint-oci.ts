import type { LintPage } from "./rule.ts";

/** What an OCIRepository says that does not do what its author means. */
export const LINT_OCI_PAGES: readonly LintPage[] = [
  {
    id: "missing-ref",
    title: "An OCIRepository without a ref",
    lint: { recommended: "warning", strict: "error" },
    what: "An OCIRepository has no `ref`, or none of `digest`, `semver` and `tag` in it, so it takes the tag `latest`.",
    why: "A GitRepository without a ref follows the branch master, so leaving the ref out in a migration changes what is followed without a word. Nobody sees in the manifest what runs.",
    facts: [
      {
        says: "Without a reference the tag latest is taken; digest comes before semver, and semver before tag.",
        from: "source-controller api/v1/ocirepository_types.go",
      },
    ],
    decide:
      "Write the tag, semver range or digest that is meant. `git2oci lint --fix` writes `tag: latest`, which changes nothing.",
  },
];
