import type { Fact, Rule } from "./rule.ts";

const SILENT: Fact = {
  says: "A patch whose target matches nothing is left out, without an error.",
  from: "kustomize api/internal/builtins/PatchTransformer.go",
};
const REPLACE: Fact = {
  says: "A replacement whose source does not exist fails the build.",
  from: "kustomize api/filters/replacement/replacement.go",
};

/** Findings and rewrites of patches, in kustomization.yaml files and in Flux objects. */
export const PATCH_RULES: readonly Rule[] = [
  {
    id: "patch-source-ref",
    title: "A patch writes a reference to a Git source",
    level: "change",
    also: ["warning"],
    what: "A patch sets `sourceRef` of Flux Kustomizations. Its `kind` becomes OCIRepository where every object that the patch reaches may move.",
    why: "The patch would write the Git reference back over the one that was changed in the object.",
    facts: [
      {
        says: "Patches are applied after the resources are read, so what they write counts.",
        from: "kustomize api/internal/target/kusttarget.go",
      },
    ],
    decide:
      "It follows its source. As a warning it says which object of the patch cannot move, and what to write.",
    example: { fixture: "patch-sets-source-ref" },
  },
  {
    id: "patch-target",
    title: "A patch is for GitRepository objects",
    level: "change",
    also: ["warning", "error", "note"],
    what: "The target of the patch says `kind: GitRepository`. Where all its sources are replaced by one artifact, target and paths follow (`/spec/ref/branch` becomes `/spec/ref/tag`). A patch of a source that is kept gets a copy for the OCIRepository. An error means that the patch reaches only an OCIRepository already, so it does nothing.",
    why: "Once its target is gone, kustomize leaves a patch out without a word: an interval, a proxy or a signature check would be lost.",
    facts: [SILENT],
    decide:
      "It follows its source. As a warning it says why the patch cannot follow, and what to write by hand. As a note it says why no copy is made of the patch of a source that stays.",
    example: { fixture: "patches-follow-sources" },
  },
  {
    id: "patch-content",
    title: "A patch whose text is about a Git source",
    level: "note",
    also: ["change", "warning"],
    what: "The text of a patch writes a reference to a GitRepository, or is itself a patch of one, and this file alone does not show which objects it reaches, or it changes a field that only Git has. A patch that means the same for both kinds gets a copy for the OCIRepository while its source is kept.",
    why: "Changed, it could reach objects that stay on Git. Left alone, a strategic-merge patch of a GitRepository that is gone fails the build.",
    facts: [
      {
        says: "A strategic-merge patch without a target fails where its object does not exist.",
        from: "kustomize api/internal/builtins/PatchTransformer.go",
      },
    ],
    decide:
      "Write `kind: OCIRepository` in the patch once everything that it reaches may move. The message says what else stands in the way. As a note it is about a source that stays: the patch goes on working there, and is not copied for the OCIRepository.",
    example: { fixture: "patches-of-kept-sources" },
  },
  {
    id: "patch-replacement",
    title: "A replacement reads a field of a Git source",
    level: "warning",
    what: "An entry of `replacements` takes its value from a GitRepository, so that source is kept.",
    why: "kustomize fails the whole build where the source of a replacement is gone.",
    facts: [REPLACE],
    decide:
      "Write `kind: OCIRepository` in its `source` and `spec.ref.tag` for `spec.ref.branch` in its `fieldPath`, where the value fits; then run git2oci again.",
    example: { fixture: "replacements-of-sources" },
  },
  {
    id: "kustomize-configuration",
    title: "A kustomize configuration knows GitRepository alone",
    level: "warning",
    what: "A file under `configurations` teaches kustomize where names or labels stand in GitRepository objects, and has no entry for OCIRepository.",
    why: "The new source would keep a name without the prefix, or go without the labels, while everything around it is changed.",
    facts: [{ says: "Field specs match by group and kind.", from: "kustomize api/types/fieldspec.go" }],
    decide: "Add the same entry with `kind: OCIRepository`.",
    example: { fixture: "replacements-of-sources" },
  },
];
