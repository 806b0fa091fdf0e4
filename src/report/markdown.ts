import { groupBy } from "../core/group.ts";
import { fileItems } from "./markdown-files.ts";
import { findingSections } from "./markdown-findings.ts";
import { fitted, type Section } from "./markdown-fit.ts";
import {
  list,
  more,
  names,
  opensSection,
  pictureSection,
  skippedSection,
  stayingSections,
} from "./markdown-sections.ts";
import { code, details, fenced, htmlCode, prose } from "./markdown-text.ts";
import { count } from "./pretty.ts";
import type { Review } from "./review.ts";

/** Where the rest of a shortened list is. */
const ALL = "the report of `git2oci migrate --dry-run --format html` shows them all.";

/** For a reviewer who sees the kind for the first time. */
const WHY_OCI =
  "An OCI artifact is immutable, can be signed, and is pulled without Git credentials in the cluster.";

/** The body of a pull request: what a reviewer has to know, the most important first, within the limits of the forges. */
export function markdownMigrate(review: Review, limit?: number): string {
  const { before, after, manifests, moves, waiting, skipped, files } = review;
  const summary = [...review.summary, ...(moves.length > 0 ? [WHY_OCI] : [])];
  const head = [`## ${prose(review.title)}`, summary.map(prose).join(" ")].join("\n\n");
  const [errors, warnings, notes] = findingSections(review.findings, ALL).map((one) => ({
    ...one,
    open: one.open.replace(
      /^### (Errors|Warnings)/,
      (_, word: string) => `### What can break: ${word.toLowerCase()}`,
    ),
  })) as [Section, Section, Section];
  // If nothing moves, why it does not is all that there is to read.
  const behind = (one: Section): Section => (moves.length > 0 ? { ...one, isFolded: true } : one);
  const sections: Section[] = [
    {
      rank: 1,
      open: "### Before merging",
      items: before.map((line) => `- [ ] ${prose(line)}`),
      ...list("step", ALL),
    },
    {
      rank: 1,
      open: "### After merging",
      items: after.map((line) => `- [ ] ${prose(line)}`),
      ...list("step", ALL),
    },
    errors,
    warnings,
    {
      rank: 5,
      open: "### To apply elsewhere",
      items: manifests.map(({ title, yaml }) => details(htmlCode(title), fenced(yaml, "yaml"))),
      between: "\n\n",
      more: (left) => more(left, "manifest", ALL),
    },
    {
      rank: 2,
      open: "### What moves\n\n| Git source | becomes | the Git source | in | references |\n| --- | --- | --- | --- | ---: |",
      items: moves.map(
        (one) =>
          `| ${code(one.name)}<br>${prose(one.from)} | ${prose(one.object)}<br>${prose(one.artifact)} | ${one.git.join(", ")} | ${names(one.clusters)} | ${one.references} |`,
      ),
      ...list("row", ALL),
    },
    {
      rank: 6,
      open: "#### What to know about them",
      isFolded: true,
      items: [
        ...groupBy(
          moves.flatMap(({ name, reasons }) => reasons.map((why) => ({ name, why }))),
          (one) => one.why,
        ),
      ].map(([why, of]) => `- ${names(of.map((one) => one.name))}: ${prose(why)}`),
      ...list("reason", ALL),
    },
    {
      rank: 3,
      open: "### Needs a person's yes\n\nNot part of this change; `git2oci migrate` asks about it in a terminal.",
      items: waiting.map(({ id, reason }) => `- ${code(id)}: ${prose(reason)}`),
      ...list("source", ALL),
    },
    ...[
      ...stayingSections(review.beside, review.staying, review.kept, ALL),
      notes,
      pictureSection(review.picture),
    ].map(behind),
    {
      rank: 9,
      open: `### Files\n\n${count(files.length, "file")} ${files.length === 1 ? "changes" : "change"}; each folder opens. \`git2oci explain <rule>\` tells more about a rule.`,
      items: fileItems(files),
      between: "\n\n",
      more: (left) => more(left, "folder", ALL),
    },
    ...[opensSection(review.opens, ALL), skippedSection(skipped, ALL)].map(behind),
  ];
  return fitted(head, sections, limit);
}
