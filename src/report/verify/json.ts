import { API_VERSION } from "../model.ts";
import type { VerifyView } from "./view.ts";

/** What `verify --format json` prints; the contract is schema/verify-report.schema.json. */
export type VerifyReport = ReturnType<typeof verifyReport>;

/** Every OCIRepository, the worst first. */
export function verifyReport({ artifacts, counts }: VerifyView) {
  return {
    apiVersion: API_VERSION,
    kind: "VerifyReport",
    counts,
    artifacts: artifacts.map(
      ({ location: { file, line, column }, tag, digest, revision, findings, ...one }) => ({
        ...one,
        tag: tag ?? null,
        digest: digest ?? null,
        revision: revision ?? null,
        file,
        line,
        column,
        findings: findings.map(({ row, severity, message, evidence, next }) => ({
          finding: row,
          severity,
          message,
          evidence,
          next: next === "" ? null : next,
        })),
      }),
    ),
  };
}
