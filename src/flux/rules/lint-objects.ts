import type { LintPage } from "./rule.ts";

/** What no cluster takes, whatever its sources are. */
export const LINT_OBJECT_PAGES: readonly LintPage[] = [
  {
    id: "rejected-object",
    title: "The API rejects an object",
    lint: { recommended: "error", strict: "error" },
    what: "An object of Flux, as a cluster gets it with its patches and variables, does not fit the schema of the Flux that the cluster has: a field that the API does not have (what Git left behind, `secretref`, `specs`), a value of another type (`ref: main`, `tag: 1.10`), a missing field, a value that it does not take. The finding stands where the field is written, be it in a patch. Objects: OCIRepository, GitRepository, HelmChart, Kustomization, HelmRelease, Receiver, Alert, ImageUpdateAutomation, ArtifactGenerator. If nothing tells the version of Flux, only what every supported one refuses is said. Values that something fills in later, and objects that a gap of the build may change, are left alone.",
    why: "Half of a hand-made migration is deleting fields that belong to Git. The manifest still looks right, a dry run of kustomize passes, and the apply fails for everything that the same Kustomization delivers.",
    facts: [
      {
        says: "The schemas of Flux 2.3, 2.6, 2.7 and 2.9 are known; in between, those of the next older one are taken.",
        from: "flux2 manifests/crds",
      },
      {
        says: "Flux applies on the server's side, and a field that the schema does not declare ends the apply.",
        from: "structured-merge-diff typed/validate.go",
      },
      {
        says: "url and interval are required, and the url has to start with oci://.",
        from: "source-controller api/v1/ocirepository_types.go",
      },
      {
        says: "interval, prune and sourceRef are required; sourceRef has a fixed list of kinds.",
        from: "kustomize-controller api/v1/kustomization_types.go",
      },
      {
        says: "chartRef takes OCIRepository, HelmChart and ExternalArtifact; chart.spec.sourceRef takes HelmRepository, GitRepository and Bucket.",
        from: "helm-controller api/v2/reference_types.go",
      },
    ],
    decide: "Write the field as the message says.",
  },
  {
    id: "does-not-build",
    title: "A directory that does not build",
    lint: { recommended: "warning", strict: "warning" },
    what: "kustomize or Flux refuses to build a directory: a file that it names is missing, a patch matches nothing, two objects have one id. `scan` and `migrate` report it too. It is said of each directory that a root of this tree applies, and of each other one that lists a Git source, a reader of one, or a Kustomization of Flux. A component that nothing includes is left alone.",
    why: "A cluster gets nothing new of a directory that does not build. What it would get is not known, so git2oci moves nothing of it, and the sources that it names stay on Git.",
    facts: [
      {
        says: "A build that fails sets the Ready condition to False with the reason BuildFailed, and nothing is applied.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
      {
        says: "kustomize stops at the first resource that it cannot find.",
        from: "kustomize api/internal/target/kusttarget.go",
      },
    ],
    decide:
      "Mend what the message names; `kustomize build <directory>` shows the same error. If a pipeline makes the missing file, run git2oci after it. Then run git2oci again.",
  },
  {
    id: "pipeline-file-applied",
    title: "A file of CI that Flux takes for a manifest",
    lint: { recommended: "error", strict: "error" },
    what: "A Kustomization of this repository applies a folder without a kustomization.yaml, or one that lists the file, and a file of CI in it is part of its artifact: `azure-pipelines.yml`, and `.github/workflows/*.yaml` or `.gitlab-ci.yml` once any ignore pattern exists. Silent for what the rules of the source leave out, and for a file that holds objects.",
    why: "Flux lists every YAML file of such a folder, hidden ones too. One that is no object stops the whole build, so that nothing of the folder is applied any more.",
    facts: [
      {
        says: "Without a kustomization.yaml each .yaml and .yml file below the path becomes a resource, unless a folder on the way has one.",
        from: "pkg kustomize/kustomize_generator.go",
      },
      {
        says: "The default list leaves .github/ and .gitlab-ci.yml out, and not azure-pipelines.yml; one pattern in a .sourceignore or in spec.ignore switches all of it off but the files of Git.",
        from: "pkg artifact/storage/archive.go",
      },
    ],
    decide:
      "Add a kustomization.yaml that lists what is to be applied. Or leave the file out by `.sourceignore`, with Flux's whole default list beside it if no rule exists yet: the finding shows the lines. The file's line alone would deliver all that the list leaves out.",
  },
  {
    id: "invalid-oci-reference",
    title: "A url, tag or digest that no registry has",
    lint: { recommended: "error", strict: "error" },
    also: ["warning"],
    what: "An OCIRepository has a url with capitals in its path, a slash at its end, two slashes, a blank or credentials; a tag with characters that tags do not have (a branch name with a slash) or with a digest behind it; a digest that is no digest (the SHA of a commit); a semver that is no range; or the media type of no artifact of Helm or Flux. A field of `ref` that Flux ignores beside another one is a warning.",
    why: "The API takes these, and source-controller stops with an error at each of them, so the consumers wait for an artifact that never comes. A tag `v1@sha256:…` is asked for as it is, and the registry answers 404.",
    facts: [
      {
        says: "The url is parsed as the name of a repository, and the ref as a tag or digest of it; what cannot be parsed is URLInvalid or fails the pull.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide:
      "Write the path in lower case. Write `tag` and `digest` as two fields: the digest counts, and the tag tells people what it is. Name the tag as the pipeline publishes it (`release/1.x` becomes `release-1.x` or what you chose). Look the digest up in the registry; the SHA of a commit is none.",
  },
  {
    id: "gone-source",
    title: "A reader of a source that goes",
    lint: { recommended: "error", strict: "error" },
    what: "Only with `git2oci lint --gone <git url>[=<namespace>/<name>]`, which asks nothing else: something here reads a Git source that another repository takes away. A source that is declared here is compared by its url, in any form. One that is only named here is compared by the name that was given; without a name, and if a url is not known, it may be that one and counts. So does a text that names it and is not understood.",
    why: "A Kustomization may apply another repository. What reads the source there is not seen when the source moves to OCI, and is not applied any more from then on.",
    facts: [
      {
        says: "A Kustomization whose source does not exist is not applied any more until it does.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide:
      "Change the reference to the OCIRepository, or keep the Git source until that is done. If it means another source, give the name: the plan that moves the source prints the whole command.",
  },
  {
    id: "suspended-source",
    title: "A suspended source that is read",
    lint: { recommended: "warning", strict: "warning" },
    what: "An OCIRepository has `suspend: true`, and a Kustomization or a HelmRelease reads it.",
    why: "A new source that is suspended never gets an artifact, so what reads it waits for ever. One that had an artifact keeps it, and nothing new arrives.",
    facts: [
      {
        says: "A source that is suspended is not reconciled.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide: "Remove `suspend`, or suspend what reads the source as well, so that everybody sees it.",
  },
  {
    id: "undelivered-source",
    title: "A source whose file nothing delivers",
    lint: { recommended: "error", strict: "error" },
    what: "The file of a source stands in a directory that a cluster builds, no kustomization.yaml lists it, and something in that cluster reads the source.",
    why: "kustomize takes what is listed alone. A new file beside the others looks delivered, and what reads the source stops as soon as it is asked for.",
    facts: [
      {
        says: "A kustomization.yaml brings what its resources list, and no other file of its directory.",
        from: "kustomize api/internal/target/kusttarget.go",
      },
    ],
    decide: "List the file under `resources`. If it is applied by hand, move it out of the directory.",
  },
  {
    id: "circular-dependency",
    title: "Objects that wait for each other",
    lint: { recommended: "error", strict: "error" },
    what: "`dependsOn` of a Kustomization or a HelmRelease names the object itself, or one that waits for it, in the same cluster.",
    why: "Each waits until the other is ready, so none of them is ever applied again.",
    facts: [
      {
        says: "A Kustomization is applied once everything in dependsOn is ready.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide: "Remove the entry that is not meant.",
  },
  {
    id: "unknown-api",
    title: "An API group or kind that Flux does not have",
    lint: { recommended: "error", strict: "error" },
    what: "An object has a kind of Flux and a group that is almost one of Flux, or a group of Flux and almost a kind of it; or an object of Flux carries the apiVersion of a kustomization.yaml.",
    why: "The API server has no such kind, so the apply fails for everything that the same Kustomization delivers.",
    facts: [{ says: "The groups and kinds of Flux are those of its CRDs.", from: "flux2 manifests/crds" }],
    decide: "Write the apiVersion or kind that the message names.",
  },
  {
    id: "several-identities",
    title: "Several identities of a keyless signature",
    lint: { recommended: "warning", strict: "error" },
    what: "`verify.matchOIDCIdentity` of an OCIRepository has more than one entry.",
    why: "cosign refuses more than one identity for keyless attestations and fails closed: the artifact is not taken, whoever signed it.",
    facts: [
      {
        says: "Each entry of matchOIDCIdentity becomes an identity that cosign is given.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide:
      "Write one entry whose issuer and subject are regular expressions with an alternation: `^(a|b)$`.",
  },
  {
    id: "ignored-kustomize-field",
    title: "A field that kustomize does not have",
    lint: { recommended: "error", strict: "error" },
    what: "The kustomization.yaml at the path of a Flux Kustomization has a field that kustomize does not know. It is a warning if the field is not almost one of kustomize's.",
    why: "kustomize build stops at it. Flux leaves the field out without a word: with `resource:` in place of `resources:` it delivers nothing, and deletes what was there.",
    facts: [
      {
        says: "Flux reads the kustomization.yaml of a Kustomization's path without refusing unknown fields.",
        from: "tried with flux build kustomization 2.9.5",
      },
    ],
    decide: "Write the field that the message names, or remove it.",
  },
  {
    id: "missing-dependency",
    title: "A dependency that is not there",
    lint: { recommended: "warning", strict: "error" },
    what: "`dependsOn` of a Kustomization or a HelmRelease names an object that its cluster does not have. If something that this repository does not show may bring it, that is said only of a name that is almost one of the cluster's.",
    why: "The object waits for what never comes, and is never applied again.",
    facts: [
      {
        says: "A Kustomization is applied once everything in dependsOn is ready.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
    ],
    decide: "Correct the name or the namespace, declare what is missing, or remove the entry.",
  },
];
