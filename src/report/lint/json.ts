import { API_VERSION, fileOf, findingOf } from "../model.ts";
import type { LintView, ShownFinding, ShownSuppressed } from "./view.ts";

/** What `lint --format json` prints; the contract is schema/lint-report.schema.json. */
export type LintReport = ReturnType<typeof lintReport>;

/** Everything that lint found, with what its fixes write, what was suppressed, and what it could not look into. */
export function lintReport(view: LintView) {
  const { findings, suppressed, counts, files, skipped, asked } = view;
  const fixes = view.fixes();
  const known = new Set(fixes.map(({ id }) => id));
  return {
    apiVersion: API_VERSION,
    kind: "LintReport",
    summary: {
      files,
      findings: findings.length,
      errors: counts.error,
      warnings: counts.warning,
      notes: counts.note,
      suppressed: suppressed.length,
      fixable: findings.filter(({ fix }) => fix).length,
    },
    preset: asked.preset,
    levels: [...asked.rules].map(([rule, level]) => ({ rule, level })),
    findings: findings.map((one) => findingWithObject(one, known)),
    suppressed: suppressed.map((one) => suppressedOf(one, known)),
    fixes: fixes.map((one) => ({ id: one.id, why: one.why, files: one.files.map(fileOf) })),
    skipped,
  };
}

function findingWithObject(finding: ShownFinding, known: ReadonlySet<string>) {
  const { object, related, fix, fingerprint } = finding;
  return {
    ...findingOf(finding),
    object,
    fingerprint,
    related: related.map(({ message, location }) => ({ message, ...location })),
    fixable: fix !== undefined,
    fix: fix && known.has(fix.id) ? fix.id : null,
  };
}

function suppressedOf({ finding, suppression }: ShownSuppressed, known: ReadonlySet<string>) {
  const { by, reason } = suppression;
  const baseline = suppression.by === "baseline" ? suppression : undefined;
  const place = suppression.by === "baseline" ? undefined : suppression.location;
  return {
    ...findingWithObject(finding, known),
    suppression: {
      by,
      reason,
      owner: baseline?.owner ?? null,
      expires: baseline?.expires ?? null,
      file: place?.file ?? null,
      line: place?.line ?? null,
    },
  };
}
