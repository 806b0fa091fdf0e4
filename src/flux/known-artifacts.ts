/** An artifact that the owners of a Git repository publish themselves. */
export interface KnownArtifact {
  /** `host/path` of the Git repository, as `normalizeGitUrl` gives it, in lower case. */
  repository: string;
  /** Without tag. */
  url: string;
  /** Directory of the repository whose files are the root of the artifact; undefined where it is laid out otherwise. */
  path: string | undefined;
  /** What its tags are. */
  tags: string;
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
    note: "signed with cosign, keyless",
    source: "https://github.com/stefanprodan/podinfo/blob/HEAD/.github/workflows/release.yml",
  },
  {
    repository: "github.com/fluxcd/flagger",
    url: "oci://ghcr.io/fluxcd/flagger-manifests",
    path: "kustomize",
    tags: "versions without v (1.40.0)",
    note: "signed with cosign, keyless",
    source: "https://github.com/fluxcd/flagger/blob/HEAD/.github/workflows/release.yml",
  },
  {
    repository: "github.com/fluxcd/flux2",
    url: "oci://ghcr.io/fluxcd/flux-manifests",
    path: undefined,
    tags: "versions with v (v2.7.0), and latest",
    note: "it holds gotk-components.yaml at its root and none of the paths of the repository, so spec.path has to become ./",
    source: "https://github.com/fluxcd/flux2/blob/HEAD/.github/workflows/release.yaml",
  },
];

/** The artifact that is published for a Git repository; `repository` as `SourceNode` has it. */
export function knownArtifact(repository: string | undefined): KnownArtifact | undefined {
  const wanted = repository?.toLowerCase();
  return KNOWN_ARTIFACTS.find((one) => one.repository === wanted);
}

/** Charts that the owners of a Git repository publish themselves, each under the name of its folder. */
export interface KnownCharts {
  repository: string;
  /** Folder of the repository that holds a folder for each chart. */
  folder: string;
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
    url: "oci://ghcr.io/fluxcd/charts",
    source: "https://github.com/fluxcd/flagger/blob/HEAD/.github/workflows/release.yml",
  },
  {
    repository: "github.com/kyverno/kyverno",
    folder: "charts",
    url: "oci://ghcr.io/kyverno/charts",
    source: "https://github.com/kyverno/kyverno/blob/HEAD/.github/workflows/helm-release.yaml",
  },
  {
    repository: "github.com/prometheus-community/helm-charts",
    folder: "charts",
    url: "oci://ghcr.io/prometheus-community/charts",
    source: "https://github.com/prometheus-community/helm-charts/blob/HEAD/README.md",
  },
];

/** Where a chart of a Git repository is published by its owners; undefined where that is not known. */
export function knownChart(repository: string | undefined, path: string): string | undefined {
  const wanted = repository?.toLowerCase();
  const row = KNOWN_CHARTS.find((one) => one.repository === wanted);
  const [folder, name, ...more] = path.split("/");
  return row && folder === row.folder && name !== undefined && more.length === 0
    ? `${row.url}/${name}`
    : undefined;
}
