import { groupBy } from "../core/group.ts";
import type { Finding, Severity } from "../core/plan.ts";
import type { Section } from "./markdown-fit.ts";
import { code, details, fenced, prose } from "./markdown-text.ts";
import { count } from "./pretty.ts";

/** The severities, the worst first, and how soon each is given up where the room is short. */
const SEVERITIES: readonly { severity: Severity; heading: string; rank: number }[] = [
  { severity: "error", heading: "Errors", rank: 2 },
  { severity: "warning", heading: "Warnings", rank: 5 },
  { severity: "note", heading: "Notes", rank: 7 },
];

/** A template bundle is a hundred places with one help; more than these are counted. */
const MOST_OF_ONE_HELP = 5;

/** One section a severity; findings with the same help stand together, with it below them. */
export function findingSections(findings: readonly Finding[], all: string): Section[] {
  return SEVERITIES.map(({ severity, heading, rank }) => {
    const mine = findings.filter((one) => one.severity === severity);
    const groups = groupBy(mine, (one) => one.help ?? one);
    return {
      rank,
      open: `### ${heading} (${mine.length})`,
      items: [...groups.values()].map(group),
      between: "\n",
      more: (left) =>
        `_${count(left, "group")} of findings left out, because the body would be too long:_ ${all}`,
    };
  });
}

function group(findings: readonly Finding[]): string {
  const help = findings[0]?.help;
  const lines = findings.slice(0, MOST_OF_ONE_HELP).map(line);
  const rest = findings.length - lines.length;
  return [
    ...lines,
    ...(rest > 0 ? [`- and ${count(rest, "place")} more of the kind`] : []),
    // Back at the margin, so that the block belongs to no item; the list goes on after it.
    ...(help === undefined ? [] : ["", details("What to write", fenced(help, "text")), ""]),
  ].join("\n");
}

function line({ location, rule, message }: Finding): string {
  return `- ${code(`${location.file}:${location.line}`)} ${prose(message)} (${code(rule)})`;
}
