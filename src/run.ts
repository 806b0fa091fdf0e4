import { transforms } from "../transforms/index.ts";
import type { Cluster } from "./build/cluster.ts";
import type { KnownSources } from "./build/cluster-walk.ts";
import { findClusters } from "./build/clusters.ts";
import type { BuildFiles } from "./build/files.ts";
import { TreeBuilder } from "./build/tree-builder.ts";
import { artifactRoots } from "./config/artifact-root-of.ts";
import { type Decisions, decideSources } from "./config/decide.ts";
import { artifactOf } from "./config/decide-source.ts";
import { normalizeGitUrl } from "./config/git-url.ts";
import { fluxTargetFor } from "./config/match.ts";
import { ownRepository } from "./config/own-repository.ts";
import { classifier } from "./config/owner.ts";
import type { Config } from "./config/types.ts";
import { valueProblem } from "./config/variable-values.ts";
import { plainConfigFile } from "./config/version.ts";
import type { ConsumerRow } from "./core/consumer.ts";
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
import { blockedBy, sourcesAfter } from "./rebuild.ts";
import { ClusterWords } from "./report/build/words.ts";
import { buildFiles, type Overlay, withPlanned } from "./scan/build-tree.ts";
import { readChart } from "./scan/chart-facts.ts";
import { fluxDetector } from "./scan/flux-versions.ts";
import { buildGraph } from "./scan/graph.ts";
import { needlesIn } from "./scan/needles.ts";
import { collectObjects, type Objects } from "./scan/objects.ts";
import { oneFile } from "./scan/one-file.ts";
import { readEmbedded, type Scanned, scanTree } from "./scan/scan.ts";
import type { SearchBytes } from "./scan/search.ts";
import { sharedParse } from "./scan/shared-parse.ts";
import { openTree, type TreeTexts } from "./scan/tree.ts";

