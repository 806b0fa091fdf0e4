import type { LintFix, LintResult } from "./core/lint.ts";
import type { FileChange, Plan } from "./core/plan.ts";
import type { LintContext } from "./lint/context.ts";
import { findAll, type Levels, levelsOf } from "./lint/lint.ts";
import { layout } from "./plan/layout.ts";
import { type Analysis, plan, planSafe } from "./run.ts";

function isSafe({ migrations }: Plan): boolean {
  return migrations.every(({ applicability }) => applicability === "safe");
}

/** What the rules look at. */
export function contextOf(analysis: Analysis): LintContext {
  const { graph, objects, tree } = analysis;
  const current = plan(analysis);
  return {
    objects,
    graph,
    plan: current,
    safe: isSafe(current) ? current : planSafe(analysis),
    tree,
    artifacts: tree.artifacts,
  };
}

/** Runs the rules of lint on a tree that is understood. Nothing is written. */
export function lintTree(analysis: Analysis, levels: Levels): LintResult {
  const { graph, tree } = analysis;
  const context = contextOf(analysis);
  const laidOut = new Map<string, FileChange[]>();
  return {
    findings: findAll(context, levels),
    suppressed: [],
    files: graph.files,
    skipped: graph.skipped,
    levels: levelsOf(levels),
    text: (file) => tree.text(file),
    edits: (fix: LintFix) => {
      const known = laidOut.get(fix.id) ?? layout([{ id: fix.id, changes: [...fix.changes] }], tree);
      laidOut.set(fix.id, known);
      return known;
    },
  };
}
