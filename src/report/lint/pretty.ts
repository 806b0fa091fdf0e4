import { groupBy } from "../../core/group.ts";
import type { Severity } from "../../core/plan.ts";
import { tame } from "../ci-orders.ts";
import { oneLine, type Paint, type Style, visible } from "../colour.ts";
import { count, skippedLines } from "../pretty.ts";
import { codeFrame, linesOf } from "./frame.ts";
import { type LintView, mayAccept, type ShownFinding } from "./view.ts";
import { countsText } from "./words.ts";

const COLOUR: Readonly<Record<Severity, Style>> = { error: "red", warning: "yellow", note: "cyan" };
/** A template bundle is a hundred places with one help; more than these are counted. */
const MOST_OF_ONE_HELP = 5;
const MOST_RELATED = 3;

/** What lint found, for a person: each place in its file, what belongs to it, what to write, and how to go on. */
export function prettyLint(view: LintView, paint: Paint): string {
  const show = findingLines(view, paint);
  const groups = groupBy(view.findings, (one) =>
    one.help === undefined ? one : `${one.severity} ${one.help}`,
  );
  const lines = [...groups.values()].flatMap((list) => group(list, show));
  return tame(`${[...lines, ...summary(view, paint), ...skippedLines(view, paint)].join("\n")}\n`);
}

type Show = (finding: ShownFinding) => string[];

/** Findings with one help stand together, with it below them. */
function group(list: readonly ShownFinding[], show: Show): string[] {
  const help = list[0]?.help;
  if (help === undefined) return list.flatMap((one) => [...show(one), ""]);
  const more = list.length - MOST_OF_ONE_HELP;
  return [
    ...list.slice(0, MOST_OF_ONE_HELP).flatMap(show),
    ...(more > 0 ? [`  and ${more} more of the kind; --format json lists them all`] : []),
    ...help
      .trimEnd()
      .split("\n")
      .map((line) => `  ${visible(line)}`.trimEnd()),
    "",
  ];
}

function findingLines({ text }: LintView, paint: Paint): Show {
  const known = new Map<string, string[]>();
  const linesIn = (file: string): readonly string[] => {
    const lines = known.get(file) ?? linesOf(text(file) ?? "");
    known.set(file, lines);
    return lines;
  };
  const told = new Set<string>();
  return ({ location, severity, rule, message, related, fix }) => {
    const place = `${oneLine(location.file)}:${location.line}:${location.column}`;
    const style = COLOUR[severity];
    const isNew = fix !== undefined && !told.has(fix.id);
    if (fix) told.add(fix.id);
    return [
      `${paint.bold(place)} ${paint[style](severity)} ${oneLine(message)} ${paint.dim(rule)}`,
      ...codeFrame(linesIn(location.file), location, paint, style).map((line) => `  ${line}`),
      ...related
        .slice(0, MOST_RELATED)
        .map((one) => `  see ${oneLine(`${one.location.file}:${one.location.line} ${one.message}`)}`),
      ...(related.length > MOST_RELATED
        ? [`  and ${count(related.length - MOST_RELATED, "more place")}`]
        : []),
      ...(isNew ? [`  fix: ${oneLine(fix.why)}`] : []),
    ];
  };
}

function summary(view: LintView, paint: Paint): string[] {
  const fixable = view.findings.filter(({ fix }) => fix).length;
  return [
    paint.bold(`${countsText(view)}.`),
    ...(fixable > 0 ? [`${count(fixable, "finding")} can be fixed: git2oci lint --fix`] : []),
    ...(mayAccept(view)
      ? ["To fail only on what is new, accept these for now: git2oci lint --update-baseline"]
      : []),
  ];
}
