import type { Severity } from "../../core/plan.ts";
import { visible } from "../colour.ts";
import type { LintView } from "./view.ts";

/** GitLab has five levels; only what fails lint is `major`. */
const LEVEL: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", note: "info" };

/** A Code Quality report of GitLab: one entry a finding, told apart by fingerprint. */
export function codeQuality({ findings }: LintView) {
  return findings.map(({ rule, severity, message, location, fingerprint }) => ({
    description: visible(message),
    check_name: `git2oci/${rule}`,
    fingerprint,
    severity: LEVEL[severity],
    location: {
      path: location.file,
      lines: { begin: location.line, end: location.endLine },
    },
  }));
}