/** A tree, understood: everything a command needs, before any decision of the session. */
export interface Analysis {
  scanned: Scanned;
  objects: Objects;
  built: Built;
  /** What each cluster gets. */
  clusters: readonly Cluster[];
  /** Url of the repository, as Git has it. */
  origin: string | undefined;
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

/** What was built of a tree. */
export interface Built {
  files: BuildFiles;
  builder: TreeBuilder;
  clusters: readonly Cluster[];
}

/** What a plan knows of the tree that it makes. */
export interface Planned {
  /** The tree as it is. */
  of: Built;
  /** Texts of changed files; undefined for one that is removed. */
  texts: Overlay;
  /** Kustomizations that read this tree for sure, by `sourceKey`, with the directory at which their paths begin. */
  sources: KnownSources;
}

/** Resolves what was read. Split from reading so that a text from stdin takes the same way. */
export function understand(
  scanned: Scanned,
  config: Config,
  planned?: Planned,
  progress: Progress = NO_PROGRESS,
): Analysis {
  progress.phase(`resolving ${scanned.documents.length} documents`);
  const origin = originUrl(scanned.root, scanned.reader);
  const objects = collectObjects(scanned.documents);
  const built = build(scanned, config, origin, planned);
  const { clusters } = built;
  const mayTell = (file: string) => scanned.searched.mayTellVersion(file);
  const read = (file: string) => (mayTell(file) ? built.files.read(file) : undefined);
  const detectFlux = fluxDetector({ clusters, paths: scanned.paths, read });
  const tree = openTree(scanned, objects.tree);
  const graph = buildGraph({
    objects,
    clusters,
    words: new ClusterWords(clusters),
    text: (file) => tree.text(file),
    files: scanned.files,
    skipped: scanned.skipped.filter(({ file }) => scanned.area.outside(file) === undefined),
    unread: scanned.unread,
    programTexts: scanned.programTexts,
    texts: scanned.texts,
    otherTexts: scanned.otherTexts,
    templates: { documents: scanned.templates, edit: config.templates },
    repository: {
      origin: origin === undefined ? undefined : normalizeGitUrl(origin),
      normalizeUrl: normalizeGitUrl,
      artifactOf: (url) => artifactOf(`https://${url}`, config),
      twinName: (name) => fillName(config.name, name),
      artifactRoot: artifactRoots(config),
    },
    classify: classifier(origin, config.owners),
    readText: readEmbedded,
    rows: configuredRows(config),
    readChart: (directory) => readChart(scanned.root, directory, scanned.reader),
    fluxOf: (scope, roots, existing) => {
      const target = fluxTargetFor(config, scope);
      if (target) return { minor: target.minor, from: `configured as ${formatMinor(target.minor)}` };
      return detectFlux(scope, roots, existing);
    },
  });
  progress.phase(`deciding ${graph.sources.length} sources`);
  return {
    scanned,
    objects,
    built,
    clusters,
    origin,
    graph,
    decisions: decideSources(graph, config, origin, tree.artifacts),
    tree,
    config,
  };
}

/** Consumers that the configuration adds to the table. */
function configuredRows(config: Config): readonly ConsumerRow[] {
  return config.references.map((entry) => entry.row);
}

/** Builds all clusters of a tree, or of what a plan makes of it: then what no changed file is part of is known. */
function build(
  { root, paths, reader, documents, searched }: Scanned,
  config: Config,
  origin: string | undefined,
  planned: Planned | undefined,
): Built {
  const texts: Overlay = planned?.texts ?? new Map();
  const removed = (path: string) => texts.has(path) && texts.get(path) === undefined;
  const own = plainConfigFile(config, () => reader.real(root));
  const all = [...new Set([...paths, ...texts.keys()])].filter((path) => !removed(path) && path !== own);
  const files = planned
    ? withPlanned(planned.of.files, texts)
    : buildFiles(root, all, reader, configuredRows(config), searched);
  const earlier = planned && { state: planned.of.builder, changed: new Set(texts.keys()) };
  const builder = new TreeBuilder(files, sharedParse(documents), earlier);
  const repository = ownRepository(config, origin);
  const known = planned?.sources ?? new Map();
  return { files, builder, clusters: findClusters({ builder, paths: all, repository, known }) };
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
  const units = new Map(declined);
  const kept = new Map([...outsideOf(analysis), ...references]);
  for (let round = 1; ; round++) {
    const current = planOnce(analysis, units, repairs, kept, progress);
    const files = changesOf(current, analysis);
    if (files.length === 0) return current;
    const strayed = outsideChanges(current, analysis);
    if (strayed.size > 0) {
      for (const [unit, reason] of strayed) units.set(unit, reason);
      continue;
    }
    progress.phase(`building the result, ${files.length} files`);
    const after = rebuilt(analysis, current, files);
    const blocked = blockedBy(
      current,
      files,
      analysis.clusters,
      after,
      configuredRows(analysis.config),
      analysis.scanned.area,
      valueProblem,
    );
    if (blocked.units.size === 0 && blocked.references.size === 0) return current;
    for (const [reference, reason] of blocked.references) kept.set(reference, reason);
    for (const [unit, reason] of blocked.units) units.set(unit, reason);
    // Each round keeps more on Git; what is left after these many is kept as a whole.
    if (round === MAX_ROUNDS)
      for (const { unit } of current.migrations) units.set(unit, "the result could not be built");
  }
}

/** References in files that this run does not edit. They are read, because they need what they name. */
function outsideOf({ graph, scanned: { area } }: Analysis): Map<Reference, string> {
  return new Map(
    graph.references.flatMap((one) => {
      const why = area.outside(one.location.file);
      return why === undefined ? [] : [[one, `${one.location.file} ${why}`] as const];
    }),
  );
}

/** Migrations that would change a file which this run does not edit. */
function outsideChanges({ migrations }: Plan, { scanned: { area } }: Analysis): Map<Unit, string> {
  return new Map(
    migrations.flatMap(({ unit, changes }) => {
      const file = changes.map((one) => one.file).find((one) => area.outside(one) !== undefined);
      return file === undefined ? [] : [[unit, `${file} would change, and ${area.outside(file)}`] as const];
    }),
  );
}

/** Rounds of planning after what a build of the result has shown; real fleets need one or two. */
const MAX_ROUNDS = 8;

/** The clusters as they will be. */
export function rebuilt(
  { scanned, config, origin, built }: Analysis,
  current: Plan,
  files: readonly FileChange[],
): readonly Cluster[] {
  const texts = new Map(files.map((file) => [file.path, file.after]));
  const sources = sourcesAfter(built.clusters, current);
  return build(scanned, config, origin, { of: built, texts, sources }).clusters;
}

function planOnce(
  analysis: Analysis,
  declined: ReadonlyMap<Unit, string>,
  repairs: boolean,
  references: ReadonlyMap<Reference, string>,
  progress: Progress,
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
