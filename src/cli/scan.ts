import { told } from "../io/progress.ts";
import { tame, tameJson } from "../report/ci-orders.ts";
import { paint } from "../report/colour.ts";
import { scanReport } from "../report/model.ts";
import { prettyScan } from "../report/pretty.ts";
import { scanSummary } from "../report/scan-summary.ts";
import { plan } from "../run.ts";
import { aboutOf } from "./about.ts";
import { EXIT } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";
import { shownOf } from "./shown.ts";

/** `git2oci scan`: reads, resolves, decides, reports; writes nothing. @param version of this program */
export async function scan(
  path: string,
  options: CommonOptions & { strict?: unknown },
  version: string,
): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json", "markdown"], "scan");
  const { terminal, analysis, config, progress } = await start(path, options);
  const current = told(progress, () => plan(analysis, new Map(), true, new Map(), progress));
  const shown = shownOf(analysis, current);
  const renderers = new Map<string, Renderer>([
    [
      "pretty",
      (colour) =>
        tame(
          options.verbose === true
            ? prettyScan(shown.graph, shown.plan, paint(colour))
            : scanSummary(shown.graph, shown.plan, config.file !== undefined, paint(colour)),
        ),
    ],
    ["json", () => tameJson(scanReport(shown.graph, shown.plan, aboutOf(analysis, version)))],
  ]);
  if (options.outputs.some((one) => one.format === "markdown")) {
    const { markdownScan } = await import("../report/markdown-scan.ts");
    renderers.set("markdown", () => tame(markdownScan(shown.graph, shown.plan)));
  }
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  const undecided = [...analysis.decisions.byUnit.values()].some((one) => one.action === "undecided");
  const open = undecided || analysis.graph.skipped.length > 0 || analysis.decisions.warnings.length > 0;
  return options.strict === true && open ? EXIT.failed : EXIT.done;
}
