import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Reference } from "../../src/core/graph.ts";
import type { Outcome } from "../../src/core/plan.ts";
import { CORPUS, type CorpusTree } from "./corpus.ts";
import { apiProblems } from "./corpus-checks.ts";
import type { CorpusRun } from "./corpus-run.ts";

/** What one tree contributes to docs/corpus.md. */
export interface Row {
  tree: CorpusTree;
  files: number;
  sources: number;
  references: number;
  outcomes: Record<string, number>;
  reasons: Map<string, number>;
  /** Edited objects that the API refused before. */
  refusedBefore: number;
  seconds: number;
}

const PAGE = fileURLToPath(new URL("../../docs/corpus.md", import.meta.url));

/** Kinds of reasons why a reference does not move: what the sentence says, and how the page calls it. */
const KINDS: readonly [RegExp, string][] = [
  [/^the root of a cluster stays/, "it is a root's own reference"],
  [/undecided: it belongs to someone else/, "undecided: a third party's repository"],
  [/undecided: no file here tells its url/, "undecided: nothing tells its url"],
  [/undecided: no file declares it/, "undecided: nothing tells its ref"],
  [/undecided: .*polices GitRepository/, "undecided: a policy would lose its object"],
  [/undecided: access to/, "undecided: nobody said how clusters sign in"],
  [
    /undecided: (?:whose repository|its url|its repository|its files tell|the name of its repository)/,
    "undecided: the url is a placeholder",
  ],
  [/undecided: .*\bref\b|undecided: .*tag\b|undecided: .*commit/, "undecided: the ref needs a person"],
  [
    /no root of this tree applies it, and not every/,
    "no root applies its file, and not every cluster has the source",
  ],
  [/no root of this tree applies it/, "no root applies its file, so the source has no place"],
  [/is declared \d+ times/, "its source is declared twice in one cluster"],
  [/waits \(dependsOn\)/, "the place of its source waits for a reader of it"],
  [/would deliver its own source/, "it would deliver its own source"],
  [/no version of OCIRepository is served by all/, "its clusters run too different versions of Flux"],
  [/its namespace is set neither/, "its namespace is unknown"],
  [/is generated/, "its file is generated"],
  [/^the entry for OCIRepository is there already/, "an Alert that has the entry for OCIRepository already"],
  [/^no reader of its source moves/, "nothing moves that reads its source"],
  [/^its charts come from OCIRepositories of their own/, "each chart of its source needs an entry"],
];

/** Names for what the consumer table says about a row. */
const ROWS: Readonly<Record<string, string>> = {
  "alert-event-source": "Alert: an entry that could not be added",
  "receiver-resource": "Receiver: somebody else has to call it",
  "image-update-automation-source-ref": "image automation commits to Git",
  "helmrelease-chart": "a chart, to be decided for itself",
  "helmchart-source-ref": "a HelmChart cannot read OCI",
  "patch-source-ref": "a patch that writes a sourceRef",
  "patch-content": "a patch in a text",
  "patch-target": "a patch that targets the Git source",
};

/** Counts a run. */
export function rowOf(tree: CorpusTree, { before, plan, changes, after, seconds }: CorpusRun): Row {
  const outcomes: Record<string, number> = {};
  const reasons = new Map<string, number>();
  for (const reference of before.graph.references) {
    const answer = plan.outcomes.get(reference);
    if (!answer) continue;
    outcomes[answer.outcome] = (outcomes[answer.outcome] ?? 0) + 1;
    if (answer.outcome !== "keep" && answer.outcome !== "manual") continue;
    const kind = `${answer.outcome}: ${kindOf(reference, answer)}`;
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
  }
  const { graph } = before;
  const refusedBefore = apiProblems(changes, after).brokenBefore.length;
  const counts = { files: graph.files, sources: graph.sources.length, references: graph.references.length };
  return { tree, ...counts, outcomes, reasons, refusedBefore, seconds };
}

function kindOf({ row }: Reference, { reason }: Outcome): string {
  const found = KINDS.find(([pattern]) => pattern.test(reason))?.[1];
  return found ?? ROWS[row.id] ?? `${row.id}: ${reason}`;
}

/** The page, as it should be and as it is; the column of seconds is left out of the comparison. */
export function checkTable(rows: readonly Row[]): { expected: string; actual: string } {
  const page = render(rows);
  if (process.env.UPDATE_DOCS === "1") writeFileSync(PAGE, page);
  return { expected: timeless(page), actual: timeless(existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "") };
}

function timeless(page: string): string {
  return page.replace(/\| \d+\.\d\d \|$/gm, "| |");
}

function render(rows: readonly Row[]): string {
  const ordered = CORPUS.flatMap((tree) => rows.find((row) => row.tree === tree) ?? []);
  const lines = ordered.map((row) => {
    const count = (outcome: string) => row.outcomes[outcome] ?? 0;
    const moves = count("repoint") + count("restructure");
    const cells = [
      row.tree.name,
      row.files,
      row.sources,
      row.references,
      moves,
      count("append"),
      count("keep"),
    ];
    return `| ${[...cells, count("manual"), row.seconds.toFixed(2)].join(" | ")} |`;
  });
  return `# Twelve real fleets

What git2oci makes of twelve public Flux fleets, each with one registry, \`--access ghcr.io=anonymous\` (the trees are
public, and many sign in to Git), and the few decisions that its people would have to make (\`test/support/corpus.ts\`),
everything accepted. The corpus test carries each tree through twice, once
as here and once with what \`--yes\` applies, reads the result again and checks it: every reference resolves in every
cluster that it reaches, objects are valid for the Flux of those clusters, nothing but the edits changed, a second
run has nothing to do, and \`git apply\` of the patch gives the same bytes. \`UPDATE_DOCS=1 npm run test:corpus\`
writes this page; the seconds are of one run on one machine and are not checked. What is built of these trees, held
against kustomize and Flux, is in [builds.md](builds.md).

| tree | files | sources | references | move | append | keep | manual | seconds |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
${lines.join("\n")}

${ordered.map(section).join("\n")}`;
}

function section({ tree, references, reasons, refusedBefore }: Row): string {
  const counted = [...reasons].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const list = counted.map(([kind, count]) => `- ${count} ${kind}`).join("\n");
  const refused =
    refusedBefore === 0
      ? ""
      : `- (${refusedBefore} edited ${refusedBefore === 1 ? "object was" : "objects were"} not valid for that Flux before, and still not)\n`;
  return `## ${tree.name}

${tree.notes}

${list === "" ? (references === 0 ? "Nothing to move." : "Everything moves.") : list}
${refused}`;
}
