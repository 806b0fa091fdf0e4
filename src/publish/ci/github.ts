import { ACTIONS } from "../tools.ts";
import { commandsOf, type Pipeline, variablesOf, yamlText } from "./pipeline.ts";

/** The workflow for GitHub Actions. Its file is part of the name in a keyless signature. */
export const GITHUB_FILE = ".github/workflows/git2oci-publish.yaml";

/** Pull requests get a read-only job; expressions stand in `env` alone, where no shell reads them. */
export function githubWorkflow(pipeline: Pipeline): string {
  const { branches, tags, registry, keyless } = pipeline;
  const rights = [
    "contents: read",
    ...(registry.own?.github ? ["packages: write"] : []),
    ...(keyless ? ["id-token: write # names this repository and workflow in a public log"] : []),
  ];
  const list = (names: readonly string[]) => `[${names.map(yamlText).join(", ")}]`;
  const filter = branches.length > 0 ? [`    branches: ${list(branches)}`] : [];
  const variables = variablesOf(pipeline, "github", (name) => `\${{ secrets.${name} }}`);
  const pulls = branches.length > 0 ? ["  pull_request:", ...filter] : [];
  return [
    "name: git2oci publish",
    "on:",
    "  push:",
    ...filter,
    `    tags: ${list(tags)}`,
    ...pulls,
    "permissions: {}",
    "jobs:",
    ...(branches.length > 0
      ? job("check", "github.event_name == 'pull_request'", "git2oci-check", ["contents: read"], "false", [
          ...step(commandsOf(pipeline, "check", "refs/heads/$BASE"), { BASE: `\${{ github.base_ref }}` }),
        ])
      : []),
    // What waits reads the branch again, so a run may never be cut off between signature and tag.
    ...job("publish", "github.event_name == 'push'", "git2oci-publish", rights, "true", [
      ...step(commandsOf(pipeline, "push", "$REF"), { REF: `\${{ github.ref }}`, ...variables }),
    ]),
    "",
  ].join("\n");
}

function job(
  name: string,
  condition: string,
  group: string,
  rights: readonly string[],
  persist: "true" | "false",
  steps: readonly string[],
): string[] {
  return [
    `  ${name}:`,
    `    if: ${condition}`,
    "    runs-on: ubuntu-24.04",
    "    timeout-minutes: 15",
    "    concurrency:",
    `      group: ${group}-\${{ github.ref }}`,
    "      cancel-in-progress: false",
    "    permissions:",
    ...rights.map((one) => `      ${one}`),
    "    steps:",
    `      - uses: ${ACTIONS.checkout.use} # ${ACTIONS.checkout.version}`,
    "        with:",
    `          persist-credentials: ${persist}`,
    ...steps,
  ];
}

function step(commands: readonly string[], variables: Readonly<Record<string, string>>): string[] {
  return [
    "      - run: |",
    ...commands.map((one) => `          ${one}`),
    "        env:",
    ...Object.entries(variables).map(([name, value]) => `          ${name}: ${value}`),
  ];
}
