import type { Severity } from "../../core/plan.ts";
import type { Told } from "./sarif.ts";

/** GitHub refuses a run with more results. */
const MOST_RESULTS = 25_000;
/** Of a run GitHub keeps no more than these. */
const SHOWN_RESULTS = 5_000;

/** What is said about findings that did not fit. */
export const LEFT_OUT = `code scanning takes ${MOST_RESULTS} results a run; git2oci lint --format json lists them all`;

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

function rank({ finding, suppression }: Told): number {
  return (suppression ? 3 : 0) + RANK[finding.severity];
}

/** The results of a run in the order of the files; the worst first where GitHub would not keep all. */
export function kept(all: readonly Told[]): readonly Told[] {
  if (all.length <= SHOWN_RESULTS) return all;
  return [...all].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_RESULTS);
}
