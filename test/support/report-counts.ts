import { isMove, type Plan } from "../../src/core/plan.ts";
import { commitMessage } from "../../src/report/commit-message.ts";
import { markdownMigrate } from "../../src/report/markdown.ts";
import { migrateReport } from "../../src/report/model.ts";
import { prettyMigrate } from "../../src/report/pretty-migrate.ts";
import { type Review, reviewOf } from "../../src/report/review.ts";
import { ABOUT } from "./about.ts";
import type { Run } from "./fixture.ts";

/** How many references move, get a copy beside them, and stay. */
export interface Counts {
  moving: number;
  beside: number;
  staying: number;
}

const PLAIN = {
  bold: (text: string) => text,
  dim: (text: string) => text,
  red: (text: string) => text,
  yellow: (text: string) => text,
  green: (text: string) => text,
  cyan: (text: string) => text,
};

/** What each report of one run says, by the name of the report. */
export function countsOfReports({ analysis, plan, changes }: Run): Map<string, Counts> {
  const { graph } = analysis;
  const review = reviewOf(graph, plan, changes);
  const pretty = prettyMigrate(graph, plan, changes, () => [], PLAIN as never);
  const { summary, references, remaining } = migrateReport(graph, plan, changes, true, ABOUT);
  const outcomes = (...names: string[]) => references.filter((one) => names.includes(one.outcome)).length;
  return new Map([
    ["the changes themselves", countsOfChanges(plan, graph.references.length)],
    ["pretty", countsOfText(pretty)],
    ["Markdown", countsOfText(markdownMigrate(review, Infinity))],
    ["the commit message", countsOfText(commitMessage(review))],
    ["the summary of JSON", { moving: summary.moving, beside: summary.beside, staying: summary.staying }],
    [
      "the references of JSON",
      { moving: outcomes("repoint", "restructure"), beside: outcomes("append"), staying: remaining.length },
    ],
    ["the lists of the page", countsOfPage(review, summary.moving)],
  ]);
}

/** What a declaration includes goes with it, in one edit with the declaration. */
export function gone({ outcomes }: Plan): number {
  return [...outcomes.values()].filter((one) => one.reason.startsWith("goes with ")).length;
}

function countsOfChanges(plan: Plan, all: number): Counts {
  const { migrations } = plan;
  const intents = migrations.flatMap((one) =>
    one.changes.flatMap(({ intent }) => (isMove(intent) ? [intent] : [])),
  );
  const of = (append: boolean) =>
    new Set(intents.filter((one) => (one.type === "append") === append).map((one) => one.reference));
  const [moving, beside] = [of(false).size + gone(plan), of(true).size];
  return { moving, beside, staying: all - moving - beside };
}

/** The sentences that summaries are made of, however the lines are wrapped. */
function countsOfText(text: string): Counts {
  const words = text.replace(/\s+/g, " ");
  const number = (pattern: RegExp) => Number(pattern.exec(words)?.[1] ?? 0);
  return {
    moving: number(/(\d+) references? move(?: from Git to OCI)?, in /),
    beside: number(/(?:^|[.] )(\d+) references? gets? a copy for OCIRepository beside/),
    staying: number(/(\d+) references? stays? on Git/),
  };
}

function countsOfPage({ beside, staying }: Review, moving: number): Counts {
  const sum = (list: Review["staying"]) => list.reduce((all, one) => all + one.places.length, 0);
  return { moving, beside: sum(beside), staying: sum(staying) };
}
