import type { Graph } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import { type Finding, leavesGit, type Plan } from "../core/plan.ts";
import type { ChartNode } from "../core/units.ts";

/** Every rule that lint knows; `lint.rules` may name no other. */
export const LINT_RULES = ["git-source", "git-source-ref"] as const;

/**
 * What CI should know: a Git source or reference that could move is an error, one that nobody has decided a
 * warning; what is kept by a decision, by a root or because it must stay is legitimate and silent.
 */
export function lintFindings(graph: Graph, plan: Plan): Finding[] {
  const findings: Finding[] = [];
  for (const source of graph.sources) {
    const declaration = source.declarations.find((one) => one.as === "object");
    const decision = plan.decisions.get(source);
    if (decision?.action === "migrate")
      pushAll(
        findings,
        source.charts.flatMap((one) => openChart(one, plan)),
      );
    if (!declaration || !decision || source.roots.length > 0) continue;
    if (decision.action === "undecided")
      findings.push({
        rule: "git-source",
        severity: "warning",
        message: `${source.id}: ${decision.reason}`,
        location: declaration.location,
      });
    else if (plan.fates.get(source)?.state === "replaced")
      findings.push({
        rule: "git-source",
        severity: "error",
        message: `${source.id} is still a Git source; git2oci migrate moves ${decision.action === "migrate" ? `it to ${decision.url}` : "each of its charts to OCI"}`,
        location: declaration.location,
      });
  }
  for (const reference of graph.references) {
    const outcome = plan.outcomes.get(reference);
    if (!leavesGit(outcome) && outcome?.outcome !== "append") continue;
    const names = reference.sources.map((source) => source.id).join(", ");
    findings.push({
      rule: "git-source-ref",
      severity: "error",
      message: leavesGit(outcome)
        ? `${reference.path} still names ${names}; git2oci migrate repoints it`
        : `${reference.path} names ${names} alone; git2oci migrate adds the entry for OCIRepository`,
      location: reference.location,
    });
  }
  return findings;
}

/** A chart that nobody has decided, of a source that somebody has. */
function openChart(chart: ChartNode, plan: Plan): Finding[] {
  const decision = plan.decisions.get(chart);
  const [first] = chart.releases;
  if (!first || decision?.action !== "undecided") return [];
  const message = `${chart.id}: ${decision.reason}`;
  return [{ rule: "git-source", severity: "warning", message, location: first.location }];
}
