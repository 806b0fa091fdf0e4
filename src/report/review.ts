import { type Graph, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import {
  type Elsewhere,
  type FileChange,
  type Finding,
  isMove,
  leavesGit,
  type Migration,
  type Plan,
} from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { isChart } from "../core/units.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { visible } from "./colour.ts";
import { count, refText } from "./pretty.ts";
import { type ReviewedFile, reviewedFiles } from "./review-files.ts";
import { type Picture, picture } from "./review-picture.ts";
import { type KeptSource, keptSources, type Staying, staying } from "./review-staying.ts";
import { artifactText, clusterName, shown } from "./review-text.ts";

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
  /** Objects to apply where somebody else declares them, and those without a place in this tree. */
  manifests: { title: string; yaml: string }[];
  /** Migrations that only a person may accept, and nobody was asked. */
  waiting: { id: string; reason: string }[];
  staying: Staying[];
  kept: KeptSource[];
  findings: Finding[];
  skipped: { file: string; reason: string }[];
  files: ReviewedFile[];
  picture: Picture;
}

/** One source or chart that moves; the same in several clusters is one. */
export interface Move {
  ids: string[];
  name: string;
  /** The Git url and ref. */
  from: string;
  /** Kind, namespace and name of the new object. */
  object: string;
  /** The artifact and its ref. */
  artifact: string;
  clusters: string[];
  /** How many references move with it. */
  references: number;
  reasons: string[];
}

/** Gathers what the reports for reviewers show. `waiting` as in `prettyMigrate`. */
export function reviewOf(
  graph: Graph,
  plan: Plan,
  files: readonly FileChange[],
  waiting: readonly Migration[] = [],
): Review {
  const moved = [...plan.outcomes.values()].filter(leavesGit).length;
  const stays = graph.references.length - moved;
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
            `${units.join(", ")} and ${count(moved, "reference")} move from Git to OCI, in ${count(files.length, "file")}.`,
          ]),
      ...repairs,
      stays === 0
        ? "No reference stays on Git."
        : `${count(stays, "reference")} ${stays === 1 ? "stays" : "stay"} on Git.`,
    ],
    clusters: [...new Set(reviewed.flatMap((file) => file.clusters))].sort(compare),
    moves: movesOf(plan),
    before: plan.before.map(shown),
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
    staying: staying(graph, plan),
    kept: keptSources(graph, plan),
    findings: plan.findings.map((one) => ({
      ...one,
      message: shown(one.message),
      location: { ...one.location, file: shown(one.location.file) },
      ...(one.help !== undefined && { help: shown(one.help) }),
    })),
    skipped: graph.skipped.map(({ file, reason }) => ({ file: shown(file), reason: shown(reason) })),
    files: reviewed,
    picture: picture(graph, plan),
  };
}

function countIf(number: number, noun: string): string[] {
  return number > 0 ? [count(number, noun)] : [];
}

function manifest(one: Elsewhere, title: string): { title: string; yaml: string } {
  return { title: shown(title), yaml: visible(`---\n${renderBlock(one.manifest, 0, "\n")}`) };
}

/** The migrations, those that differ only in the cluster together. */
function movesOf({ migrations, fates }: Plan): Move[] {
  const rows = migrations.map(({ id, unit, source, target, changes, reservation }) => {
    // What only gets an entry beside it stays on Git.
    const references = changes.flatMap(({ intent }) =>
      isMove(intent) && intent.type !== "append" ? [intent.reference] : [],
    );
    const path = isChart(unit) ? `, chart ${unit.path || "."}` : "";
    const fate = fates.get(unit);
    return {
      id: shown(id),
      name: shown(`${source.namespace}/${source.name}${path}`),
      from: shown(`${source.url ?? "url unknown"} ${refText(source.ref ?? {})}`.trim()),
      object: shown(`${target.kind} ${target.namespace}/${target.name}`),
      artifact: shown(artifactText(target.decision)),
      clusters: [source.scope, ...references.flatMap((one) => one.scopes)],
      references: references.length,
      reasons: [
        ...(reservation === undefined ? [] : [`review: ${reservation}`]),
        ...(fate ? [`${fate.state}: ${fate.reason}`] : []),
        ...target.decision.notes,
      ].map(shown),
    };
  });
  const groups = groupBy(rows, (row) => JSON.stringify([row.name, row.from, row.object, row.artifact]));
  return [...groups.values()].map((group) => {
    const { name, from, object, artifact } = group[0]!;
    const scopes = new Set(group.flatMap((row) => row.clusters));
    // What a root reaches says more than that nothing is known of another reader.
    if (scopes.size > 1) scopes.delete(UNKNOWN);
    return {
      ids: group.map((row) => row.id),
      name,
      from,
      object,
      artifact,
      clusters: [...scopes].map(clusterName).sort(compare),
      references: group.reduce((sum, row) => sum + row.references, 0),
      reasons: [...new Set(group.flatMap((row) => row.reasons))],
    };
  });
}
