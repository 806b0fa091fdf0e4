import { transforms } from "../transforms/index.ts";
import { artifactRoots } from "./config/artifact-root-of.ts";
import { type Decisions, decideSources } from "./config/decide.ts";
import { artifactOf } from "./config/decide-source.ts";
import { normalizeGitUrl } from "./config/git-url.ts";
import { fluxTargetFor } from "./config/match.ts";
import { classifier } from "./config/owner.ts";
import type { Config } from "./config/types.ts";
import type { Decision } from "./core/decision.ts";
import type { Graph, Reference } from "./core/graph.ts";
import { fillName } from "./core/names.ts";
import type { FileChange, Plan } from "./core/plan.ts";
import type { Unit } from "./core/units.ts";
import { formatMinor } from "./flux/api-versions.ts";
import { originUrl } from "./io/git-origin.ts";
import { NO_PROGRESS, type Progress } from "./io/progress.ts";
import { layout } from "./plan/layout.ts";
import { makePlan } from "./plan/plan.ts";
import { readChart } from "./scan/chart-facts.ts";
import { detectFlux } from "./scan/flux-versions.ts";
import { buildGraph } from "./scan/graph.ts";
import { needlesIn } from "./scan/needles.ts";
import { collectObjects, type Objects } from "./scan/objects.ts";
import { oneFile } from "./scan/one-file.ts";
import { readEmbedded, type Scanned, scanTree } from "./scan/scan.ts";
import type { SearchBytes } from "./scan/search.ts";
import { openTree, type TreeTexts } from "./scan/tree.ts";

/** A tree, understood: everything a command needs, before any decision of the session. */
export interface Analysis {
  scanned: Scanned;
  objects: Objects;
  graph: Graph;
  decisions: Decisions;
  tree: TreeTexts;
  config: Config;
}

/**
 * Reads and resolves a tree: discover, parse, resolve, decide. Nothing is written, no network is used.
 * @param search which manifests are read
 */
export async function analyse(
  path: string,
  config: Config,
  progress: Progress = NO_PROGRESS,
  search: SearchBytes = needlesIn,
): Promise<Analysis> {
  const scanned = await scanTree(path, config.exclude, { progress, search });
  return understand(scanned, config, undefined, progress);
}

/** What a text from standard input is called in reports. */
const STDIN_FILE = "stdin.yaml";

/** As `analyse`, for one stream of documents: a tree of a single file, which belongs to no repository. */
export async function analyseText(
  bytes: Uint8Array,
  config: Config,
  search: SearchBytes = needlesIn,
): Promise<Analysis> {
  return understand(await scanTree(STDIN_FILE, [], { reader: oneFile(STDIN_FILE, bytes), search }), config);
}

/**
 * Resolves what was read. Split from reading so that a text from stdin takes the same way.
 * @param delivering Kustomizations that read this tree for sure, by `manifestKey`: a plan that repoints one knows,
 * and also from which directory of the repository its new source is made
 */
export function understand(
  scanned: Scanned,
  config: Config,
  delivering: ReadonlyMap<string, string | undefined> = new Map(),
  progress: Progress = NO_PROGRESS,
): Analysis {
  progress.phase(`resolving ${scanned.documents.length} documents`);
  const origin = originUrl(scanned.root, scanned.reader);
  const objects = collectObjects(scanned.documents);
  const graph = buildGraph({
    objects,
    files: scanned.files,
    skipped: scanned.skipped,
    unread: scanned.unread,
    programTexts: scanned.programTexts,
    texts: scanned.texts,
    templates: { documents: scanned.templates, edit: config.templates },
    repository: {
      origin: origin === undefined ? undefined : normalizeGitUrl(origin),
      normalizeUrl: normalizeGitUrl,
      artifactOf: (url) => artifactOf(`https://${url}`, config),
      twinName: (name) => fillName(config.name, name),
      artifactRoot: artifactRoots(config),
      delivering,
    },
    classify: classifier(origin, config.owners),
    readText: readEmbedded,
    rows: config.references.map((entry) => entry.row),
    readChart: (directory) => readChart(scanned.root, directory, scanned.reader),
    fluxOf: (scope, roots, existing) => {
      const target = fluxTargetFor(config, scope);
      if (target) return { minor: target.minor, from: `configured as ${formatMinor(target.minor)}` };
      return detectFlux(scope, roots, existing, scanned.documents);
    },
  });
  progress.phase(`deciding ${graph.sources.length} sources`);
  const tree = openTree(scanned, objects.tree);
  return {
    scanned,
    objects,
    graph,
    decisions: decideSources(graph, config, origin, tree.artifacts),
    tree,
    config,
  };
}

/**
 * Plans with the decisions of the configuration, and what is `declined` kept on Git.
 * @param repairs false leaves what never worked as it is
 * @param references single references that are kept, although their sources move; a Git source that one of them needs
 * stays beside the new one
 */
export function plan(
  analysis: Analysis,
  declined: ReadonlyMap<Unit, string> = new Map(),
  repairs = true,
  references: ReadonlyMap<Reference, string> = new Map(),
  progress: Progress = NO_PROGRESS,
): Plan {
  const decisions = new Map<Unit, Decision>(analysis.decisions.byUnit);
  for (const [unit, reason] of declined) decisions.set(unit, { action: "keep", reason });
  return makePlan({
    graph: analysis.graph,
    decisions,
    transforms,
    tree: analysis.tree,
    declined: references,
    repairs,
    progress,
  });
}

/**
 * Plans what may be applied without asking: what is only `review` is kept, and what then has no reason to
 * move either is planned again, until nothing of that kind is left.
 */
export function planSafe(
  analysis: Analysis,
  declinedBefore: ReadonlyMap<Unit, string> = new Map(),
  repairs = true,
  progress: Progress = NO_PROGRESS,
  references: ReadonlyMap<Reference, string> = new Map(),
): Plan {
  const declined = new Map(declinedBefore);
  for (;;) {
    const current = plan(analysis, declined, repairs, references, progress);
    const open = current.migrations.filter((one) => one.applicability === "review");
    if (open.length === 0) return current;
    for (const one of open)
      declined.set(one.unit, `needs a person's yes: ${one.reservation ?? "it is inferred"}`);
  }
}

/** The bytes of a plan. */
export function changesOf(current: Plan, analysis: Analysis): FileChange[] {
  return layout([...current.migrations, { id: "repairs", changes: current.repairs }], analysis.tree);
}
