import { hideCredentials, maskSignIn } from "../../core/credentials.ts";
import type { LintFinding, LintFix, LintResult, Suppression } from "../../core/lint.ts";
import type { Location } from "../../core/manifest.ts";
import { byLocation } from "../../core/order.ts";
import type { FileChange, Severity } from "../../core/plan.ts";
import { LINT_META_IDS } from "../../flux/rules/lint-meta.ts";
import { fingerprints } from "./fingerprint.ts";

/** A finding that may be shown: without credentials, and with a name that survives moving it. */
export interface ShownFinding extends LintFinding {
  fingerprint: string;
}

/** A finding that does not count. */
export interface ShownSuppressed {
  finding: ShownFinding;
  suppression: Suppression;
}

/** True where a baseline would take something away: what is said about exceptions cannot be an exception. */
export function mayAccept({ findings }: Pick<LintView, "findings">): boolean {
  return findings.some(({ rule }) => !LINT_META_IDS.includes(rule));
}

/** How many findings count, by level; the worst first. */
export type Counts = Readonly<Record<Severity, number>>;

/** What a format takes: an answer of lint that may be shown to anybody who may see the tree. */
export interface LintView {
  findings: readonly ShownFinding[];
  suppressed: readonly ShownSuppressed[];
  counts: Counts;
  files: number;
  skipped: LintResult["skipped"];
  levels: LintResult["levels"];
  asked: LintResult["asked"];
  text: LintResult["text"];
  /** What each fix of `findings` writes, once, in the order of the findings. */
  fixes: () => readonly ShownFix[];
}

/** What one fix writes. */
export interface ShownFix {
  id: string;
  why: string;
  files: readonly FileChange[];
}

/**
 * An answer made ready for formats. Nothing that signs in leaves through a message, whoever wrote it.
 * @param shownAs the path of a file as the format shows it
 * @param pathOf the file that such a path shows
 */
export function lintView(
  result: LintResult,
  shownAs: (file: string) => string = (file) => file,
  pathOf: (shown: string) => string = (shown) => shown,
): LintView {
  const moved = <T extends { file: string }>(place: T): T => ({ ...place, file: shownAs(place.file) });
  const every = [...result.findings, ...result.suppressed.map(({ finding }) => finding)];
  const names = fingerprints(every.sort(byLocation));
  const shown = (finding: LintFinding): ShownFinding => {
    const { help, related, location, message } = finding;
    return {
      ...finding,
      message: hideCredentials(message),
      location: moved(location),
      ...(help !== undefined && { help: maskSignIn(help) }),
      related: related.map((one) => ({
        message: hideCredentials(one.message),
        location: moved(one.location),
      })),
      fingerprint: names.get(finding) ?? "",
    };
  };
  const findings = result.findings.map(shown);
  return {
    findings,
    suppressed: result.suppressed.map(({ finding, suppression }) => ({
      finding: shown(finding),
      suppression: shownSuppression(suppression, moved),
    })),
    counts: {
      error: countOf(findings, "error"),
      warning: countOf(findings, "warning"),
      note: countOf(findings, "note"),
    },
    files: result.files,
    skipped: result.skipped.map((one) => ({ ...moved(one), reason: hideCredentials(one.reason) })),
    levels: result.levels,
    asked: result.asked,
    text: (file) => result.text(pathOf(file)),
    fixes: () => fixesOf(result, shownAs),
  };
}

function countOf(findings: readonly LintFinding[], severity: Severity): number {
  return findings.filter((one) => one.severity === severity).length;
}

function shownSuppression(suppression: Suppression, moved: (place: Location) => Location): Suppression {
  const reason = hideCredentials(suppression.reason);
  return suppression.by === "baseline"
    ? { ...suppression, reason }
    : { ...suppression, reason, location: moved(suppression.location) };
}

/** A fix is exact or not told: what would write a credential again is left to `--fix`, which shows it to nobody. */
function fixesOf({ findings, edits }: LintResult, shownAs: (file: string) => string): ShownFix[] {
  const byId = new Map<string, LintFix>();
  for (const { fix } of findings) if (fix && !byId.has(fix.id)) byId.set(fix.id, fix);
  return [...byId.values()].flatMap((fix) => {
    const files = edits(fix);
    const tells = files.some((file) => file.edits.some(({ text }) => maskSignIn(text) !== text));
    if (files.length === 0 || tells) return [];
    return [{ id: fix.id, why: fix.why, files: files.map((one) => ({ ...one, path: shownAs(one.path) })) }];
  });
}
