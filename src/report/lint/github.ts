import { groupBy } from "../../core/group.ts";
import type { Severity } from "../../core/plan.ts";
import { visible } from "../colour.ts";
import { count } from "../pretty.ts";
import type { LintView, ShownFinding } from "./view.ts";
import { countsText, SEVERITIES, textOf } from "./words.ts";

/** GitHub shows so many annotations of a level a step, and drops the others without a word. */
const MOST_OF_A_LEVEL = 10;
/** A runner cuts longer messages. */
const LONGEST = 4_000;
const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

/** Workflow commands: GitHub shows them at the lines of a pull request. Ends with one line for the log. */
export function githubLint(view: LintView): string {
  const lines = SEVERITIES.flatMap((severity) =>
    annotations(view.findings.filter((one) => one.severity === severity)),
  );
  return [...lines, `git2oci lint: ${countsText(view)}.`, ""].join("\n");
}

/** At most ten lines: findings of one rule in one file share one where there are more, and the rest share the last. */
export function annotations(findings: readonly ShownFinding[]): string[] {
  if (findings.length <= MOST_OF_A_LEVEL) return findings.map((one) => annotation([one]));
  const groups = [...groupBy(findings, ({ rule, location }) => `${rule} ${location.file}`).values()];
  if (groups.length <= MOST_OF_A_LEVEL) return groups.map(annotation);
  const shown = groups.slice(0, MOST_OF_A_LEVEL - 1);
  const rest = groups.slice(MOST_OF_A_LEVEL - 1);
  return [...shown.map(annotation), restAnnotation(rest)];
}

function annotation(list: readonly ShownFinding[]): string {
  const [first] = list;
  if (!first) return "";
  const more = list.slice(1).map(({ location }) => location.line);
  const others =
    more.length === 0
      ? ""
      : `\nand ${count(more.length, "more finding")} of this rule in this file, line ${more.slice(0, 20).join(", ")}${more.length > 20 ? ", …" : ""}`;
  return command(first, `git2oci ${first.rule}`, `${textOf(first)}${others}`);
}

function restAnnotation(groups: readonly (readonly ShownFinding[])[]): string {
  const [[first] = []] = groups;
  if (!first) return "";
  const findings = groups.flat();
  const files = new Set(findings.map(({ location }) => location.file)).size;
  const rules = [...groupBy(findings, ({ rule }) => rule)].map(([rule, list]) => `${rule} ${list.length}`);
  return command(
    first,
    `git2oci: ${count(findings.length, "more finding")}`,
    `${textOf(first)}\n${count(findings.length, "more finding")} in ${count(files, "file")}, this one included, because GitHub shows ${MOST_OF_A_LEVEL} of a level: ${rules.join(", ")}. The summary of the job lists them.`,
  );
}

function command({ severity, location }: ShownFinding, title: string, message: string): string {
  const { file, line, column, endLine, endColumn } = location;
  // A runner takes columns only where the place is on one line.
  const columns = line === endLine ? [`col=${column}`, `endColumn=${endColumn}`] : [];
  const properties = [
    `file=${property(file)}`,
    `line=${line}`,
    `endLine=${endLine}`,
    ...columns,
    `title=${property(visible(title))}`,
  ];
  return `::${COMMAND[severity]} ${properties.join(",")}::${data(clip(visible(message)))}`;
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join("")}…`;
}

/** As the runner reads it back: `%`, and what ends a line. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** As `data`, and what ends a property. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
