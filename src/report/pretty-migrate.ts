/** The report of `migrate`, apart from pretty.ts: it draws diffs, and the library for them shall not load for `scan`. */
import { hideCredentials } from "../core/credentials.ts";
import { type Graph, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { type Change, type FileChange, isMove, type Migration, type Plan } from "../core/plan.ts";
import { isChart } from "../core/units.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { oneLine, type Paint, visible } from "./colour.ts";
import { colourDiff } from "./diff-lines.ts";
import { foldedDiff } from "./folded-diff.ts";
import { movesOf, movingOf, movingText } from "./moving.ts";
import { openLines } from "./opens.ts";
import { count, findingLines, grouped, refText, skippedLines } from "./pretty.ts";
import { paintLine } from "./styled.ts";
import { besideText, patchedText, stayingText, type Tally, tallyOf } from "./tally.ts";
import { fileDiff } from "./unified-diff.ts";

/**
 * The change for a person: each migration with its reasons and its diff, then what stays and what to do first.
 * `waiting` are migrations that only a person may accept, and nobody was asked; `repaired` is what repairs change.
 * Files that change alike are folded if there are many, unless `expanded`.
 */
export function prettyMigrate(
  graph: Graph,
  plan: Plan,
  files: readonly FileChange[],
  diffOf: (migration: Migration) => readonly FileChange[],
  paint: Paint,
  waiting: readonly Migration[] = [],
  repaired: readonly FileChange[] = [],
  expanded = false,
): string {
  const lines: string[] = [];
  const tally = tallyOf(graph, plan);
  const shown: Shown = {
    bySource: new Map(),
    changes: !expanded && files.length > MANY_FILES ? new Set() : undefined,
  };
  for (const migration of plan.migrations)
    lines.push(prettyMigration(migration, diffOf(migration), paint, shown), "");
  if (plan.repairs.length > 0) lines.push(prettyRepairs(plan.repairs, repaired, paint), "");
  if (plan.migrations.length === 0) lines.push("Nothing to migrate.");
  else lines.push(`${movedText(plan, tally)} move, in ${count(files.length, "file")}.`);
  const beside = besideText(tally.beside.length);
  if (beside !== undefined) lines.push(`${beside}.`);
  const patched = patchedText(tally.moving);
  if (patched !== undefined) lines.push(`${patched}.`);
  for (const { id, reservation } of waiting)
    lines.push(
      `${paint.yellow("Needs a person's yes:")} ${oneLine(id)}, ${oneLine(reservation ?? "it is inferred")}; run migrate in a terminal without --yes.`,
    );
  lines.push(
    ...remainingLines(tally, plan, paint),
    ...findingLines(plan.findings, paint),
    // Readers elsewhere matter if something moves.
    ...(plan.migrations.length > 0 ? openLines(graph.doors, paint) : []),
    ...skippedLines(graph, paint),
  );
  for (const one of plan.elsewhere)
    lines.push(
      "",
      paint.bold(`Apply first, where ${oneLine(one.id)} is made:`),
      ...one.reasons.map((reason) => `  ${oneLine(reason)}`),
      visible(`---\n${renderBlock(one.manifest, 0, "\n")}`).trimEnd(),
    );
  for (const one of plan.unplaced)
    lines.push(
      "",
      paint.bold(oneLine(`${one.id}: ${one.reason}. Or declare this where it is applied, and run again:`)),
      ...one.reasons.map((reason) => `  ${oneLine(reason)}`),
      visible(`---\n${renderBlock(one.manifest, 0, "\n")}`).trimEnd(),
    );
  lines.push(
    ...stepLines("Before merging:", plan.before, paint),
    ...stepLines("After merging:", plan.after, paint),
  );
  if (plan.migrations.length > 0) lines.push("", paint.bold(totalLine(plan, tally)));
  return `${lines.join("\n")}\n`;
}

/** What a report has printed so far. */
interface Shown {
  /** Diffs with the source of each: clusters that share a base share its change. */
  bySource: Map<string, string>;
  /** Changed lines that need not be printed again in other files; undefined if every file is printed. */
  changes: Set<string> | undefined;
}

/** A plan of more files folds those that change alike: one fleet had 1,600 lines for one word in 113 files. */
const MANY_FILES = 20;

/** Steps of a person, numbered, because their order counts. */
function stepLines(heading: string, steps: readonly string[], paint: Paint): string[] {
  if (steps.length === 0) return [];
  return ["", paint.bold(heading), ...steps.map((line, i) => `  ${i + 1}. ${oneLine(line)}`)];
}

/** What is mended whatever migrates, with its diff. */
function prettyRepairs(repairs: readonly Change[], files: readonly FileChange[], paint: Paint): string {
  const lines = [
    paint.bold("Repairs of what no cluster takes"),
    ...repairs.map(({ file, why }) => `  ${oneLine(file)}: ${oneLine(why)}`),
  ];
  const diffs = files.map((file) => colourDiff(fileDiff(file), paint)).join("");
  return `${lines.join("\n")}\n\n${diffs}`.trimEnd();
}

/**
 * One migration: source to target, why, the clusters, and its diff.
 * @param shown what was printed before
 */
function prettyMigration(
  migration: Migration,
  files: readonly FileChange[],
  paint: Paint,
  shown: Shown,
): string {
  const { id, unit, source, target, changes } = migration;
  const scopes = new Set(
    changes.flatMap((one) => (isMove(one.intent) ? one.intent.reference.scopes : [source.scope])),
  );
  const reached = [...scopes]
    .map((scope) => (scope === UNKNOWN ? "no known cluster" : scopeText(scope)))
    .join(", ");
  const references = movesOf(migration);
  const moved = movingOf(references).length;
  const beside = besideText(references.length - moved);
  const lines = [
    paint.bold(`${oneLine(id)} → ${target.kind}/${oneLine(target.namespace)}/${oneLine(target.name)}`),
    `  ${oneLine(hideCredentials(source.url ?? "url unknown"))} ${oneLine(JSON.stringify(source.ref ?? {}))}${isChart(unit) ? ` ${oneLine(unit.path || ".")}` : ""} → ${oneLine(target.decision.url)} ${oneLine(refText(target.decision.ref))}`,
    `  ${oneLine(target.decision.reason)}; reaches ${oneLine(reached)}`,
    ...target.decision.notes.map((note) => `  ${oneLine(note)}`),
    ...changes
      .filter((one) => !isMove(one.intent))
      .map((one) => `  ${oneLine(one.file)}: ${oneLine(one.why)}`),
    ...(moved > 0 ? [`  ${movingText(moved)}`] : []),
    ...(beside === undefined ? [] : [`  ${beside}`]),
    ...(migration.reservation === undefined
      ? []
      : [paint.yellow(`  review: ${oneLine(migration.reservation)}`)]),
  ];
  const all = files.map((file) => ({ file, diff: fileDiff(file) }));
  const repeated = groupBy(
    all.filter(({ diff }) => shown.bySource.has(diff)),
    ({ diff }) => shown.bySource.get(diff),
  );
  for (const [other, same] of repeated)
    lines.push(
      `  ${same.length === 1 ? oneLine(same[0]?.file.path ?? "") : count(same.length, "file")}: the same change as for ${oneLine(other ?? "")}, above`,
    );
  const fresh = all.filter(({ diff }) => !shown.bySource.has(diff));
  for (const { diff } of fresh) shown.bySource.set(diff, id);
  const before = shown.changes;
  const { lines: diffs } = foldedDiff(
    fresh.map(({ file }) => file),
    { expanded: !before, ...(before && { before }), more: "--format diff" },
  );
  return [...lines, "", ...diffs.map((one) => paintLine(one, paint))].join("\n").trimEnd();
}

/** `Total: 2 OCIRepositories added, 40 references moved, …`: all numbers of a plan in one line. */
function totalLine({ migrations, outcomes }: Plan, { moving, staying }: Tally): string {
  const intents = migrations.flatMap((one) => one.changes.map(({ intent }) => intent.type));
  const added = intents.filter((one) => one.startsWith("declare-")).length;
  const removed = intents.filter((one) => one === "retire").length;
  const byHand = staying.filter((one) => outcomes.get(one)?.outcome === "manual").length;
  const noun = (number: number, kind: string) => `${number} ${kind}Repositor${number === 1 ? "y" : "ies"}`;
  return `Total: ${noun(added, "OCI")} added, ${count(moving.length, "reference")} moved, ${noun(removed, "Git")} removed; ${staying.length - byHand} left on Git, ${byHand} by hand.`;
}

/** What moves, by kind: `1 source, 3 charts and 5 references`. */
function movedText({ migrations }: Plan, { moving }: Tally): string {
  const charts = migrations.filter((one) => isChart(one.unit)).length;
  const sources = migrations.length - charts;
  const parts = [
    ...(sources > 0 ? [count(sources, "source")] : []),
    ...(charts > 0 ? [count(charts, "chart")] : []),
  ].join(", ");
  return `${parts} and ${count(moving.length, "reference")}`;
}

function remainingLines({ staying }: Tally, plan: Plan, paint: Paint): string[] {
  const text = stayingText(staying.length);
  if (text === undefined) return [];
  return ["", paint.bold(`${text}:`), ...grouped(staying, plan).map((line) => `  ${oneLine(line)}`)];
}
