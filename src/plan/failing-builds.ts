import type { Graph } from "../core/graph.ts";
import { scopeText } from "../core/graph.ts";
import type { FailingBuild } from "../core/neighbours.ts";
import type { Finding } from "../core/plan.ts";

/** Directories and clusters that are named in one message; more are counted. */
const MOST_NAMES = 5;

/** What does not build today: one finding a place, however many clusters get it. */
export function failingFindings({ failing }: Pick<Graph, "failing">): Finding[] {
  return failing.map((one) => ({
    rule: "does-not-build",
    severity: "warning",
    message: failureText(one),
    location: one.location,
    help: FAILURE_HELP,
  }));
}

/** What to do, and what follows until then. */
export const FAILURE_HELP =
  "Mend what the message names, then run git2oci again. Until a directory builds, nothing of it moves.";

/** What fails, why, and for whom. */
export function failureText({ what, reason, clusters }: FailingBuild): string {
  const applied = clusters.length === 0 ? "" : ` (applied in ${listed(clusters.map(scopeText))})`;
  return `${listed(what)}${applied} ${what.length > 1 ? "do" : "does"} not build today: ${reason}`;
}

function listed(names: readonly string[]): string {
  const left = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
