import type { Reference } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Finding, Outcome } from "../core/plan.ts";
import { HAND_EDITS } from "../flux/hand-edits.ts";
import { isSpoken } from "./spoken.ts";

/** The one rule whose edit is made where the artifact is: in what is published. */
const MERGED_VALUES = "merged-values-files";

/** Places that one step names; more are counted. */
const MOST = 3;

/**
 * What a person has to edit in the tree with this change, one step for each text to write, and one for everything that
 * may be done later.
 */
export function handEdits(findings: readonly Finding[], outcomes: ReadonlyMap<Reference, Outcome>): string[] {
  const wanted = findings.filter((one) => one.severity !== "note" && HAND_EDITS.has(one.rule));
  const groups = groupBy(wanted, ({ rule, help, message }) => JSON.stringify([rule, help ?? message]));
  const later = [...outcomes].flatMap(([{ row, location }, { outcome }]) =>
    outcome === "manual" && !isSpoken(row.id) && !HAND_EDITS.has(row.id) ? [location] : [],
  );
  return [...[...groups.values()].map(step), ...(later.length === 0 ? [] : [laterStep(later)])];
}

function step(group: readonly Finding[]): string {
  const [{ rule, message, help }] = group as [Finding, ...Finding[]];
  const text = message.trim().replace(/[.;]$/, "");
  const below = help === undefined ? "" : " The report has the text to write.";
  const at = places(group.map((one) => one.location));
  const what =
    rule === MERGED_VALUES
      ? `Publish the chart of ${at} with other values`
      : `Edit ${patchText(rule, group.length)}${at} by hand`;
  return `${what}: ${text}.${below}`;
}

/** Findings of these rules speak of the patch as `it`. */
function patchText(rule: string, number: number): string {
  if (!rule.startsWith("patch-")) return "";
  return number === 1 ? "the patch at " : "the patches at ";
}

function laterStep(locations: readonly Finding["location"][]): string {
  const one = locations.length === 1;
  return `Edit ${places(locations)} by hand, now or later: ${one ? "this reference stays on Git and keeps its source" : `these ${locations.length} references stay on Git and keep their sources`}; the report says why, and what to write.`;
}

function places(locations: readonly Finding["location"][]): string {
  const all = [...new Set(locations.map(({ file, line }) => `${file}:${line}`))];
  const more = all.length > MOST ? ` and ${all.length - MOST} more` : "";
  return all.slice(0, MOST).join(", ") + more;
}
