import { annotations } from "../lint/github.ts";
import { placedFindings } from "./findings.ts";
import { countsText, type VerifyView } from "./view.ts";

/** Workflow commands: GitHub shows them at the lines of a pull request. Ends with one line for the log. */
export function githubVerify(view: VerifyView): string {
  const findings = placedFindings(view);
  const lines = (["error", "warning", "note"] as const).flatMap((severity) =>
    annotations(findings.filter((one) => one.severity === severity)),
  );
  return [...lines, `git2oci verify: ${countsText(view)}.`, ""].join("\n");
}
