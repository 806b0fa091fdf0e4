import type { Graph } from "../core/graph.ts";
import type { Elsewhere, FileChange, Finding, Migration, Plan } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { isChart } from "../core/units.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { visible } from "./colour.ts";
import { type Open, opensOf } from "./opens.ts";
import { count } from "./pretty.ts";
import { type ReviewedFile, reviewedFiles } from "./review-files.ts";
import { type Move, movesOf } from "./review-moves.ts";
import { type Picture, picture } from "./review-picture.ts";
import { byReason, type KeptSource, keptSources, type Staying } from "./review-staying.ts";
import { shown } from "./review-text.ts";
import { besideText, patchedText, stayingText, tallyOf } from "./tally.ts";

/**
 * What the reviewer of a pull request gets, as plain data: the Markdown and the HTML report arrange it, and neither
 * adds a word of its own about the fleet. Every text went through `shown`; escaping is left to the format.
 */
export interface Review {
  title: string;
  /** Whole sentences. */
  summary: string[];
  /** Names of clusters, as the filters of a report list them. */
  clusters: string[];
  moves: Move[];
  /** What a person has to do before merging, in order. */
  before: string[];
  /** What a person has to do after merging, in order. */
  after: string[];
  /** Objects to apply where somebody else declares them, and those without a place in this tree. */
  manifests: { title: string; yaml: string }[];
  /** Migrations that only a person may accept, and nobody was asked. */
  waiting: { id: string; reason: string }[];
  /** References that get a copy for OCIRepository beside them: neither moving nor staying for want of one. */
  beside: Staying[];
  staying: Staying[];
  kept: KeptSource[];
  findings: Finding[];
  /** What brings objects that this repository does not show. */
  opens: Open[];
  skipped: { file: string; reason: string }[];
  files: ReviewedFile[];
  picture: Picture;
}

/** Gathers what the reports for reviewers show. `waiting` as in `prettyMigrate`. */
export function reviewOf(
  graph: Graph,
  plan: Plan,
  files: readonly FileChange[],
  waiting: readonly Migration[] = [],
): Review {
  const { moving, beside, staying } = tallyOf(graph, plan);
  const charts = plan.migrations.filter((one) => isChart(one.unit)).length;
  const units = [...countIf(plan.migrations.length - charts, "Git source"), ...countIf(charts, "chart")];
  const repairs = countIf(plan.repairs.length, "repair").map((text) => `${text} of what no cluster takes.`);
  const reviewed = reviewedFiles(graph, plan, files);
  return {
    title:
      plan.migrations.length === 0 ? "Nothing moves from Git to OCI" : `Move ${units.join(" and ")} to OCI`,
    summary: [
      ...(plan.migrations.length === 0
        ? []
        : [
            `${units.join(", ")} and ${count(moving.length, "reference")} move from Git to OCI, in ${count(files.length, "file")}.`,
          ]),
      ...[patchedText(moving), besideText(beside.length)].flatMap((text) =>
        text === undefined ? [] : [`${text}.`],
      ),
      ...repairs,
      `${stayingText(staying.length) ?? "No reference stays on Git"}.`,
    ],
    clusters: [...new Set(reviewed.flatMap((file) => file.clusters))].sort(compare),
    moves: movesOf(plan),
    before: plan.before.map(shown),
    after: plan.after.map(shown),
    manifests: [
      ...plan.elsewhere.map((one) => manifest(one, `Apply first, where ${one.id} is made`)),
      ...plan.unplaced.map((one) =>
        manifest(one, `${one.id}: ${one.reason}. Or declare this where it is applied, and run again`),
      ),
    ],
    waiting: waiting.map((one) => ({
      id: shown(one.id),
      reason: shown(one.reservation ?? "it is inferred"),
    })),
    beside: byReason(beside, plan),
    staying: byReason(staying, plan),
    kept: keptSources(graph, plan),
    findings: plan.findings.map((one) => ({
      ...one,
      message: shown(one.message),
      location: { ...one.location, file: shown(one.location.file) },
      ...(one.help !== undefined && { help: shown(one.help) }),
    })),
    opens: opensOf(graph),
    skipped: graph.skipped.map(({ file, reason }) => ({ file: shown(file), reason: shown(reason) })),
    files: reviewed,
    picture: picture(graph, plan),
  };
}

function countIf(number: number, noun: string): string[] {
  return number > 0 ? [count(number, noun)] : [];
}

function manifest(one: Elsewhere, title: string): { title: string; yaml: string } {
  const text = one.reasons.length === 0 ? title : `${title} (${one.reasons.join("; ")})`;
  return { title: shown(text), yaml: visible(`---\n${renderBlock(one.manifest, 0, "\n")}`) };
}
