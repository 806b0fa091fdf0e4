import { formatProblem } from "../config/wording.ts";
import { openTerminal } from "../io/terminal.ts";
import { lintFindings } from "../plan/lint.ts";
import { paint } from "../report/colour.ts";
import { API_VERSION, findingOf } from "../report/model.ts";
import { findingLines } from "../report/pretty.ts";
import { analyse, plan } from "../run.ts";
import { EXIT } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { type CommonOptions, settings } from "./settings.ts";

/** `git2oci lint`: the plan's own view of what is left on Git, for CI; needs no git and writes nothing. */
export async function lint(path: string, options: CommonOptions): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json"], "lint");
  const terminal = openTerminal(options.color === false);
  const { config, warnings } = await settings(path, options);
  const analysis = await analyse(path, config);
  const findings = lintFindings(analysis.graph, plan(analysis));
  if (!options.quiet)
    for (const warning of [...warnings, ...analysis.decisions.warnings])
      terminal.writeErr(`git2oci: warning: ${formatProblem(warning)}\n`);
  const errors = findings.filter((one) => one.severity === "error").length;
  const renderers = new Map<string, Renderer>([
    [
      "pretty",
      (colour) =>
        findings.length === 0
          ? "No Git source is left that could move.\n"
          : `${findingLines(findings, paint(colour)).slice(1).join("\n")}\n`,
    ],
    [
      "json",
      () =>
        `${JSON.stringify({ apiVersion: API_VERSION, kind: "LintReport", summary: { findings: findings.length, errors }, findings: findings.map(findingOf), skipped: analysis.graph.skipped }, null, 2)}\n`,
    ],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  return errors > 0 ? EXIT.failed : EXIT.done;
}
