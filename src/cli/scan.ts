import { formatProblem } from "../config/wording.ts";
import { openTerminal } from "../io/terminal.ts";
import { paint } from "../report/colour.ts";
import { scanReport } from "../report/model.ts";
import { prettyScan } from "../report/pretty.ts";
import { analyse, plan } from "../run.ts";
import { EXIT } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { type CommonOptions, settings } from "./settings.ts";

/** `git2oci scan`: reads, resolves, decides, reports; writes nothing. */
export async function scan(path: string, options: CommonOptions & { strict?: unknown }): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json"], "scan");
  const terminal = openTerminal(options.color === false);
  const { config, warnings } = await settings(path, options);
  const analysis = await analyse(path, config);
  const current = plan(analysis);
  const notes = [...warnings, ...analysis.decisions.warnings];
  if (!options.quiet)
    for (const warning of notes) terminal.writeErr(`git2oci: warning: ${formatProblem(warning)}\n`);
  const renderers = new Map<string, Renderer>([
    ["pretty", (colour) => prettyScan(analysis.graph, current, paint(colour))],
    ["json", () => `${JSON.stringify(scanReport(analysis.graph, current), null, 2)}\n`],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  const undecided = [...analysis.decisions.bySource.values()].some((one) => one.action === "undecided");
  const open = undecided || analysis.graph.skipped.length > 0 || notes.length > 0;
  return options.strict === true && open ? EXIT.failed : EXIT.done;
}
