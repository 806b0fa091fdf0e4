import type { Gone } from "./core/gone.ts";
import type { Baseline, Levels, LintFix, LintResult } from "./core/lint.ts";
import { byLocation } from "./core/order.ts";
import type { FileChange, Plan } from "./core/plan.ts";
import { applyBaseline } from "./lint/baseline.ts";
import type { LintContext } from "./lint/context.ts";
import { chooseFixes, type LeftFix, takeFixes } from "./lint/fix.ts";
import { findAll, levelsOf } from "./lint/lint.ts";
import { type Changes, sinceThen } from "./lint/since.ts";
import { suppress } from "./lint/suppress.ts";
import { suppressorsOf } from "./lint/suppressions.ts";
import { layout } from "./plan/layout.ts";
import { type Analysis, plan, planSafe } from "./run.ts";
import { pickedUpBy } from "./scan/picked-up.ts";

export type { BaselineUpdate } from "./lint/baseline.ts";
export { updateBaseline } from "./lint/baseline.ts";
export type { LeftFix } from "./lint/fix.ts";
export type { Changes } from "./lint/since.ts";

/** What a run is held against, beside its rules. */
export interface LintOptions {
  /** What is accepted, and the day on which it is asked, `YYYY-MM-DD`. */
  accepted?: { baseline: Baseline; today: string };
  /** Sources that another repository takes away: nothing else is asked then. */
  gone?: readonly Gone[];
  /** Only what has changed counts; the tree is understood as a whole all the same. */
  changes?: Changes;
}

function isSafe({ migrations }: Plan): boolean {
  return migrations.every(({ applicability }) => applicability === "safe");
}

/** What the rules look at. */
export function contextOf(analysis: Analysis): LintContext {
  const { graph, objects, clusters, tree, scanned, built } = analysis;
  const { root, reader, paths } = scanned;
  const current = plan(analysis);
  return {
    objects,
    clusters,
    graph,
    plan: current,
    safe: isSafe(current) ? current : planSafe(analysis),
    tree,
    artifacts: tree.artifacts,
    paths,
    pickedUp: (path) => pickedUpBy(path, { clusters, builder: built.builder, root, reader }),
  };
}

/** Runs the rules of lint on a tree that is understood. Nothing is written. */
export function lintTree(analysis: Analysis, levels: Levels, options: LintOptions = {}): LintResult {
  const { graph, tree, scanned } = analysis;
  const context = { ...contextOf(analysis), ...(options.gone && { gone: options.gone }) };
  const ran = levelsOf(levels);
  const written = suppressorsOf(context, [...scanned.documents, ...scanned.templates]);
  const inside = findAll(context, levels).filter(({ location }) => !scanned.area.outside(location.file));
  const open = suppress(inside, written, ran);
  const { accepted, changes } = options;
  const counted = accepted
    ? applyBaseline(open.findings, { ...accepted, stale: changes === undefined }, ran)
    : { findings: open.findings, suppressed: [] };
  const suppressed = [...open.suppressed, ...counted.suppressed];
  return {
    findings: (changes ? sinceThen(counted.findings, changes) : counted.findings).sort(byLocation),
    suppressed: suppressed.sort((a, b) => byLocation(a.finding, b.finding)),
    files: graph.files,
    skipped: graph.skipped,
    base: scanned.area.base,
    levels: ran,
    asked: levels,
    text: (file) => tree.text(file),
    // Not kept: each holds its whole file twice, and a hostile one has a fix in every line.
    edits: (fix: LintFix) => layout([{ id: fix.id, changes: [...fix.changes] }], tree),
  };
}

/** What `--fix` writes: the plan of what moves, and every file with what is mended beside it. */
export interface PlannedFixes {
  plan: Plan;
  files: FileChange[];
  left: LeftFix[];
}

/** Plans the safe fixes of the findings that count. What is accepted stays as it is. */
export function planFixes(analysis: Analysis, result: LintResult): PlannedFixes {
  const { tree, graph } = analysis;
  const { declined, references, fixes } = chooseFixes(result, graph);
  const moves = planSafe(analysis, declined, false, undefined, references);
  const { taken, left } = takeFixes(fixes, layout(moves.migrations, tree), tree);
  const mended = { id: "lint", changes: taken.flatMap((fix) => fix.changes) };
  return { plan: moves, files: layout([...moves.migrations, mended], tree), left };
}
