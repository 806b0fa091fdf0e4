import type { Severity } from "../core/plan.ts";
import type { FindingRow } from "../registry/finding.ts";

/** How bad each finding is, the worst first: this is the order of every report. A warning proves nothing, and fails too. */
export const ROWS: readonly { row: FindingRow; severity: Severity }[] = [
  { row: "artifact-missing", severity: "error" },
  { row: "no-match", severity: "error" },
  { row: "credentials-refused", severity: "error" },
  { row: "no-right", severity: "error" },
  { row: "not-visible", severity: "error" },
  { row: "credentials-unused", severity: "error" },
  { row: "wrong-kind", severity: "error" },
  { row: "broken-blob", severity: "error" },
  { row: "stale", severity: "error" },
  { row: "unsigned", severity: "error" },
  { row: "wrong-key", severity: "error" },
  { row: "other-digest", severity: "error" },
  { row: "wrong-identity", severity: "error" },
  { row: "signature-not-seen", severity: "error" },
  { row: "unreachable", severity: "warning" },
  { row: "throttled", severity: "warning" },
  { row: "not-checked", severity: "warning" },
  { row: "note", severity: "note" },
];

const RANKS: ReadonlyMap<FindingRow, number> = new Map(ROWS.map(({ row }, i) => [row, i]));

/** Smaller is worse. */
export function rankOf(row: FindingRow): number {
  return RANKS.get(row) ?? ROWS.length;
}

/** How bad a finding is. */
export function severityOf(row: FindingRow): Severity {
  return ROWS[rankOf(row)]?.severity ?? "error";
}
