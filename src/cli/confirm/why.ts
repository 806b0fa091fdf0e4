/** The screen behind `w`: how a migration came to be what it is. */
import { calledAs, type Reference } from "../../core/graph.ts";
import { groupBy } from "../../core/group.ts";
import type { Finding, Migration } from "../../core/plan.ts";
import { visible } from "../../report/colour.ts";
import { clustersText, movesOf, placeOf } from "../../report/moving.ts";
import { count, grouped } from "../../report/pretty.ts";
import { line, prose, type StyledLine } from "../../report/styled.ts";
import type { Question, State } from "./questions.ts";

/** Findings that are listed; more are counted. */
const MOST_FINDINGS = 20;

/** Decision, resolution, reasons and findings, with places. */
export function whyLines({ migration }: Question, state: State): StyledLine[] {
  if (!migration) return state.plan.repairs.map(({ file, why }) => prose(visible(`${file}: ${why}`)));
  const { source, target, unit, reservation } = migration;
  const fate = state.plan.fates.get(unit);
  const places = source.declarations.map(
    (one) => `${one.location.file}:${one.location.line} (${calledAs(one)})`,
  );
  const resolved = groupBy(source.references, (one) => one.resolution);
  const staying = source.references.filter(
    (one) => !movesOf(migration).some((move) => move.intent.reference === one),
  );
  return [
    line("Decision", "bold"),
    text(`${target.decision.reason}: ${target.decision.url}`),
    ...target.decision.notes.map(text),
    ...(reservation === undefined ? [] : [text(`to review: ${reservation}`)]),
    line("Source", "bold"),
    text(`${source.id} in ${clustersText([source.scope])}, ${source.owner}`),
    text(`declared in ${places.length > 0 ? places.join(", ") : "no file of this tree"}`),
    ...(fate ? [text(`becomes: ${fate.state}; ${fate.reason}`)] : []),
    line("References", "bold"),
    ...[...resolved].map(([how, list]) => text(`${count(list.length, "reference")} ${how}`)),
    ...movesOf(migration).map((one) => text(`${placeOf(one)}: ${one.why}`)),
    ...(staying.length > 0 ? [line("What stays", "bold"), ...grouped(staying, state.plan).map(text)] : []),
    ...findingLines(findingsAbout(migration, state.plan.findings)),
  ];
}

function text(words: string): StyledLine {
  return prose(visible(`  ${words}`));
}

/** Findings at a place of the source or of something that refers to it, or that name it. */
function findingsAbout({ source }: Migration, findings: readonly Finding[]): Finding[] {
  const placeOfReference = ({ location }: Reference) => `${location.file}:${location.line}`;
  const places = new Set([
    ...source.references.map(placeOfReference),
    ...source.declarations.map(({ location }) => `${location.file}:${location.line}`),
  ]);
  return findings.filter(
    ({ location, message }) => places.has(`${location.file}:${location.line}`) || message.includes(source.id),
  );
}

function findingLines(findings: readonly Finding[]): StyledLine[] {
  if (findings.length === 0) return [];
  const more = findings.length - MOST_FINDINGS;
  return [
    line("Findings", "bold"),
    ...findings
      .slice(0, MOST_FINDINGS)
      .map(({ location, severity, message, rule }) =>
        text(`${location.file}:${location.line} ${severity} ${message} (${rule})`),
      ),
    ...(more > 0 ? [text(`and ${more} more; the report at the end lists them`)] : []),
  ];
}
