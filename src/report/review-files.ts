import type { Graph } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { type Change, type FileChange, isMove, type Plan } from "../core/plan.ts";
import { compare, LineIndex } from "../core/text.ts";
import { sourceOf } from "../core/units.ts";
import { clusterName, shown } from "./review-text.ts";
import { fileDiff } from "./unified-diff.ts";

/** A changed file with everything a reviewer may ask about it. */
export interface ReviewedFile {
  path: string;
  change: FileChange["change"];
  /** Lines that the diff adds and removes. */
  added: number;
  removed: number;
  clusters: string[];
  /** Ids of what moves. */
  sources: string[];
  /** Why each line changes; one entry for each edit, in the order of the file. */
  reasons: Reason[];
  /** The git-style diff with the bytes of the file: not yet fit for showing. */
  diff: string;
}

/** What one edit does; lines of the file before, 1-based and inclusive. */
export interface Reason {
  rule: string;
  why: string;
  line: number;
  endLine: number;
}

/** The changed files with their reasons, sources and clusters, in the order of their paths. */
export function reviewedFiles(graph: Graph, plan: Plan, files: readonly FileChange[]): ReviewedFile[] {
  const ids = new Map<string, Set<string>>();
  const scopes = new Map<string, string[]>();
  for (const { id, unit, changes } of plan.migrations)
    for (const change of changes)
      for (const file of filesOf(change)) {
        ids.set(file, (ids.get(file) ?? new Set()).add(id));
        const { intent } = change;
        for (const scope of isMove(intent) ? intent.reference.scopes : [sourceOf(unit).scope])
          pushTo(scopes, file, scope);
      }
  return [...files]
    .sort((a, b) => compare(a.path, b.path))
    .map((file) => {
      const known = (graph.contexts.get(file.path) ?? []).map((context) => context.scope);
      const diff = fileDiff(file);
      return {
        path: shown(file.path),
        change: file.change,
        ...changedLines(diff),
        clusters: [
          ...new Set((known.length > 0 ? known : (scopes.get(file.path) ?? [])).map(clusterName)),
        ].sort(compare),
        sources: [...(ids.get(file.path) ?? [])].map(shown).sort(compare),
        reasons: reasonsOf(file),
        diff,
      };
    });
}

/** Every file that a change writes to. */
function filesOf({ file, intent }: Change): string[] {
  if (intent.type !== "declare-in") return [file];
  return intent.listIn === undefined ? [file, intent.file] : [file, intent.file, intent.listIn];
}

/** Lines beginning with + and -, behind the header. */
function changedLines(diff: string): { added: number; removed: number } {
  const start = diff.indexOf("\n@@ ");
  const lines = start === -1 ? [] : diff.slice(start).split("\n");
  const starting = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { added: starting("+"), removed: starting("-") };
}

function reasonsOf({ before, edits }: FileChange): Reason[] {
  const index = new LineIndex(before ?? "");
  return [...edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, rule, why }) => ({
      rule,
      why: shown(why),
      line: index.place(start).line,
      endLine: index.place(Math.max(start, end - 1)).line,
    }));
}
