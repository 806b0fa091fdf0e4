import type { LintFinding } from "../../core/lint.ts";
import { fingerprints } from "../lint/fingerprint.ts";
import type { ShownFinding } from "../lint/view.ts";
import type { VerifyView } from "./view.ts";

/** The findings of a run in the shape that the formats for places in files take; what is good has none. */
export function placedFindings({ artifacts }: VerifyView): ShownFinding[] {
  const list = artifacts.flatMap(({ namespace, name, clusters, location, findings }) =>
    findings.map(
      ({ row, severity, message, evidence, next }): LintFinding => ({
        rule: row,
        severity,
        message: `OCIRepository ${namespace}/${name}: ${message} (${evidence})`,
        location,
        ...(next !== "" && { help: `next: ${next}` }),
        object: { scope: clusters.join(","), kind: "OCIRepository", namespace, name },
        related: [],
        fix: undefined,
      }),
    ),
  );
  const names = fingerprints(list);
  return list.map((one) => ({ ...one, fingerprint: names.get(one) ?? "" }));
}
