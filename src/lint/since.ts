import type { LintFinding } from "../core/lint.ts";

/** Which files differ from a revision; asked only about files that a finding is about. */
export interface Changes {
  isChanged: (file: string) => boolean;
  /** True where a manifest of the revision is gone or differs, so that something of it may be missing now. */
  isSomethingGone: () => boolean;
}

/** Rules about what is missing elsewhere: no line that is left tells what made them find something. */
const ABSENCE: ReadonlySet<string> = new Set([
  "dangling-source-ref",
  "dead-patch-target",
  "path-outside-artifact",
  "unused-source",
]);

/** Findings in changed files, those whose cause is there, and those that something gone may have caused. */
export function sinceThen(
  findings: readonly LintFinding[],
  { isChanged, isSomethingGone }: Changes,
): LintFinding[] {
  return findings.filter(
    ({ rule, location, related }) =>
      isChanged(location.file) ||
      related.some((one) => isChanged(one.location.file)) ||
      (ABSENCE.has(rule) && isSomethingGone()),
  );
}
