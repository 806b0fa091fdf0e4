import type { Location } from "../../src/core/manifest.ts";
import type { FileChange, Plan } from "../../src/core/plan.ts";
import type { Analysis } from "../../src/run.ts";

/**
 * What a run says, in lines that a person can review and that change only when the answer does.
 * Kinds of lines, in this order: scope, source, reference, finding (with its help), warning, before, after, skipped, elsewhere, file.
 */
export function expectLines(analysis: Analysis, plan: Plan, changes: readonly FileChange[]): string {
  const { graph, decisions } = analysis;
  const lines: string[] = [];
  for (const [scope, flux] of graph.flux)
    if (scope !== "?") lines.push(`scope ${scope === "" ? "." : scope} Flux 2.${flux.minor}: ${flux.from}`);
  for (const source of graph.sources) {
    const fate = plan.fates.get(source);
    lines.push(`source ${source.id} ${fate?.state}: ${fate?.reason}`);
  }
  for (const reference of graph.references) {
    const outcome = plan.outcomes.get(reference);
    lines.push(
      `reference ${place(reference.location)} ${reference.path} ${outcome?.outcome}: ${outcome?.reason}`,
    );
  }
  for (const { severity, rule, location, message, help } of plan.findings) {
    lines.push(`finding ${severity} ${rule} ${place(location)} ${message}`);
    for (const line of help?.trimEnd().split("\n") ?? []) lines.push(`help | ${line}`);
  }
  for (const { message } of decisions.warnings) lines.push(`warning ${message}`);
  for (const line of plan.before) lines.push(`before ${line}`);
  for (const line of plan.after) lines.push(`after ${line}`);
  for (const { file, reason } of graph.skipped) lines.push(`skipped ${file}: ${reason}`);
  for (const { id, namespace, name, manifest } of plan.elsewhere)
    lines.push(`elsewhere ${id} as ${namespace}/${name}: ${JSON.stringify(manifest)}`);
  for (const { path, change } of changes) lines.push(`file ${path} ${change}`);
  return lines.map((line) => `${line}\n`).join("");
}

function place({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}
