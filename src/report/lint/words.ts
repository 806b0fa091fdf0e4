import { groupBy } from "../../core/group.ts";
import type { LintFinding, ObjectIdentity, Suppression } from "../../core/lint.ts";
import type { Severity } from "../../core/plan.ts";
import { count } from "../pretty.ts";
import type { LintView } from "./view.ts";

/** The levels, the worst first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

const BY: Readonly<Record<Suppression["by"], string>> = {
  baseline: "the baseline",
  comment: "a comment",
  annotation: "an annotation",
};

/** All of a run in one line: `2 findings in 9 files: 1 error, 1 warning; 3 suppressed: 3 by the baseline`. */
export function countsText({ findings, counts, files, suppressed }: LintView): string {
  const levels = SEVERITIES.filter((one) => counts[one] > 0).map((one) => count(counts[one], one));
  const found =
    findings.length === 0
      ? `No findings in ${count(files, "file")}`
      : `${count(findings.length, "finding")} in ${count(files, "file")}: ${levels.join(", ")}`;
  const groups = groupBy(suppressed, ({ suppression }) => suppression.by);
  const quiet = [...groups].map(([by, list]) => `${list.length} by ${BY[by]}`).sort();
  return suppressed.length === 0 ? found : `${found}; ${suppressed.length} suppressed: ${quiet.join(", ")}`;
}

/** Who suppressed a finding and why, in one line. */
export function suppressionText(suppression: Suppression): string {
  const { by, reason } = suppression;
  const more =
    suppression.by === "baseline"
      ? [
          ...(suppression.owner === undefined ? [] : [`owner ${suppression.owner}`]),
          ...(suppression.expires === undefined ? [] : [`until ${suppression.expires}`]),
        ]
      : [];
  return `suppressed by ${BY[by]}${more.length > 0 ? ` (${more.join(", ")})` : ""}: ${reason}`;
}

/** An object as people write it: `GitRepository/flux-system/web`. */
export function objectText({ kind, namespace, name }: ObjectIdentity): string {
  return `${kind}/${namespace}/${name}`;
}

/** Everything that a finding says, in lines. */
export function textOf({
  message,
  help,
  related,
}: Pick<LintFinding, "message" | "help" | "related">): string {
  const places = related.map((one) => `${one.location.file}:${one.location.line}: ${one.message}`);
  return [message, ...places, ...(help === undefined ? [] : [help.trimEnd()])].join("\n");
}
