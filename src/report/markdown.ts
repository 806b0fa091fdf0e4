import type { Graph } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { dirname } from "../core/paths.ts";
import type { Plan } from "../core/plan.ts";
import { findingSections } from "./markdown-findings.ts";
import { fitted, type Section } from "./markdown-fit.ts";
import { mermaid } from "./markdown-mermaid.ts";
import { code, details, fenced, htmlCode, prose } from "./markdown-text.ts";
import { count } from "./pretty.ts";
import type { Review } from "./review.ts";
import { groupedReasons, type ReviewedFile } from "./review-files.ts";
import { picture } from "./review-picture.ts";
import { type KeptSource, keptSources, type Staying, staying } from "./review-staying.ts";
import { shown } from "./review-text.ts";

/** Where the rest of a shortened list is. */
const ALL = "the report of `git2oci migrate --dry-run --format html` shows them all.";
const ALL_OF_SCAN = "`git2oci scan` shows them all.";

/** The body of a pull request: what a reviewer has to know, the most important first, within the limits of the forges. */
export function markdownMigrate(review: Review, limit?: number): string {
  const { before, manifests, moves, waiting, skipped, files } = review;
  const head = [`## ${prose(review.title)}`, review.summary.map(prose).join(" ")].join("\n\n");
  const sections: Section[] = [
    {
      rank: 1,
      open: "### Before merging",
      items: before.map((line) => `- [ ] ${prose(line)}`),
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
    ...stayingSections(review.staying, review.kept, ALL),
    ...findingSections(review.findings, ALL),
    pictureSection(review.picture),
    {
      rank: 9,
      open: `### Files\n\n${count(files.length, "file")} ${files.length === 1 ? "changes" : "change"}; each folder opens.`,
      items: fileItems(files),
      between: "\n\n",
      more: (left) => more(left, "folder", ALL),
    },
    skippedSection(skipped, ALL),
  ];
  return fitted(head, sections, limit);
}

/** The inventory as Markdown, for a ticket or a page: every source, what was decided, and what needs attention. */
export function markdownScan(graph: Graph, plan: Plan, limit?: number): string {
  const counts = `${count(graph.files, "file")} looked at, ${count(graph.sources.length, "Git source")}, ${count(graph.references.length, "reference")}.`;
  const decided = new Map(plan.migrations.map(({ unit, target }) => [unit, target]));
  const rows = [...graph.sources]
    .sort((a, b) => b.references.length - a.references.length)
    .map((source) => {
      const target = decided.get(source);
      const to = target
        ? `moves to ${target.decision.url}`
        : (plan.decisions.get(source)?.action ?? "undecided");
      return `| ${code(shown(source.id))} | ${prose(shown(source.url ?? "url unknown"))} | ${prose(source.owner)} | ${prose(shown(to))} | ${source.references.length} |`;
    });
  const sections: Section[] = [
    {
      rank: 1,
      open: "### Sources\n\n| source | url | owner | decision | references |\n| --- | --- | --- | --- | ---: |",
      items: rows,
      ...list("row", ALL_OF_SCAN),
    },
    ...stayingSections(staying(graph, plan), keptSources(graph, plan), ALL_OF_SCAN),
    ...findingSections(
      plan.findings.map((one) => ({
        ...one,
        message: shown(one.message),
        ...(one.help && { help: shown(one.help) }),
      })),
      ALL_OF_SCAN,
    ),
    pictureSection(picture(graph, plan)),
    skippedSection(
      graph.skipped.map(({ file, reason }) => ({ file: shown(file), reason: shown(reason) })),
      ALL_OF_SCAN,
    ),
  ];
  return fitted(`## Git sources of this fleet\n\n${counts}`, sections, limit);
}

function stayingSections(
  references: readonly Staying[],
  kept: readonly KeptSource[],
  all: string,
): Section[] {
  return [
    {
      rank: 3,
      open: "### What stays on Git",
      items: references.map(
        ({ outcome, reason, places }) =>
          `- **${count(places.length, "reference")}** (${outcome}): ${prose(reason)}<br>${places.slice(0, 3).map(code).join(", ")}${places.length > 3 ? ` and ${places.length - 3} more` : ""}`,
      ),
      ...list("reason", all),
    },
    {
      rank: 4,
      open: "#### Sources of which nothing moves",
      items: kept.map(
        ({ id, undecided, reason, references }) =>
          `- ${code(id)}${undecided ? ", **undecided**" : ""}, ${count(references, "reference")}: ${prose(reason)}`,
      ),
      ...list("source", all),
    },
  ];
}

function pictureSection(drawn: Review["picture"]): Section {
  const left =
    drawn.leftOut === 0 ? "" : `\n\n${count(drawn.leftOut, "source")} with few references not drawn.`;
  return {
    rank: 8,
    open: "### Sources and who reads them\n\nThick lines move to OCI, dotted lines stay on Git.",
    items: drawn.edges.length === 0 ? [] : [`${mermaid(drawn)}${left}`],
    between: "\n\n",
    more: () => "The picture is left out because the body would be too long; `--format html` draws it.",
  };
}

function skippedSection(skipped: readonly { file: string; reason: string }[], all: string): Section {
  return {
    rank: 10,
    open: "### Not read",
    items: skipped.map(({ file, reason }) => `- ${code(file)}: ${prose(reason)}`),
    ...list("file", all),
  };
}

/** One item a folder: its files with what happens to each, and why. */
function fileItems(files: readonly ReviewedFile[]): string[] {
  return [...groupBy(files, ({ path }) => dirname(path))].flatMap(([folder, inside]) => {
    // A folder of a thousand files is no item that could be left out.
    const parts = Math.ceil(inside.length / FILES_OF_AN_ITEM);
    return Array.from({ length: parts }, (_, i) => {
      const part = inside.slice(i * FILES_OF_AN_ITEM, (i + 1) * FILES_OF_AN_ITEM);
      const which = parts > 1 ? `, part ${i + 1} of ${parts}` : "";
      const summary = `${htmlCode(folder === "" ? "." : folder)}: ${count(part.length, "file")}${which}`;
      return details(summary, part.map(fileText).join("\n"));
    });
  });
}

const FILES_OF_AN_ITEM = 25;
const REASONS_OF_A_FILE = 6;

function fileText({ path, change, added, removed, reasons }: ReviewedFile): string {
  const all = groupedReasons(reasons);
  const lines = all.slice(0, REASONS_OF_A_FILE).map(({ rule, why, lines: at }) => {
    const where = at.length > 3 ? `${at.slice(0, 3).join(", ")} and ${at.length - 3} more` : at.join(", ");
    return `  - line ${where}: ${prose(why)} (${code(rule)})`;
  });
  const rest = all.length - lines.length;
  return [
    `- ${code(path)} ${change}, +${added} −${removed}`,
    ...lines,
    ...(rest > 0 ? [`  - and ${count(rest, "reason")} more`] : []),
  ].join("\n");
}

function names(list: readonly string[]): string {
  const some = [...new Set(list)];
  return `${some.slice(0, 4).map(code).join(", ")}${some.length > 4 ? ` and ${some.length - 4} more` : ""}`;
}

function list(noun: string, all: string): Pick<Section, "between" | "more"> {
  return { between: "\n", more: (left) => more(left, noun, all) };
}

function more(left: number, noun: string, all: string): string {
  return `_${count(left, noun)} left out, because the body would be too long:_ ${all}`;
}
