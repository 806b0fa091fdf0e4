import { hideCredentials } from "../core/credentials.ts";
import { groupBy } from "../core/group.ts";
import {
  type Baseline,
  type BaselineEntry,
  identityKey,
  identityText,
  type LintFinding,
  type LintResult,
  type SuppressedFinding,
} from "../core/lint.ts";
import type { Severity } from "../core/plan.ts";
import { LINT_META_IDS } from "../flux/rules/lint-meta.ts";

/** What a baseline is held against. */
export interface BaselineUse {
  baseline: Baseline;
  /** `YYYY-MM-DD`. */
  today: string;
  /** False where only a part of the findings counts anyway. */
  stale: boolean;
}

type Entry = Baseline["entries"][number];

/**
 * Takes out what a team has accepted. Findings of one identity are never told apart: where there is one more than
 * accepted, all of them count.
 */
export function applyBaseline(
  found: readonly LintFinding[],
  { baseline, today, stale }: BaselineUse,
  levels: ReadonlyMap<string, Severity>,
): { findings: LintFinding[]; suppressed: SuppressedFinding[] } {
  const entries = new Map(baseline.entries.map((one) => [identityKey(one), one]));
  const findings: LintFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  const groups = groupBy(found, keyOf);
  for (const finding of found) {
    const entry = isMeta(finding) ? undefined : entries.get(keyOf(finding));
    const number = groups.get(keyOf(finding))?.length ?? 0;
    if (entry && !isExpired(entry, today) && number <= entry.count)
      suppressed.push({ finding, suppression: suppressionOf(entry, baseline) });
    else findings.push(counted(finding, entry, number, levels, today));
  }
  const about = baseline.entries.filter(({ rule }) => levels.has(rule));
  for (const entry of about) {
    const number = groups.get(identityKey(entry))?.length ?? 0;
    if (number < entry.count && stale)
      findings.push(...said("stale-baseline", entry, staleText(entry, number), levels));
    else if (isExpired(entry, today))
      findings.push(...said("expired-baseline", entry, expiredText(entry), levels));
  }
  return { findings, suppressed };
}

/** What a baseline becomes when a person accepts all that there is. */
export interface BaselineUpdate {
  entries: BaselineEntry[];
  /** More is accepted than before; `count` says how much more. */
  added: BaselineEntry[];
  /** Less is accepted than before. */
  removed: BaselineEntry[];
}

/**
 * Accepts every finding of a run on the whole tree. Reason, owner and date of an entry that stays are kept, so one
 * that has expired still does; entries of rules that did not run are left alone.
 */
export function updateBaseline(result: LintResult, before: Baseline | undefined): BaselineUpdate {
  const accepted = result.suppressed.filter((one) => one.suppression.by === "baseline");
  const found = [...result.findings, ...accepted.map((one) => one.finding)].filter((one) => !isMeta(one));
  const groups = groupBy(found, keyOf);
  const known = new Map((before?.entries ?? []).map((one) => [identityKey(one), one]));
  const update: BaselineUpdate = { entries: [], added: [], removed: [] };
  for (const [key, list] of groups) {
    const { rule, object } = list[0]!;
    const { scope, kind, namespace, name } = object;
    const old = known.get(key);
    const entry: BaselineEntry = { ...plainOf(old), rule, scope, kind, namespace, name, count: list.length };
    update.entries.push(entry);
    const more = entry.count - (old?.count ?? 0);
    if (more > 0) update.added.push({ ...entry, count: more });
    if (more < 0) update.removed.push({ ...entry, count: -more });
  }
  for (const [key, old] of known) {
    if (groups.has(key)) continue;
    if (result.levels.has(old.rule)) update.removed.push(plainOf(old));
    else update.entries.push(plainOf(old));
  }
  return update;
}

function plainOf(entry: Entry): BaselineEntry;
function plainOf(entry: Entry | undefined): Partial<BaselineEntry>;
function plainOf(entry: Entry | undefined): Partial<BaselineEntry> {
  if (!entry) return {};
  const { location: _, ...plain } = entry;
  return plain;
}

function keyOf({ rule, object }: LintFinding): string {
  return identityKey({ rule, ...object });
}

function isMeta({ rule }: LintFinding): boolean {
  return LINT_META_IDS.includes(rule);
}

/** The day itself still counts. Dates of this form compare as texts. */
function isExpired({ expires }: BaselineEntry, today: string): boolean {
  return expires !== undefined && expires < today;
}

function suppressionOf(
  { reason, owner, expires }: Entry,
  { file }: Baseline,
): SuppressedFinding["suppression"] {
  return { by: "baseline", reason: reason ?? `accepted in ${file}`, owner, expires };
}

/** A finding that no entry takes: undecided or not, it is new. */
function counted(
  finding: LintFinding,
  entry: Entry | undefined,
  number: number,
  levels: ReadonlyMap<string, Severity>,
  today: string,
): LintFinding {
  const severity = finding.open ? (levels.get(finding.rule) ?? finding.severity) : finding.severity;
  if (!entry || isExpired(entry, today)) return { ...finding, severity };
  const note = `The baseline accepts ${entry.count} of these ${number}, and cannot tell which one is new.`;
  return { ...finding, severity, help: finding.help === undefined ? note : `${finding.help}\n${note}` };
}

function said(
  rule: string,
  { location, scope, kind, namespace, name }: Entry,
  message: string,
  levels: ReadonlyMap<string, Severity>,
): LintFinding[] {
  const severity = levels.get(rule);
  const object = { scope, kind, namespace, name };
  return severity === undefined
    ? []
    : [{ rule, severity, message: hideCredentials(message), location, object, related: [], fix: undefined }];
}

function staleText(entry: Entry, number: number): string {
  const left =
    number === 0
      ? "is gone"
      : `is there ${number === 1 ? "once" : `${number} times`}, and ${entry.count} are accepted`;
  return `${entry.rule} of ${identityText(entry)} ${left}; git2oci lint --update-baseline takes out what is too much`;
}

function expiredText(entry: Entry): string {
  return `${entry.rule} of ${identityText(entry)} was accepted until ${entry.expires}${entry.owner === undefined ? "" : ` (${entry.owner})`}; migrate it, or give it another date by hand`;
}
