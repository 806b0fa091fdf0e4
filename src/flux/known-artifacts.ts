import { basename, dirname } from "../core/paths.ts";

/** An artifact that the owners of a Git repository publish themselves. */
export interface KnownArtifact {
  /** `host/path` of the Git repository, as `normalizeGitUrl` gives it, in lower case. */
  repository: string;
  /** Without tag. */
  url: string;
  /** Directory of the repository whose files are the root of the artifact; undefined where it is laid out otherwise. */
  path: string | undefined;
  /** What its tags are, for people. */
  tags: string;
  /** What stands before the version in its tags. */
  tagPrefix: "" | "v";
  /** What a person has to know; empty where nothing. */
  note: string;
  /** Where it can be read that, and how, it is published. */
  source: string;
}

/**
 * Manifests of third parties as OCI artifacts. Each row was read in the release workflow that publishes it, because a
 * mirror by somebody else is not the same thing.
 */
export const KNOWN_ARTIFACTS: readonly KnownArtifact[] = [
  {
    repository: "github.com/stefanprodan/podinfo",
    url: "oci://ghcr.io/stefanprodan/manifests/podinfo",
    path: "kustomize",
    tags: "versions without v (6.9.0), and latest",
    tagPrefix: "",
    note: "signed with cosign, keyless",
    source: "https://github.com/stefanprodan/podinfo/blob/HEAD/.github/workflows/release.yml",
  },
  {
    repository: "github.com/fluxcd/flagger",
    url: "oci://ghcr.io/fluxcd/flagger-manifests",
    path: "kustomize",
    tags: "versions without v (1.40.0)",
    tagPrefix: "",
    note: "signed with cosign, keyless",
    source: "https://github.com/fluxcd/flagger/blob/HEAD/.github/workflows/release.yml",
  },
  {
    repository: "github.com/fluxcd/flux2",
    url: "oci://ghcr.io/fluxcd/flux-manifests",
    path: undefined,
    tags: "versions with v (v2.7.0), and latest",
    tagPrefix: "v",
    note: "it holds gotk-components.yaml at its root and none of the paths of the repository, so spec.path has to become ./",
    source: "https://github.com/fluxcd/flux2/blob/HEAD/.github/workflows/release.yaml",
  },
];

/** The artifact that is published for a Git repository; `repository` as `SourceNode` has it. */
export function knownArtifact(repository: string | undefined): KnownArtifact | undefined {
  const wanted = repository?.toLowerCase();
  return KNOWN_ARTIFACTS.find((one) => one.repository === wanted);
}

/** The tag of an artifact that stands for a tag of its repository; what is no version stays as it is. */
export function artifactTag({ tagPrefix }: KnownArtifact, gitTag: string): string {
  return gitTag.replace(/^v?(?=\d)/, tagPrefix);
}

/** Charts that the owners of a Git repository publish themselves, each under the name of its folder. */
export interface KnownCharts {
  repository: string;
  /** Folder of the repository that holds a folder for each chart. */
  folder: string;
  /** Those that are published, where others lie beside them. */
  only?: readonly string[];
  /** What the name of the chart follows. */
  url: string;
  source: string;
}

/** Read where they are published, as above. */
export const KNOWN_CHARTS: readonly KnownCharts[] = [
  {
    repository: "github.com/stefanprodan/podinfo",
    folder: "charts",
    url: "oci://ghcr.io/stefanprodan/charts",
    source: "https://github.com/stefanprodan/podinfo/blob/HEAD/.github/workflows/release.yml",
  },
  {
    repository: "github.com/fluxcd/flagger",
    folder: "charts",
    only: ["flagger"],
    url: "oci://ghcr.io/fluxcd/charts",
    source: "https://github.com/fluxcd/flagger/blob/HEAD/.github/workflows/release.yml",
  },
  {
    repository: "github.com/kyverno/kyverno",
    folder: "charts",
    only: ["kyverno", "kyverno-policies"],
    url: "oci://ghcr.io/kyverno/charts",
    source: "https://github.com/kyverno/kyverno/blob/HEAD/.github/workflows/helm-release.yaml",
  },
  {
    repository: "github.com/prometheus-community/helm-charts",
    folder: "charts",
    url: "oci://ghcr.io/prometheus-community/charts",
    source: "https://github.com/prometheus-community/helm-charts/blob/HEAD/.github/workflows/release.yaml",
  },
  {
    repository: "github.com/external-secrets/external-secrets",
    folder: "deploy/charts",
    url: "oci://ghcr.io/external-secrets/charts",
    source: "https://github.com/external-secrets/external-secrets/blob/HEAD/.github/workflows/helm.yml",
  },
  {
    repository: "github.com/spegel-org/spegel",
    folder: "charts",
    only: ["spegel"],
    url: "oci://ghcr.io/spegel-org/helm-charts",
    source: "https://github.com/spegel-org/spegel/blob/HEAD/.github/workflows/release.yaml",
  },
];

/** Where a chart of a Git repository is published by its owners; undefined where that is not known. */
export function knownChart(repository: string | undefined, path: string): string | undefined {
  const wanted = repository?.toLowerCase();
  const row = KNOWN_CHARTS.find((one) => one.repository === wanted);
  const name = basename(path);
  const isPublished = row && dirname(path) === row.folder && (row.only?.includes(name) ?? name !== "");
  return isPublished ? `${row.url}/${name}` : undefined;
}
