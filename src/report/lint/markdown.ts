import { groupBy } from "../../core/group.ts";
import { tame } from "../ci-orders.ts";
import { visible } from "../colour.ts";
import { findingSections } from "../markdown-findings.ts";
import { BODY_LIMIT, fitted, type Section } from "../markdown-fit.ts";
import { code, prose } from "../markdown-text.ts";
import { count } from "../pretty.ts";
import { type LintView, mayAccept, type ShownFinding, type ShownSuppressed } from "./view.ts";
import { countsText, objectText, suppressionText } from "./words.ts";

const ALL = "`git2oci lint` prints them all";

/**
 * A comment for a pull request, or the summary of a job.
 * @param limit bytes that it may take; what does not fit is counted
 */
export function lintMarkdown(view: LintView, limit: number = BODY_LIMIT): string {
  const sections = [
    ...findingSections(view.findings.map(shownIn), ALL),
    suppressedSection(view),
    skippedSection(view),
  ];
  return fitted(head(view), sections, limit);
}

/** Texts of files are made harmless before anything is measured, because that makes them longer. */
function safe(text: string): string {
  return tame(visible(text));
}

function shownIn({ message, help, location, ...rest }: ShownFinding): ShownFinding {
  return {
    ...rest,
    message: safe(message),
    location: { ...location, file: safe(location.file) },
    ...(help !== undefined && { help: safe(help) }),
  };
}

function head(view: LintView): string {
  const fixable = view.findings.filter(({ fix }) => fix).length;
  return [
    "## git2oci lint",
    `${countsText(view)}.`,
    ...(fixable > 0 ? [`${count(fixable, "finding")} can be fixed: \`git2oci lint --fix\`.`] : []),
    ...(mayAccept(view)
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
  const place = `${safe(location.file)}:${location.line}`;
  return `- ${code(place)} ${code(safe(objectText(object)))} (${code(rule)}), ${prose(safe(suppressionText(suppression)))}`;
}

function skippedSection({ skipped }: LintView): Section {
  const kinds = groupBy(skipped, ({ reason }) => reason);
  return {
    rank: 9,
    open: `### Not read (${count(skipped.length, "file")})`,
    items: [...kinds].map(([reason, list]) => {
      const [first] = list;
      const more = list.length > 1 ? ` and ${count(list.length - 1, "other file")}` : "";
      return `- ${code(safe(first?.file ?? ""))}${more}: ${prose(safe(reason))}`;
    }),
    between: "\n",
    more: (left) => `_${count(left, "reason")} left out:_ ${ALL}`,
  };
}
