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

/** The body of a pull request: what a reviewer has to know, the most important first, within the limits of the forges. */
export function markdownMigrate(review: Review, limit?: number): string {
  const { before, after, manifests, moves, waiting, skipped, files } = review;
  const head = [`## ${prose(review.title)}`, review.summary.map(prose).join(" ")].join("\n\n");
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
    {
      rank: 5,
      open: "#### To apply elsewhere",
      items: manifests.map(({ title, yaml }) => details(htmlCode(title), fenced(yaml, "yaml"))),
      between: "\n\n",
      more: (left) => more(left, "manifest", ALL),
    },
    {
      rank: 2,
      open: "### What moves\n\n| Git source | becomes | in | references |\n| --- | --- | --- | ---: |",
      items: moves.map(
        (one) =>
          `| ${code(one.name)}<br>${prose(one.from)} | ${prose(one.object)}<br>${prose(one.artifact)} | ${names(one.clusters)} | ${one.references} |`,
      ),
      ...list("row", ALL),
    },
    {
      rank: 6,
      open: "#### What to know about them",
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
    ...stayingSections(review.beside, review.staying, review.kept, ALL),
    ...findingSections(review.findings, ALL),
    pictureSection(review.picture),
    {
      rank: 9,
      open: `### Files\n\n${count(files.length, "file")} ${files.length === 1 ? "changes" : "change"}; each folder opens.`,
      items: fileItems(files),
      between: "\n\n",
      more: (left) => more(left, "folder", ALL),
    },
    opensSection(review.opens, ALL),
    skippedSection(skipped, ALL),
  ];
  return fitted(head, sections, limit);
}
