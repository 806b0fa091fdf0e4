import { OverlapError } from "../core/edits.ts";
import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import { groupBy, pushAll } from "../core/group.ts";
import type { LintFinding, LintFix, LintResult } from "../core/lint.ts";
import type { FieldOp } from "../core/ops.ts";
import type { FileChange } from "../core/plan.ts";
import type { PathStep } from "../core/tree.ts";
import type { Unit } from "../core/units.ts";
import { LayoutError, layout } from "../plan/layout.ts";
import type { Tree } from "../plan/tree.ts";

/** What findings ask for. */
export interface ChosenFixes {
  /** Sources, with their charts, that no finding asks to move, each with the reason. */
  declined: Map<Unit, string>;
  /** References that somebody has accepted as they are. */
  references: Map<Reference, string>;
  /** Fixes of single objects, in the order of their findings, each once. */
  fixes: LintFix[];
}

/** A fix that has to wait, and why. */
export interface LeftFix {
  file: string;
  fix: LintFix;
  reason: string;
}

/** Findings that count ask for their fixes; what is suppressed or in the baseline asks for nothing. */
export function chooseFixes({ findings, suppressed }: LintResult, graph: Graph): ChosenFixes {
  const places = placesOf(findings, "git-source-ref");
  const sources = placesOf(findings, "git-source");
  const asked = ({ declarations, references }: SourceNode) =>
    declarations.some((one) => sources.has(placeOf(one))) ||
    references.some((one) => places.has(placeOf(one)) || sources.has(placeOf(one)));
  const accepted = placesOf(
    suppressed.map((one) => one.finding),
    "git-source-ref",
  );
  const units = graph.sources.filter((one) => !asked(one)).flatMap((one) => [one, ...one.charts]);
  const kept = graph.references.filter((one) => accepted.has(placeOf(one)) && !places.has(placeOf(one)));
  const mending = findings.flatMap(({ fix }) => (fix && isMending(fix) ? [[fix.id, fix] as const] : []));
  return {
    declined: new Map(units.map((one) => [one, "no finding that counts asks for it"])),
    references: new Map(kept.map((one) => [one, "accepted as it is"])),
    fixes: [...new Map(mending).values()],
  };
}

/**
 * The fixes that can be laid out together, beside what moves.
 * @param moves files that a migration changes: their objects are no longer what the findings were about
 */
export function takeFixes(
  fixes: readonly LintFix[],
  moves: readonly FileChange[],
  tree: Tree,
): { taken: LintFix[]; left: LeftFix[] } {
  const moved = new Set(moves.map((one) => one.path));
  const taken: LintFix[] = [];
  const left: LeftFix[] = [];
  for (const [file, list] of groupBy(fixes, fileOf)) {
    const own: LintFix[] = [];
    for (const fix of list) {
      const reason = moved.has(file)
        ? "a migration changes the same file"
        : own.some((one) => isSameField(one, fix))
          ? "another fix changes the same field"
          : undefined;
      if (reason === undefined) own.push(fix);
      else left.push({ file, fix, reason });
    }
    pushAll(
      taken,
      possible(own, tree, (fix) => left.push({ file, fix, reason: "another fix changes the same text" })),
    );
  }
  return { taken, left };
}

/** All of them, or as many as fit together. */
function possible(fixes: readonly LintFix[], tree: Tree, leave: (fix: LintFix) => void): LintFix[] {
  if (fits(fixes, tree)) return [...fixes];
  const taken: LintFix[] = [];
  for (const fix of fixes)
    if (fits([...taken, fix], tree)) taken.push(fix);
    else leave(fix);
  return taken;
}

function fits(fixes: readonly LintFix[], tree: Tree): boolean {
  try {
    layout([{ id: "lint", changes: fixes.flatMap((fix) => fix.changes) }], tree);
    return true;
  } catch (error) {
    // Each alone was tried when it was found, so these two only say that they do not go together.
    if (error instanceof LayoutError || error instanceof OverlapError) return false;
    throw error;
  }
}

function isMending({ changes }: LintFix): boolean {
  return changes.every(({ intent }) => intent.type === "repair");
}

function fileOf({ changes }: LintFix): string {
  return changes[0]?.file ?? "";
}

/** True where one operation changes what the other one changes, or what holds it. */
function isSameField(a: LintFix, b: LintFix): boolean {
  const others = writesOf(b);
  return writesOf(a).some((one) =>
    others.some((other) => one.object === other.object && isPrefix(one.path, other.path)),
  );
}

function writesOf({ changes }: LintFix) {
  return changes.flatMap(({ intent }) =>
    intent.type === "repair"
      ? intent.ops.map((op) => ({ object: intent.manifest.node, path: pathOf(op) }))
      : [],
  );
}

function pathOf(op: FieldOp): readonly PathStep[] {
  return op.op === "text" ? [] : op.path;
}

function isPrefix(a: readonly PathStep[], b: readonly PathStep[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((step, i) => step === b[i]);
}

function placesOf(findings: readonly LintFinding[], rule: string): ReadonlySet<string> {
  return new Set(findings.filter((one) => one.rule === rule).map(placeOf));
}

function placeOf({ location: { file, line, column } }: Pick<LintFinding, "location">): string {
  return `${file}:${line}:${column}`;
}
