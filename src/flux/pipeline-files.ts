/** Files that a CI system reads: YAML, and no object of Kubernetes. */
export const PIPELINE_FILES: readonly { system: string; path: RegExp }[] = [
  { system: "GitHub", path: /(?:^|\/)\.github\/.+\.ya?ml$/ },
  { system: "GitLab", path: /(?:^|\/)\.gitlab-ci\.ya?ml$/ },
  { system: "Azure Pipelines", path: /(?:^|\/)\.?azure-pipelines(?:[.-][^/]*)?\.ya?ml$/ },
  { system: "Bitbucket", path: /(?:^|\/)bitbucket-pipelines\.yml$/ },
  { system: "CircleCI", path: /(?:^|\/)\.circleci\/.+\.ya?ml$/ },
  { system: "Drone", path: /(?:^|\/)\.(?:drone|woodpecker)\.ya?ml$/ },
  { system: "Travis CI", path: /(?:^|\/)\.travis\.yml$/ },
  { system: "AppVeyor", path: /(?:^|\/)\.?appveyor\.yml$/ },
  { system: "Cloud Build", path: /(?:^|\/)cloudbuild\.ya?ml$/ },
];
