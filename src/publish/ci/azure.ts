import { commandsOf, type Pipeline, variablesOf, yamlText } from "./pipeline.ts";

/** The pipeline of Azure DevOps. */
export const AZURE_FILE = "azure-pipelines.yml";

/** Numbers and booleans are texts, as the schema of Azure has them. There are no keyless signatures. */
export function azurePipeline(pipeline: Pipeline): string {
  const { branches, tags } = pipeline;
  const filter = (names: readonly string[]) => `    include: [${names.map(yamlText).join(", ")}]`;
  const variables = variablesOf(pipeline, "azure", (name) => `$(${name})`);
  return [
    "trigger:",
    '  batch: "true"',
    ...(branches.length > 0 ? ["  branches:", filter(branches)] : []),
    // No character classes here; the script leaves out what is no version.
    "  tags:",
    filter(tags.map((one) => one.replace("[0-9]*", "*"))),
    ...(branches.length > 0 ? ["pr:", "  branches:", filter(branches)] : ['pr: "none"']),
    "pool:",
    "  vmImage: ubuntu-24.04",
    "jobs:",
    ...(branches.length > 0
      ? [
          "  - job: check",
          "    condition: eq(variables['Build.Reason'], 'PullRequest')",
          "    steps:",
          ...checkout("false"),
          ...script(
            commandsOf(pipeline, "check", "refs/heads/${SYSTEM_PULLREQUEST_TARGETBRANCH#refs/heads/}"),
            "Compare with what is published",
          ),
        ]
      : []),
    "  - job: publish",
    "    condition: and(succeeded(), ne(variables['Build.Reason'], 'PullRequest'))",
    '    timeoutInMinutes: "15"',
    "    steps:",
    ...checkout("true"),
    ...script(commandsOf(pipeline, "push", "$BUILD_SOURCEBRANCH"), "Push, sign, tag"),
    "        env:",
    ...Object.entries(variables).map(([name, value]) => `          ${name}: ${value}`),
    "",
  ].join("\n");
}

function checkout(persist: "true" | "false"): string[] {
  return ["      - checkout: self", '        fetchDepth: "1"', `        persistCredentials: "${persist}"`];
}

function script(commands: readonly string[], title: string): string[] {
  return [
    "      - script: |",
    "          set -e",
    ...commands.map((one) => `          ${one}`),
    `        displayName: ${title}`,
  ];
}
