import type { LintPage } from "./rule.ts";

/** What an OCIRepository says that does not do what its author means. */
export const LINT_OCI_PAGES: readonly LintPage[] = [
  {
    id: "missing-ref",
    title: "An OCIRepository without a ref",
    lint: { recommended: "warning", strict: "error" },
    what: "An OCIRepository has no `ref`, or none of `digest`, `semver` and `tag` in it, so it takes the tag `latest`. Silent where a patch may give it one.",
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
  {
    id: "mutable-tag",
    title: "A tag that moves",
    lint: { recommended: "off", strict: "warning" },
    what: "An OCIRepository follows a tag that is pushed again with other content, by what it is called: `latest`, `main`, `stable`, a name without digits, a part of a version (`v1`, `1.2`, `1.x`). A whole version, a commit or a date in the tag means one build by convention; a name that does not tell, such as `pr-12`, counts as one too. An object with a digest or a semver range has no tag that counts. The sync of a FluxInstance takes nothing but a tag, so it is left out.",
    why: "What runs changes without a commit, and two clusters that pull at different times run different things under one name.",
    facts: [
      {
        says: "digest comes before semver, and semver before tag.",
        from: "source-controller api/v1/ocirepository_types.go",
      },
      {
        says: "flux push artifact and flux tag artifact push a tag again without asking.",
        from: "flux2 cmd/flux/tag_artifact.go",
      },
    ],
    decide:
      "Write `ref.semver` for updates by version, or `ref.digest`, or the tag of one build. A channel that people promote by tagging again may be meant: then ignore the finding there, with that reason.",
  },
  {
    id: "unpinned-digest",
    title: "One build is meant, and only a tag says which",
    lint: { recommended: "off", strict: "warning" },
    what: "An OCIRepository takes a tag that is not known to move, without a digest. Which cluster is production cannot be told from a tree, so it is said for all. Silent for a tag that moves, which `mutable-tag` tells about, and for a semver range, which is there to move: no object gets both findings.",
    why: "A tag is a name that whoever can push may give to other content. A digest is the content.",
    facts: [
      {
        says: "With a digest in ref, tag and semver are not looked at.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
      {
        says: "Renovate updates ref.tag and ref.digest of an OCIRepository.",
        from: "renovate lib/modules/manager/flux/extract.ts",
      },
    ],
    decide:
      "Write `ref.digest` beside the tag, which stays for people and for Renovate. A registry that refuses to push a tag twice gives the same: then turn the rule off.",
  },
  {
    id: "unverified-source",
    title: "Nothing checks who published an artifact",
    lint: { recommended: "off", strict: "warning" },
    what: "An OCIRepository has no `verify`. Silent where a patch may add it. The sync of a FluxInstance has no such field, and is left out.",
    why: "Who can push to the registry decides what the cluster runs, as who can push to a branch did. A GitRepository with `verify` that moves to OCI loses the check unless somebody replaces it.",
    facts: [
      {
        says: "Without verify the artifact is pulled and stored as it is; with it, one without a matching signature is refused.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide:
      "Sign by digest before the tag moves, and write `verify` with `matchOIDCIdentity` or with the `secretRef` of a key. An artifact of somebody who does not sign: ignore the finding there, with that reason.",
  },
  {
    id: "keyless-without-identity",
    title: "A keyless signature of anybody passes",
    lint: { recommended: "warning", strict: "error" },
    what: "`verify` with cosign has neither the `secretRef` of a key nor an entry in `matchOIDCIdentity`, or an issuer or subject there is an expression that matches everything.",
    why: "Everybody can get a keyless signature. Without an identity the check says only that somebody signed.",
    facts: [
      {
        says: "Keyless verification without matchOIDCIdentity passes no identity to cosign.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
      {
        says: "issuer and subject are regular expressions of Go, and one entry that matches is enough.",
        from: "source-controller api/v1/ociverification_types.go",
      },
    ],
    decide:
      "Write the issuer and the workflow that signs, with `^` and `$`: without them a longer name that contains the text passes as well.",
  },
  {
    id: "copied-git-secret",
    title: "A Secret that Flux does not sign in to a registry with",
    lint: { recommended: "error", strict: "error" },
    also: ["warning"],
    what: "An OCIRepository, or the sync of a FluxInstance, names a Secret by which a Git source of the same cluster and namespace signs in, or one that this tree declares with another type than `kubernetes.io/dockerconfigjson` or `kubernetes.io/dockercfg`. A warning where a Secret stands beside `provider: aws`, `azure` or `gcp`.",
    why: "Flux passes over a Secret of another type without a word and pulls without signing in: a private registry answers 401 or 403, long after the merge. And any Secret turns the sign-in of a provider off.",
    facts: [
      {
        says: "Only Secrets of the types dockerconfigjson and dockercfg are read.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
      {
        says: "The provider is asked only where neither secretRef nor serviceAccountName gives credentials.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide:
      "Make a Secret of type `kubernetes.io/dockerconfigjson` in the namespace of the OCIRepository (`flux create secret oci`), or sign in through the provider without one.",
  },
  {
    id: "provider-registry-mismatch",
    title: "A provider at the registry of somebody else",
    lint: { recommended: "error", strict: "error" },
    also: ["warning"],
    what: "`provider` is `aws`, `azure` or `gcp`, and the host of the url is no registry of that cloud; or it is a word that OCI sources do not have, such as `github`. A warning where every cluster that applies it runs a Flux before 2.6. `generic` fits every registry. Silent beside a Secret, with which the provider is not asked.",
    why: "A provider that is copied from a GitRepository means the host of the repository, and the artifact is elsewhere. From Flux 2.6 on that is an error, and nothing is pulled.",
    facts: [
      {
        says: "Since 2.6 the url must match the registries of the provider.",
        from: "pkg auth/azure/provider.go",
      },
      {
        says: "The providers of an OCIRepository are generic, aws, azure and gcp.",
        from: "source-controller api/v1/ocirepository_types.go",
      },
    ],
    decide: "Leave `provider` out and name a pull Secret, or write the provider of the registry.",
  },
  {
    id: "static-credentials",
    title: "A password where the cloud would sign in",
    lint: { recommended: "off", strict: "warning" },
    what: "An OCI source pulls from a registry of AWS, Azure or Google Cloud and signs in with a Secret.",
    why: "A password in a Secret has to be renewed and can leak. Workload identity gives source-controller tokens that last for minutes.",
    facts: [
      {
        says: "With provider aws, azure or gcp source-controller signs in with the identity of its pod, or of the object's service account.",
        from: "source-controller docs/spec/v1/ocirepositories.md",
      },
    ],
    decide:
      "Write `provider`, give source-controller the right to pull, and remove `secretRef`. A cluster that runs outside of that cloud needs its Secret: ignore the finding there, with that reason.",
  },
  {
    id: "tag-in-url",
    title: "A tag or a digest in the url",
    lint: { recommended: "error", strict: "error" },
    what: "`url` ends in `:tag` or `@sha256:…`. The colon of a port is none.",
    why: "Images are written like this everywhere else. Flux takes the version from `ref` alone and stops with URLInvalid.",
    facts: [
      {
        says: "A url with a tag or digest is refused.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
    ],
    decide:
      "Write the version into `ref`. `git2oci lint --fix` moves it where there is no ref, or one that says the same.",
  },
  {
    id: "chart-layer-selector",
    title: "The layer does not fit who reads it",
    lint: { recommended: "warning", strict: "error" },
    also: ["error"],
    what: "A HelmRelease names an OCIRepository in `chartRef`, and `layerSelector` is missing (never more than a warning: it works while the first layer is the chart) or has no `operation: copy`. Or a Kustomization reads one that takes the layer of a chart (always an error), or that takes a layer as it is.",
    why: "Without a selector Flux takes the first layer, unpacks it, drops what ignore rules name and packs it again. With a provenance file the first layer need not be the chart. An artifact of `flux push` has no layer of that media type.",
    facts: [
      {
        says: "Flux takes the first layer, or the first one of the media type that is asked for.",
        from: "source-controller internal/controller/ocirepository_controller.go",
      },
      {
        says: "helm push makes a layer of the type application/vnd.cncf.helm.chart.content.v1.tar+gzip.",
        from: "helm pkg/registry/constants.go",
      },
    ],
    decide:
      "Write the selector of the help, which takes a chart that `helm push` published; for another artifact, ignore the finding with that reason. Where only `operation: copy` is missing, `git2oci lint --fix` adds it.",
  },
  {
    id: "emptying-ignore",
    title: "Ignore rules that leave nothing",
    lint: { recommended: "error", strict: "error" },
    what: "`ignore` of an OCIRepository, or a `.sourceignore` in its artifact, leaves nothing at all, or nothing of a path that a Kustomization applies. `/*` with `!/deploy` fits an artifact of the whole repository, and empties one that is made of deploy. Only what the patterns alone tell, or files of this tree that the artifact is known to be made of.",
    why: "An empty directory builds without an error, and Flux then deletes everything that it has applied from there.",
    facts: [
      {
        says: "A directory without manifests builds with a placeholder.",
        from: "pkg kustomize/kustomize_generator.go",
      },
      {
        says: "spec.ignore comes after the .sourceignore files, and the last pattern that matches decides.",
        from: "pkg sourceignore/sourceignore.go",
      },
    ],
    decide: "Write the patterns for the root of the artifact, or remove `ignore`.",
  },
  {
    id: "path-outside-artifact",
    title: "A path that the artifact does not hold",
    also: ["warning"],
    lint: { recommended: "error", strict: "error" },
    what: "`spec.path` of a Kustomization is no directory of the artifact, or one without manifests, or it climbs out of the artifact; or a kustomization.yaml behind it takes something from beside the artifact. If the artifact is the whole repository, what is missing or holds no manifest was so on Git, and it is a warning. Said where the artifact is known to be made of this tree, by its roots, its other paths or `artifact.path` in git2oci.yaml. Silent about artifacts of other repositories, and about directories that Git ignores, which a pipeline may make.",
    why: "A path that is missing stops updates. One that exists and is empty makes Flux delete everything that it has applied.",
    facts: [
      {
        says: "A path that is not in the artifact is an error, and nothing is deleted; a path above the root is read as one below it.",
        from: "kustomize-controller internal/controller/kustomization_controller.go",
      },
      {
        says: "A directory without manifests builds with a placeholder.",
        from: "pkg kustomize/kustomize_generator.go",
      },
    ],
    decide:
      "Write the path from the root of the artifact, or publish the directory that holds it; `artifact: { path: … }` in git2oci.yaml says which that is.",
  },
];
