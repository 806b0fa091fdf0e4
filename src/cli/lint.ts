import { lintTree } from "../lint-tree.ts";
import { paint } from "../report/colour.ts";
import { lintReport } from "../report/model.ts";
import { prettyLint } from "../report/pretty.ts";
import { needlesInLint } from "../scan/needles.ts";
import { EXIT } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";

/** `git2oci lint`: the plan's own view of what is left on Git, for CI; needs no git and writes nothing. */
export async function lint(path: string, options: CommonOptions): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json"], "lint");
  const { terminal, analysis, config } = await start(path, options, needlesInLint);
  const result = lintTree(analysis, config.lint);
  const renderers = new Map<string, Renderer>([
    ["pretty", (colour) => prettyLint(result, paint(colour))],
    ["json", () => `${JSON.stringify(lintReport(result), null, 2)}\n`],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  return result.findings.some((one) => one.severity === "error") ? EXIT.failed : EXIT.done;
}
