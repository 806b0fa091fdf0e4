import { hideCredentials } from "../core/credentials.ts";
import { calledAs, type Graph, type Reference, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy, pushAll } from "../core/group.ts";
import type { LintResult } from "../core/lint.ts";
import { type Finding, leavesGit, type Plan } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { type ChartNode, unitOf } from "../core/units.ts";
import { oneLine, type Paint, visible } from "./colour.ts";
import { openLines } from "./opens.ts";

/** The inventory for a person: sources by how much depends on them, what each needs, and what was not read. */
export function prettyScan(graph: Graph, plan: Plan, paint: Paint): string {
  const lines: string[] = [];
  const add = (text = "") => lines.push(text);
  const { sources, references } = graph;
  add(
    `${count(graph.files, "file")} looked at, ${count(sources.length, "Git source")}, ${count(references.length, "reference")}${graph.roots.length === 0 ? ", no cluster root found" : ""}`,
  );
  for (const scope of [...new Set(graph.roots.map((root) => root.scope))].sort()) {
    const version = graph.flux.get(scope);
    add(
      paint.dim(
        `  cluster root ${oneLine(scopeText(scope))}: Flux 2.${version?.minor} (${oneLine(version?.from ?? "?")})`,
      ),
    );
  }
  for (const source of [...sources].sort(
    (a, b) => b.references.length - a.references.length || compare(a.id, b.id),
  )) {
    add();
    add(`${paint.bold(oneLine(source.id))}${oneLine(suffix(source))}`);
    for (const line of sourceLines(source, plan)) add(`  ${oneLine(line)}`);
    for (const line of grouped(source.references, plan, source)) add(`  ${oneLine(line)}`);
  }
  const open = references.filter((one) => one.sources.length === 0);
  if (open.length > 0) {
    add();
    add(paint.bold(`References whose source this tree does not tell (${open.length}):`));
    for (const line of grouped(open, plan)) add(`  ${oneLine(line)}`);
  }
  pushAll(lines, [
    ...findingLines(plan.findings, paint),
    ...openLines(graph.doors, paint),
    ...skippedLines(graph, paint),
  ]);
  return `${lines.join("\n")}\n`;
}

function suffix(source: SourceNode): string {
  return source.scope !== UNKNOWN && !source.id.includes("@") ? `  (${scopeText(source.scope)})` : "";
}

function sourceLines(source: SourceNode, plan: Plan): string[] {
  const places = source.declarations.map(
    (one) => `${one.location.file}:${one.location.line} (${calledAs(one)})`,
  );
  const decision = plan.decisions.get(source);
  const target = decision?.action === "migrate" ? `${decision.url} ${refText(decision.ref)}, ` : "";
  const fate = plan.fates.get(source);
  return [
    `declared: ${places.length > 0 ? places.join(", ") : "in no file of this tree"}`,
    `from:     ${hideCredentials(source.url ?? "url unknown")} ${JSON.stringify(source.ref ?? {})}, ${source.owner}`,
    `decision: ${decision?.action === "undecided" ? "" : `${decision?.action}, `}${target}${decision?.reason ?? "undecided"}`,
    ...(decision?.action === "migrate" ? decision.notes.map((note) => `note:     ${note}`) : []),
    ...(decision?.action === "migrate" ? [`result:   ${fate?.state}, ${fate?.reason}`] : []),
    ...source.charts.map((chart) => `chart:    ${chartText(chart, plan)}`),
  ];
}

/** A chart in one line: its directory, where it goes, and who decided it. */
function chartText(chart: ChartNode, plan: Plan): string {
  const decision = plan.decisions.get(chart);
  const path = chart.path || ".";
  if (decision?.action !== "migrate") return `${path}, ${decision?.reason ?? "undecided"}`;
  return `${path} → ${decision.url} ${refText(decision.ref)}, ${decision.reason}`;
}

