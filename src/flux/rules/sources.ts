import type { Rule } from "./rule.ts";

/** Findings about sources, their decisions, and what the cluster does with them. */
export const SOURCE_RULES: readonly Rule[] = [
  {
    id: "artifact-root",
    title: "Something would leave the artifact",
    level: "error",
    what: "`artifact.path` names one directory of the repository as the root of the artifact, and a path, a component, a kustomization.yaml entry or an ignore rule does not fit it. The source stays undecided.",
    why: "A path outside of the artifact finds nothing. A directory that exists and holds no manifest is worse: Flux builds it, finds no object, and deletes everything that it had applied.",
    facts: [
      {
        says: "A directory without YAML is built as an empty kustomization on purpose, so the build succeeds.",
        from: "pkg kustomize/kustomize_generator.go",
      },
      {
        says: "Ignore patterns with a slash in front are relative to the root of the artifact.",
        from: "pkg sourceignore/sourceignore.go",
      },
    ],
    decide:
      "Leave `artifact.path` out and publish the whole repository, or name the directory that the finding proposes. Nothing waives it.",
    example: { fixture: "artifact-root-leaves-root" },
  },
  {
    id: "fixed-version",
    title: "A branch becomes a fixed version",
    level: "warning",
    what: "The Git source follows a branch, and the decision names a tag that looks like a version, or a digest.",
    why: "A push to the branch reached the cluster at the next interval. A version stays what it is: after the merge, nothing that is pushed reaches the cluster until somebody changes the tag, and nothing fails.",
    facts: [
      {
        says: "A tag that is named is looked up anew at each interval; a digest takes precedence over tag and semver and never changes.",
        from: "source-controller docs/spec/v1/ocirepositories.md",
      },
    ],
    decide:
      "Give the tag that the pipeline moves with the branch, or `ref: { semver: … }`. If a fixed version is meant, let a tool raise it (Renovate reads the tag of an OCIRepository), and leave it.",
    example: { fixture: "seed" },
  },
  {
    id: "stale-comment",
    title: "A comment speaks of the old value",
    level: "note",
    what: "A comment beside a value that changes, or directly above it, speaks of Git, of a branch or commit, or repeats the old value.",
    why: "No edit touches what a person wrote in a comment, so it goes on telling of Git beside a source that is none.",
    facts: [],
    decide: "Read it, and write what is true now.",
    example: { fixture: "odd-layout" },
  },
  {
    id: "variable-tag",
    title: "A variable holds what no tag can be",
    level: "warning",
    what: "A ref is a postBuild variable, translated from the Git ref or written by a person, and in one cluster its value is no legal OCI tag. The source stays undecided.",
    why: "A branch may hold a slash and a tag of an artifact may not. The cluster with that value would not find its artifact.",
    facts: [
      {
        says: "A tag is at most 128 letters, digits, dots, underscores and dashes, and starts with none of the last two.",
        from: "source-controller docs/spec/v1/ocirepositories.md",
      },
    ],
    decide:
      "Change the value, or give the tag by a variable of its own with `ref: { tag: … }` in the source's entry, and let the pipeline publish that tag.",
    example: { fixture: "post-build-variables" },
  },
  {
    id: "unset-variable",
    title: "Nothing in this tree sets a decided variable",
    level: "warning",
    what: "A value of a decision holds a postBuild variable without a default, and no postBuild of the cluster sets it. The source stays undecided, unless a ConfigMap or Secret that is not in this tree may set it, or nobody here knows what applies the file.",
    why: "Flux fills in nothing for a variable that is not set, and an empty tag means latest. Where no postBuild runs, the text stays as it is written.",
    facts: [
      {
        says: "A variable that is not set is replaced by an empty text.",
        from: "kustomize-controller docs/spec/v1/kustomizations.md",
      },
    ],
    decide:
      "Set the variable in `spec.postBuild.substitute`, give it a default (`${TAG:=main}`), or write the value. If a ConfigMap or Secret outside of this tree sets it, see that it does in every cluster.",
    example: { fixture: "unset-variables" },
  },
  {
    id: "update-comment",
    title: "A comment lets a tool update the Git ref",
    level: "warning",
    what: "A comment for Renovate or an image policy stands at a Git ref, or inside of a chart, that goes away.",
    why: "The tool would look for a field that is not there any more and stop updating, without an error.",
    facts: [
      {
        says: "Renovate's flux manager reads ref.tag and ref.digest of an OCIRepository with the datasource docker.",
        from: "renovate lib/modules/manager/flux/extract.ts",
      },
      {
        says: "Image policy markers are comments at the end of the line that they update.",
        from: "website content/en/flux/guides/image-update.md",
      },
    ],
    decide:
      "Put a comment of that kind at the `tag` of the OCIRepository, with the datasource for container images.",
    example: { fixture: "markers-on-the-ref" },
  },
  {
    id: "split-dependency",
    title: "Kustomizations no longer wait for the same revision",
    level: "note",
    what: "One Kustomization waits for another through `dependsOn`, both read one source, and only one of them moves.",
    why: "With one source, the one that waits is held until the other has applied the same revision. With two sources it waits only until the other is ready, perhaps with older content.",
    facts: [
      {
        says: "The same revision is required where kind, name and namespace of both sources are equal.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide:
      "Move both or none: the other one's reason says what keeps it. Else accept it; the order of start is kept.",
    example: { fixture: "split-dependency" },
  },
  {
    id: "root",
    title: "The root itself was asked to move",
    level: "warning",
    what: "`root: migrate` is set for the source of a cluster's root. This version moves only what the root applies.",
    why: "The root applies its own source and itself. A mistake there takes away the way by which the repair would arrive.",
    facts: [
      {
        says: "flux bootstrap writes gotk-sync.yaml with a GitRepository, and writes it again at each run.",
        from: "flux2 pkg/manifestgen/sync/sync.go",
      },
      {
        says: "The guide of the operator moves the root last, by one kubectl apply, after everything else is there.",
        from: "flux-operator docs/guides/operator/operator-migration.md",
      },
    ],
    decide: "Remove `root: migrate`, and move the root by hand once its children run from OCI.",
    example: { fixture: "root-asked-to-move" },
  },
  {
    id: "flux-instance-sync",
    title: "The sync of a FluxInstance stays on Git",
    level: "note",
    what: "The root of the cluster is the `sync` of a FluxInstance. Its children move; the sync and its Git source stay, and the help says how a person moves them later.",
    why: "It is the way back. When the kind of the sync changes, the operator deletes the Git source at once, and whatever still reads it breaks.",
    facts: [
      {
        says: "sync takes OCIRepository, GitRepository and Bucket; for OCI, ref is a tag and not refs/heads/….",
        from: "flux-operator api/v1/fluxinstance_types.go",
      },
      {
        says: "Objects that the new version does not have are deleted after the new ones are applied.",
        from: "flux-operator internal/controller/fluxinstance_controller.go",
      },
    ],
    decide: "Nothing has to be decided now. Follow the help in a change of its own.",
    example: { fixture: "flux-instance-root" },
  },
  {
    id: "commented-reference",
    title: "A commented-out reference",
    level: "note",
    what: "A comment holds `kind: GitRepository`. It stays as it is.",
    why: "Comments are not edited. Somebody who takes the comment marks away brings a Git reference back.",
    facts: [
      {
        says: "A comment is no part of an object, so no cluster sees it.",
        from: "kustomize-controller docs/spec/v1/kustomizations.md",
      },
    ],
    decide: "Change it by hand, remove it, or leave it.",
    example: { fixture: "commented-out" },
  },
  {
    id: "program-text",
    title: "A program names a Git source in a text or a call",
    level: "warning",
    what: "A TypeScript or JavaScript program holds YAML in a text, or hands a reference over to a function, and a source that it names moves. The source keeps its Git declaration.",
    why: "What becomes of the text or the reference is known only when the program runs, and git2oci runs nothing of a scanned tree.",
    facts: [
      {
        says: "A Kustomization whose source does not exist is not applied any more until it does.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide:
      "Write the kind OCIRepository by hand where it is a reference to a source, once that has an OCIRepository. Then run git2oci again, and the Git source can go.",
    example: { fixture: "ts-text-names-source" },
  },
  {
    id: "other-language",
    title: "A file in a language that is not read",
    level: "warning",
    also: ["note"],
    what: "A program, a script or a data file declares a Git source (CUE, Terraform, Bicep, Python and all other languages), or names GitRepository with a source that moves within 40 lines of it. Such a source keeps its Git declaration. In prose, lock files and files above 1 MiB it is a note, and keeps nothing.",
    why: "What such a file makes is known only when its program runs, and git2oci runs nothing of a scanned tree. A reader that it makes would lose its source.",
    facts: [
      {
        says: "A Kustomization whose source does not exist is not applied any more until it does.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide:
      "If the file reads the source, write the kind OCIRepository there once that object exists. If it makes the source, move it there. Then run git2oci again, and the Git source can go.",
    example: { fixture: "other-language" },
  },
  {
    id: "admission-policy",
    title: "An admission policy covers GitRepository alone",
    level: "warning",
    also: ["note"],
    what: "A Kyverno policy, a ValidatingAdmissionPolicy or a Gatekeeper constraint polices GitRepository objects and not OCIRepository objects. A source that it reaches stays undecided; the help has the same policy for OCIRepository, as a copy of the text. With the waiver it is a note.",
    why: "Once moved, the source would be outside of the control that somebody put there, and nothing would say so.",
    facts: [
      {
        says: "The multi-tenancy example of Flux has a policy that names GitRepository alone.",
        from: "flux2-multi-tenancy infrastructure/kyverno-policies/verify-git-repositories.yaml",
      },
    ],
    decide:
      "Add OCIRepository to the policy first, in a change of its own; the copy in the help may need the adaptions that stand above it. Or accept the loss by name: `waive: [policy-lost]` with a `reason` in the source's entry.",
    example: { fixture: "policy-kyverno" },
  },
];
