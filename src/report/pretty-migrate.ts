/** The report of `migrate`, apart from pretty.ts: it draws diffs, and the library for them shall not load for `scan`. */
import { hideCredentials } from "../core/credentials.ts";
import { type Graph, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { type Change, type FileChange, isMove, type Migration, type Plan } from "../core/plan.ts";
import { isChart } from "../core/units.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { oneLine, type Paint, visible } from "./colour.ts";
import { colourDiff } from "./diff-lines.ts";
import { movesOf, movingOf, movingText } from "./moving.ts";
import { openLines } from "./opens.ts";
import { count, findingLines, grouped, refText, skippedLines } from "./pretty.ts";
import { besideText, patchedText, stayingText, type Tally, tallyOf } from "./tally.ts";
import { fileDiff } from "./unified-diff.ts";

/**
 * The change for a person: each migration with its reasons and its diff, then what stays and what to do first.
 * `waiting` are migrations that only a person may accept, and nobody was asked; `repaired` is what repairs change.
 */
export function prettyMigrate(
  graph: Graph,
  plan: Plan,
  files: readonly FileChange[],
  diffOf: (migration: Migration) => readonly FileChange[],
  paint: Paint,
  waiting: readonly Migration[] = [],
  repaired: readonly FileChange[] = [],
): string {
  const lines: string[] = [];
  const tally = tallyOf(graph, plan);
  const shown = new Map<string, string>();
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
  return `${lines.join("\n")}\n`;
}

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
 * @param shown diffs that were printed before, with the source of each: clusters that share a base share its change
 */
function prettyMigration(
  migration: Migration,
  files: readonly FileChange[],
  paint: Paint,
  shown: Map<string, string> = new Map(),
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
  const all = files.map((file) => ({ path: file.path, diff: fileDiff(file) }));
  const fresh = all.filter(({ diff }) => !shown.has(diff));
  const repeated = groupBy(
    all.filter(({ diff }) => shown.has(diff)),
    ({ diff }) => shown.get(diff),
  );
  for (const [other, same] of repeated)
    lines.push(
      `  ${same.length === 1 ? oneLine(same[0]?.path ?? "") : count(same.length, "file")}: the same change as for ${oneLine(other ?? "")}, above`,
    );
  for (const { diff } of fresh) shown.set(diff, id);
  const diffs = fresh.map(({ diff }) => colourDiff(diff, paint)).join("");
  return `${lines.join("\n")}\n\n${diffs}`.trimEnd();
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
