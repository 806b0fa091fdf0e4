import type { Artifact } from "./artifacts.ts";
import { AZURE_FILE, azurePipeline } from "./ci/azure.ts";
import { GITHUB_FILE, githubWorkflow } from "./ci/github.ts";
import { GITLAB_FILE, gitlabPipeline } from "./ci/gitlab.ts";
import { type Pipeline, pipelineOf } from "./ci/pipeline.ts";
import { signedText } from "./ours.ts";
import type { CiName } from "./registries.ts";
import INSTALL from "./script/install.sh?raw";
import { publishScript, SCRIPT_FILE } from "./script.ts";
import { TOOLS } from "./tools.ts";

/** Where each system looks for its pipeline, and what makes it. */
export const CI: Readonly<Record<CiName, { file: string; text: (pipeline: Pipeline) => string }>> = {
  github: { file: GITHUB_FILE, text: githubWorkflow },
  gitlab: { file: GITLAB_FILE, text: gitlabPipeline },
  azure: { file: AZURE_FILE, text: azurePipeline },
};

const INSTALL_FILE = ".git2oci/install-tools.sh";

/** The files that publish the artifacts of one repository, by their path from the top of its work tree. */
export function publishFiles(
  artifacts: readonly Artifact[],
  git: string,
  ci: CiName | undefined,
): Map<string, string> {
  const files = new Map([[SCRIPT_FILE, publishScript(artifacts, git)]]);
  if (ci === undefined) return files;
  const versions = Object.entries(TOOLS).map(([name, version]) => `${name}=${version}\n`);
  files.set(INSTALL_FILE, signedText(INSTALL.replace("\nset -euf\n", `\nset -euf\n\n${versions.join("")}`)));
  files.set(CI[ci].file, signedText(CI[ci].text(pipelineOf(artifacts))));
  return files;
}
