import type { Cluster } from "../build/cluster.ts";
import type { ConsumerRow } from "../core/consumer.ts";
import {
  type FluxVersion,
  type Graph,
  type Owner,
  type Root,
  type SourceNode,
  scopeText,
  UNKNOWN,
} from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type {
  ExistingOci,
  Mention,
  OtherText,
  ProgramText,
  Skipped,
  TemplateDocument,
} from "../core/neighbours.ts";
import { byLocation, byPlace } from "../core/order.ts";
import { compare } from "../core/text.ts";
import { followedRef } from "../flux/translate-ref.ts";
import { BuiltManifests } from "../graph/built-manifests.ts";
import { ManifestIndex, rootsOf } from "../graph/built-roots.ts";
import { type BuildWords, doorsOf, withPlace } from "../graph/doors.ts";
import { Uses } from "../graph/uses.ts";
import { bindReferences } from "./bind.ts";
import { markOverwritten } from "./built-binding.ts";
import { builtContexts } from "./built-contexts.ts";
import { declareBuilt, settleBuilt, Unbuilt } from "./built-declarations.ts";
import { knowVariables } from "./built-variables.ts";
import { findCasualties } from "./casualties.ts";
import { attachCharts, type ReadChart } from "./charts.ts";
import { commitStatuses } from "./commit-statuses.ts";
import { declareAll } from "./declare-all.ts";
import { Delivery } from "./deliver.ts";
import { existingOci } from "./existing-oci.ts";
import { failingBuilds } from "./failing-builds.ts";
import { findAll } from "./find-all.ts";
import type { TextFile } from "./find-lines.ts";
import type { ReadText } from "./find-references.ts";
import { GIT } from "./found-reference.ts";
import { holdReferences } from "./hold.ts";
import { Holders } from "./holders.ts";
import { idlePatches } from "./idle-patches.ts";
import { findMentions } from "./mentions.ts";
import { nameRules } from "./name-rules.ts";
import { policiesOf } from "./neighbours.ts";
import type { Objects } from "./objects.ts";
import { byDeclaration, byManifest, byReference, byRoot } from "./order.ts";
import { asMention, unexplained } from "./program-texts.ts";
import { releaseFaults } from "./release-faults.ts";
import { findSourcePatches } from "./source-patches.ts";
import { SourceStore, settle } from "./sources.ts";
import { bindTemplates, looseContext, understoodTemplates } from "./template-bind.ts";
import { templatePlaces } from "./template-places.ts";
import type { OwnRepository } from "./this-tree.ts";

/** What the graph needs to know beside the documents. */
export interface GraphInput {
  objects: Objects;
  /** What clusters get, as the builder has found it. */
  clusters: readonly Cluster[];
  /** What people may be told of them. */
  words: BuildWords;
  /** The text of a file; undefined if it cannot be read. */
  text: (file: string) => string | undefined;
  /** Number of files that were looked at. */
  files: number;
  skipped: readonly Skipped[];
  /** Texts that name GitRepository but could not be read as YAML. */
  unread: readonly Mention[];
  /** Places of programs that name GitRepository. */
  programTexts: readonly ProgramText[];
  /** Lines that may be about Git sources, outside of what is read as YAML. */
  texts: readonly TextFile[];
  /** Files in languages that are not read, and that name Git sources. */
  otherTexts: readonly OtherText[];
  /** Documents of templates, and whether their plain references are edited as others are. */
  templates: { documents: readonly TemplateDocument[]; edit: boolean };
  repository: OwnRepository;
  /** @param rootUrls urls of sources of roots, as `repositoryKey` gives them */
  classify: (source: SourceNode, rootUrls: ReadonlySet<string>) => Owner;
  readText: ReadText;
  /** Further rows from the configuration. */
  rows: readonly ConsumerRow[];
  /** Reads a chart of this tree. */
  readChart: ReadChart;
  fluxOf: (scope: string, roots: readonly Root[], existing: readonly ExistingOci[]) => FluxVersion;
}

