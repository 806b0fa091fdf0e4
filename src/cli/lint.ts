import type { Config } from "../config/types.ts";
import type { Finding } from "../core/plan.ts";
import { lintFindings } from "../plan/lint.ts";
import { paint } from "../report/colour.ts";
import { lintReport } from "../report/model.ts";
import { prettyLint } from "../report/pretty.ts";
import { plan } from "../run.ts";
import { EXIT } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";

/** `git2oci lint`: the plan's own view of what is left on Git, for CI; needs no git and writes nothing. */
export async function lint(path: string, options: CommonOptions): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json"], "lint");
  const { terminal, analysis, config } = await start(path, options);
  const findings = levelled(lintFindings(analysis.graph, plan(analysis)), config);
  const renderers = new Map<string, Renderer>([
    ["pretty", (colour) => prettyLint(findings, analysis.graph, paint(colour))],
    ["json", () => `${JSON.stringify(lintReport(findings, analysis.graph), null, 2)}\n`],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  return findings.some((one) => one.severity === "error") ? EXIT.failed : EXIT.done;
}

/** Findings with the severity that `lint.rules` gives their rule; `off` drops them. */
function levelled(findings: readonly Finding[], { lint: { rules } }: Config): Finding[] {
  return findings.flatMap((one) => {
    const level = rules.get(one.rule) ?? one.severity;
    return level === "off" ? [] : [{ ...one, severity: level }];
  });
}
