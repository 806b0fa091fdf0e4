import { repositoryPrefix } from "../io/repository-prefix.ts";
import { appendStepSummary } from "../io/step-summary.ts";
import { lintTree } from "../lint-tree.ts";
import { lintRenderers, lintSummary } from "../report/lint/formats.ts";
import { LINT_FORMAT_NAMES } from "../report/lint/names.ts";
import { needlesInLint } from "../scan/needles.ts";
import { EXIT } from "./exit.ts";
import { checkFormats, emit } from "./output.ts";
import { STDIN, start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";

/** `git2oci lint`: the plan's own view of what is left on Git, for CI; needs no git and writes nothing. */
export async function lint(path: string, options: CommonOptions, version: string): Promise<number> {
  checkFormats(options.outputs, LINT_FORMAT_NAMES, "lint");
  const { terminal, analysis, config, say } = await start(path, options, needlesInLint);
  const result = lintTree(analysis, config.lint);
  const run = { version, prefix: path === STDIN ? "" : repositoryPrefix(analysis.scanned.root) };
  emit(options.outputs, lintRenderers(result, run), terminal);
  if (options.outputs.some(({ format }) => format === "github")) {
    const failed = appendStepSummary(process.env.GITHUB_STEP_SUMMARY, (limit) =>
      lintSummary(result, run, limit),
    );
    if (failed !== undefined) say(`warning: ${failed}; the findings are in the log alone`);
  }
  await terminal.flush();
  return result.findings.some((one) => one.severity === "error") ? EXIT.failed : EXIT.done;
}
