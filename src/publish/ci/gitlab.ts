import { commandsOf, type Pipeline, variablesOf, yamlText } from "./pipeline.ts";

/** The pipeline of GitLab CI. */
export const GITLAB_FILE = ".gitlab-ci.yml";

/** Secrets are masked, protected variables of the project: the job gets them without a line here. */
export function gitlabPipeline(pipeline: Pipeline): string {
  const { branches, keyless, registry } = pipeline;
  const login = variablesOf(pipeline, "gitlab", (name) => `$${name}`);
  // A variable that is defined by itself would be empty.
  const variables = Object.entries(login).filter(([name, value]) => value !== `$${name}`);
  const cloud = registry.command ? " aws-cli" : "";
  const on = branches.map((one) => `    - if: $CI_COMMIT_BRANCH == ${yamlText(one)}`);
  const requests = branches.map(
    (one) =>
      `    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == ${yamlText(one)}`,
  );
  return [
    ".git2oci:",
    "  image: alpine:3.22",
    "  before_script:",
    `    - apk add --no-cache git curl diffutils tar coreutils findutils${cloud}`,
    ...(requests.length > 0
      ? [
          "",
          "git2oci-check:",
          "  extends: .git2oci",
          "  rules:",
          ...requests,
          "  script:",
          ...lines(commandsOf(pipeline, "check", "refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME")),
        ]
      : []),
    "",
    "git2oci-publish:",
    "  extends: .git2oci",
    "  rules:",
    ...on,
    "    - if: $CI_COMMIT_TAG",
    "  resource_group: git2oci-publish-$CI_COMMIT_REF_SLUG",
    "  interruptible: false",
    ...(keyless
      ? [
          "  id_tokens:",
          "    SIGSTORE_ID_TOKEN: # names this project and file in a public log",
          "      aud: sigstore",
        ]
      : []),
    ...(variables.length > 0
      ? ["  variables:", ...variables.map(([name, value]) => `    ${name}: ${yamlText(value)}`)]
      : []),
    "  script:",
    ...lines([
      'if [ -n "$CI_COMMIT_TAG" ]; then ref=refs/tags/$CI_COMMIT_TAG; else ref=refs/heads/$CI_COMMIT_BRANCH; fi',
      ...commandsOf(pipeline, "push", "$ref"),
    ]),
    "",
  ].join("\n");
}

function lines(commands: readonly string[]): string[] {
  return ["    - |", ...commands.map((one) => `      ${one}`)];
}
