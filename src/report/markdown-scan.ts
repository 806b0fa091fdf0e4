import type { Graph } from "../core/graph.ts";
import type { Plan } from "../core/plan.ts";
import { findingSections } from "./markdown-findings.ts";
import { fitted, type Section } from "./markdown-fit.ts";
import { list, opensSection, pictureSection, skippedSection, stayingSections } from "./markdown-sections.ts";
import { code, prose } from "./markdown-text.ts";
import { opensOf } from "./opens.ts";
import { count } from "./pretty.ts";
import { picture } from "./review-picture.ts";
import { byReason, keptSources } from "./review-staying.ts";
import { shown } from "./review-text.ts";
import { tallyOf } from "./tally.ts";

/** Where the rest of a shortened list is. */
const ALL = "`git2oci scan` shows them all.";

/** The inventory as Markdown, for a ticket or a page: every source, what was decided, and what needs attention. */
export function markdownScan(graph: Graph, plan: Plan, limit?: number): string {
  const { beside, staying } = tallyOf(graph, plan);
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
      ...list("row", ALL),
    },
    ...stayingSections(byReason(beside, plan), byReason(staying, plan), keptSources(graph, plan), ALL),
    ...findingSections(
      plan.findings.map((one) => ({
        ...one,
        message: shown(one.message),
        ...(one.help && { help: shown(one.help) }),
      })),
      ALL,
    ),
    pictureSection(picture(graph, plan)),
    opensSection(opensOf(graph), ALL),
    skippedSection(
      graph.skipped.map(({ file, reason }) => ({ file: shown(file), reason: shown(reason) })),
      ALL,
    ),
  ];
  return fitted(`## Git sources of this fleet\n\n${counts}`, sections, limit);
}
