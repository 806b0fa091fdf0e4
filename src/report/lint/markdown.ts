import { groupBy } from "../../core/group.ts";
import { findingSections } from "../markdown-findings.ts";
import { BODY_LIMIT, fitted, type Section } from "../markdown-fit.ts";
import { code, prose } from "../markdown-text.ts";
import { count } from "../pretty.ts";
import type { LintView, ShownSuppressed } from "./view.ts";
import { countsText, objectText, suppressionText } from "./words.ts";

const ALL = "`git2oci lint` prints them all";

/**
 * A comment for a pull request, or the summary of a job.
 * @param limit bytes that it may take; what does not fit is counted
 */
export function lintMarkdown(view: LintView, limit: number = BODY_LIMIT): string {
  return fitted(
    head(view),
    [...findingSections(view.findings, ALL), suppressedSection(view), skippedSection(view)],
    limit,
  );
}

function head(view: LintView): string {
  const fixable = view.findings.filter(({ fix }) => fix).length;
  return [
    "## git2oci lint",
    `${countsText(view)}.`,
    ...(fixable > 0 ? [`${count(fixable, "finding")} can be fixed: \`git2oci lint --fix\`.`] : []),
    ...(view.findings.length > 0
      ? ["To fail only on what is new, accept these for now: `git2oci lint --update-baseline`."]
      : []),
  ].join("\n\n");
}

function suppressedSection({ suppressed }: LintView): Section {
  return {
    rank: 8,
    open: `### Suppressed (${suppressed.length})`,
    items: suppressed.map(suppressedLine),
    between: "\n",
    more: (left) => `_${count(left, "suppressed finding")} left out:_ ${ALL}`,
  };
}

function suppressedLine({ finding, suppression }: ShownSuppressed): string {
  const { location, object, rule } = finding;
  return `- ${code(`${location.file}:${location.line}`)} ${code(objectText(object))} (${code(rule)}), ${prose(suppressionText(suppression))}`;
}

function skippedSection({ skipped }: LintView): Section {
  const kinds = groupBy(skipped, ({ reason }) => reason);
  return {
    rank: 9,
    open: `### Not read (${count(skipped.length, "file")})`,
    items: [...kinds].map(([reason, list]) => {
      const [first] = list;
      const more = list.length > 1 ? ` and ${count(list.length - 1, "other file")}` : "";
      return `- ${code(first?.file ?? "")}${more}: ${prose(reason)}`;
    }),
    between: "\n",
    more: (left) => `_${count(left, "reason")} left out:_ ${ALL}`,
  };
}
