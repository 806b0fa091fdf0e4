import { createHash } from "node:crypto";
import { identityKey, type LintFinding } from "../../core/lint.ts";

/**
 * A name for each finding that other tools compare between runs: the checksum of rule and object, never of a place, so
 * that it survives moving and reformatting. Findings with equal identities are counted, in the order they are given.
 */
export function fingerprints(findings: readonly LintFinding[]): Map<LintFinding, string> {
  const seen = new Map<string, number>();
  const names = new Map<LintFinding, string>();
  for (const finding of findings) {
    const identity = identityKey({ rule: finding.rule, ...finding.object });
    const number = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, number);
    names.set(finding, createHash("sha256").update(`${identity}#${number}`).digest("hex"));
  }
  return names;
}