/**
 * References counted by outcome and reason; the first places of each.
 * @param of the source under which they stand: one that may mean several stays for a reason of each
 */
export function grouped(references: readonly Reference[], plan: Plan, of?: SourceNode): string[] {
  const groups = groupBy(references, (one) => {
    const outcome = plan.outcomes.get(one);
    const own = of && one.sources.length > 1 ? plan.decisions.get(unitOf(of, one)) : undefined;
    const why = own && own.action !== "migrate" && outcome?.outcome === "keep" ? own.reason : outcome?.reason;
    const reason = leavesGit(outcome) ? "reads the OCIRepository" : (why ?? "");
    return `${outcome?.outcome ?? "manual"}: ${reason}`;
  });
  return [...groups].flatMap(([key, list]) => {
    const places = list.slice(0, 3).map((one) => `${one.location.file}:${one.location.line}`);
    const more = list.length > 3 ? ` and ${list.length - 3} more` : "";
    return [`${String(list.length).padStart(4)} ${key}`, `       ${places.join(", ")}${more}`];
  });
}

/**
 * Findings as `file:line:column severity rule message`. Those with the same help stand together, with it below them;
 * of a severity more than a few are counted.
 */
export function findingLines(findings: readonly Finding[], paint: Paint): string[] {
  if (findings.length === 0) return [];
  const colour = { error: "red", warning: "yellow", note: "cyan" } as const;
  const line = ({ location, severity, rule, message }: Finding) =>
    `  ${oneLine(location.file)}:${location.line}:${location.column} ${paint[colour[severity]](severity)} ${oneLine(message)} ${paint.dim(rule)}`;
  const groups = groupBy(findings, (one) => (one.help === undefined ? one : `${one.severity} ${one.help}`));
  return [
    "",
    paint.bold(`${count(findings.length, "finding")}:`),
    ...[...groups.values()].flatMap((list) => {
      const help = list[0]?.help;
      if (help === undefined) return list.map(line);
      const more = list.length - MOST_OF_ONE_REASON;
      const rest = more > 0 ? [`      and ${more} more of the kind; --format json lists them all`] : [];
      const below = help
        .trimEnd()
        .split("\n")
        .map((one) => `      ${visible(one)}`);
      return [...list.slice(0, MOST_OF_ONE_REASON).map(line), ...rest, ...below];
    }),
  ];
}

/** A template bundle is a hundred files with one reason; more than these are counted, and JSON lists them all. */
const MOST_OF_ONE_REASON = 5;

/** Files that were not read, each with the reason; many of one kind in one line. */
export function skippedLines(graph: Pick<LintResult, "skipped">, paint: Paint): string[] {
  if (graph.skipped.length === 0) return [];
  const kinds = groupBy(graph.skipped, (one) => one.reason.replace(/:? ?\bline \d.*/s, ""));
  return [
    "",
    paint.bold(`${count(filesOf(graph.skipped).length, "file")} not read:`),
    ...[...kinds].flatMap(([kind, list]) => {
      if (list.length <= MOST_OF_ONE_REASON)
        return list.map((one) => `  ${oneLine(one.file)}: ${oneLine(one.reason)}`);
      const files = filesOf(list);
      const shown = files.slice(0, MOST_OF_ONE_REASON).map((one) => `      ${oneLine(one)}`);
      const left = files.length - shown.length;
      const more = left > 0 ? [`      and ${left} more; --format json lists them all`] : [];
      return [`  ${count(files.length, "file")}: ${oneLine(kind || "no YAML")}`, ...shown, ...more];
    }),
  ];
}

/** A file of which several documents cannot be read is one file. */
function filesOf(skipped: LintResult["skipped"]): string[] {
  return [...new Set(skipped.map((one) => one.file))];
}

/** A ref in words: `tag main`. */
export function refText(ref: object): string {
  return Object.entries(ref)
    .map(([field, value]) => `${field} ${value}`)
    .join(" ");
}

/** A number with its noun: `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