/** Resolves everything that names a Git source, references first: undeclared sources are nodes like all others. */
export function buildGraph(input: GraphInput): Graph {
  const { objects, repository } = input;
  const delivery = new Delivery(
    objects.tree,
    objects.documents.map((document) => document.file),
  );
  const { origin, normalizeUrl } = repository;
  const { clusters } = input;
  const index = new ManifestIndex(objects.manifests);
  const roots = rootsOf(clusters, index, objects.documents).sort(byRoot);
  const { contexts, mounts } = builtContexts(clusters, objects, delivery, index);
  const store = new SourceStore();
  const builtSources = declareBuilt(clusters, index, contexts, store);
  const unbuilt = new Unbuilt(
    clusters,
    index,
    (directory) => delivery.of(directory),
    ({ message, at }) => withPlace(message, at, input.words),
  );
  const holders = new Holders(objects);
  const uses = new Uses(clusters, input.rows);
  const built = { uses, sources: builtSources, unbuilt, words: input.words, holders };
  declareAll(objects, roots, contexts, store, unbuilt);
  for (const root of roots)
    if (root.source.kind === GIT)
      store.get(root.scope, root.source.namespace, root.source.name).roots.push(root);
  const found = [
    ...findAll(objects, input.rows, input.readText),
    ...findSourcePatches(clusters, holders, store),
  ];
  const rootNodes = new Set(roots.flatMap((root) => root.manifest?.node ?? []));
  const references = bindReferences(found, contexts, store, rootNodes, built, index);
  markOverwritten(references);
  holdReferences(references, objects, contexts);
  // After the patches: what a template is rendered to is out of their reach.
  const templates = input.templates.documents.flatMap(templatePlaces);
  if (input.templates.edit) pushAll(references, bindTemplates(templates, store));
  for (const { template } of templates)
    if (!contexts.has(template.file)) contexts.set(template.file, [looseContext()]);
  const sources = store.all();
  for (const source of sources) settle(source);
  settleBuilt(builtSources);
  knowVariables(sources, clusters, builtSources, input.words);
  for (const source of sources)
    source.repository = source.url === undefined ? undefined : normalizeUrl(source.url);
  const rootUrls = new Set(
    sources.flatMap((source) => (source.roots.length > 0 ? (keyOf(source) ?? []) : [])),
  );
  for (const source of sources) {
    source.references.sort(byReference);
    source.declarations.sort(byDeclaration);
    source.owner = input.classify(source, rootUrls);
  }
  addScopes(sources);
  attachCharts(sources, ownTree(sources, origin), input.readChart);
  const policies = policiesOf(objects.manifests, contexts);
  const casualties = findCasualties(objects, input.texts, contexts, roots, input.readText);
  // A program names the kind in types and messages too; what its objects refer to is known.
  const texts = objects.documents.filter((document) => !document.code);
  const understood = [...policies.map(({ manifest }) => manifest), ...casualties.understood];
  const declarations = sources.flatMap((source) => source.declarations);
  const { mentions, comments } = findMentions(texts, references, declarations, understood);
  const programTexts = unexplained(input.programTexts, references);
  const isUnderstood = understoodTemplates(templates);
  const existing = existingOci(clusters, roots, objects.manifests, index, contexts, unbuilt).sort(byManifest);
  const scopes = new Set([...roots.map((root) => root.scope), UNKNOWN]);
  return {
    files: input.files,
    sources: sources.sort((a, b) => compare(a.id, b.id)),
    references: references.sort(byReference),
    roots,
    mentions: [
      ...mentions,
      ...programTexts.map(asMention),
      ...casualties.mentions,
      ...input.otherTexts.flatMap(({ isProse, places }) => (isProse ? [] : places)),
      ...input.unread.filter((one) => !isUnderstood(one)),
    ].sort(byPlace),
    otherTexts: input.otherTexts,
    programTexts,
    idlePatches: idlePatches(clusters, holders, index),
    nameRules: nameRules(objects),
    templates: templates.sort(byLocation),
    existing,
    faults: releaseFaults(objects.manifests, new BuiltManifests(clusters, index), existing).sort(byLocation),
    policies: policies.map(({ policy }) => policy).sort(byLocation),
    casualties: [...casualties.found, ...commitStatuses(clusters, input.words)].sort(byLocation),
    comments: comments.sort(byLocation),
    skipped: [...input.skipped].sort((a, b) => compare(a.file, b.file)),
    doors: doorsOf(clusters, input.words),
    failing: failingBuilds(input),
    contexts,
    mounts,
    flux: new Map([...scopes].sort(compare).map((scope) => [scope, input.fluxOf(scope, roots, existing)])),
  };
}

/** Tells sources that read this repository at what a root follows: a root's own, and those of the same url and ref. */
function ownTree(
  sources: readonly SourceNode[],
  origin: string | undefined,
): (source: SourceNode) => boolean {
  const ofRoots = sources.filter((source) => source.roots.length > 0);
  const repositories = new Set([origin?.toLowerCase(), ...ofRoots.map(keyOf)]);
  const refs = new Set(ofRoots.flatMap(({ ref }) => (ref ? [followedRef(ref)] : [])));
  return (source) => {
    if (source.roots.length > 0) return true;
    const key = keyOf(source);
    if (key === undefined || !repositories.has(key)) return false;
    return refs.size === 0 || refs.has(followedRef(source.ref ?? {}));
  };
}

/** Equal for all spellings of one repository. */
function keyOf({ repository }: SourceNode): string | undefined {
  return repository?.toLowerCase();
}

/** The scope is part of an id where two sources would share one otherwise; the root itself is `.`, as in `--only`. */
function addScopes(sources: readonly SourceNode[]): void {
  const count = new Map<string, number>();
  for (const source of sources) count.set(source.id, (count.get(source.id) ?? 0) + 1);
  for (const source of sources)
    if ((count.get(source.id) ?? 0) > 1) source.id += `@${scopeText(source.cluster)}`;
}
