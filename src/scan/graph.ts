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
import type { ExistingOci, Mention, ProgramText, Skipped, TemplateDocument } from "../core/neighbours.ts";
import { byLocation, byPlace } from "../core/order.ts";
import { compare } from "../core/text.ts";
import { GROUP } from "../flux/groups.ts";
import { followedRef } from "../flux/translate-ref.ts";
import { bindReferences } from "./bind.ts";
import { brokenPatches, idlePatches } from "./broken-patches.ts";
import { findCasualties } from "./casualties.ts";
import { chartPatches, chartPatchOf } from "./chart-patches.ts";
import { attachCharts, type ReadChart } from "./charts.ts";
import { contextsOf, withoutTenants } from "./contexts.ts";
import { declareAll } from "./declare-all.ts";
import { Delivery } from "./deliver.ts";
import { findAll } from "./find-all.ts";
import type { TextFile } from "./find-lines.ts";
import type { ReadText } from "./find-references.ts";
import { GIT } from "./found-reference.ts";
import { holdReferences } from "./hold.ts";
import { findMentions } from "./mentions.ts";
import { nameRules } from "./name-rules.ts";
import { existingOci, policiesOf, substitutionsOf } from "./neighbours.ts";
import type { Objects } from "./objects.ts";
import { byDeclaration, byManifest, byReference, byRoot } from "./order.ts";
import { piecesOf } from "./patch-pieces.ts";
import { appliedObjects } from "./patch-reach.ts";
import { asMention, unexplained } from "./program-texts.ts";
import { patchOf, referencePatches } from "./reference-patches.ts";
import { releaseFaults } from "./release-faults.ts";
import { findRoots } from "./roots.ts";
import { findSourcePatches } from "./source-patches.ts";
import { SourceStore, settle } from "./sources.ts";
import { bindTemplates, looseContext, understoodTemplates } from "./template-bind.ts";
import { templatePlaces } from "./template-places.ts";
import { type OwnRepository, readsThisTree } from "./this-tree.ts";
import { markOverwritten, spotsOf, withNestedPieces, writtenReferences } from "./written-references.ts";

/** What the graph needs to know beside the documents. */
export interface GraphInput {
  objects: Objects;
  /** Number of files that were looked at. */
  files: number;
  skipped: readonly Skipped[];
  /** Texts that name GitRepository but could not be read as YAML. */
  unread: readonly Mention[];
  /** Places of programs that name GitRepository. */
  programTexts: readonly ProgramText[];
  /** Lines that may be about Git sources, outside of what is read as YAML. */
  texts: readonly TextFile[];
  /** Documents of templates, and whether their plain references are edited as others are. */
  templates: { documents: readonly TemplateDocument[]; edit: boolean };
  repository: OwnRepository;
  classify: (source: SourceNode) => Owner;
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
  const readsFor = (roots: readonly Root[]) => readsThisTree(roots, objects.manifests, repository);
  const { origin, normalizeUrl } = repository;
  const candidates = findRoots(objects, delivery, origin, normalizeUrl).sort(byRoot);
  const roots = withoutTenants(objects, candidates, delivery, readsFor);
  const { contexts, mounts } = contextsOf(objects, roots, delivery, readsFor(roots));
  const store = new SourceStore();
  declareAll(objects, roots, contexts, store);
  for (const root of roots)
    if (root.source.kind === GIT)
      store.get(root.scope, root.source.namespace, root.source.name).roots.push(root);
  const applied = appliedObjects(objects.manifests, contexts, {
    group: GROUP.kustomize,
    kind: "Kustomization",
  });
  const pieces = withNestedPieces(piecesOf(objects, input.readText), applied, input.readText);
  const broken = brokenPatches(pieces);
  const patches = referencePatches(pieces);
  const sourcePatches = findSourcePatches(pieces, store.all());
  const written = writtenReferences(pieces, applied);
  const taken = new Set([...sourcePatches.taken, ...spotsOf(written), ...broken.spots]);
  const found = [
    ...findAll(objects, input.rows, input.readText, store, taken),
    ...written,
    ...patches.flatMap((patch) => patch.found ?? []),
    ...sourcePatches.references,
  ];
  const rootNodes = new Set(roots.flatMap((root) => root.manifest?.node ?? []));
  const references = bindReferences(found, contexts, store, rootNodes);
  const onCharts = chartPatches(pieces);
  for (const reference of references)
    reference.patched =
      patchOf(reference, patches)?.location ??
      chartPatchOf(reference, onCharts, contexts.get(reference.manifest.document.file) ?? []);
  markOverwritten(references);
  holdReferences(references, objects, contexts);
  // After the patches: what a template is rendered to is out of their reach.
  const templates = input.templates.documents.flatMap(templatePlaces);
  if (input.templates.edit) pushAll(references, bindTemplates(templates, store));
  for (const { template } of templates)
    if (!contexts.has(template.file)) contexts.set(template.file, [looseContext()]);
  const sources = store.all();
  for (const source of sources) {
    settle(source);
    source.repository = source.url === undefined ? undefined : normalizeUrl(source.url);
    source.references.sort(byReference);
    source.declarations.sort(byDeclaration);
    source.owner = input.classify(source);
  }
  addScopes(sources);
  attachCharts(sources, ownTree(sources, origin), input.readChart);
  const policies = policiesOf(objects.manifests, contexts);
  const casualties = findCasualties(objects, input.texts, contexts, roots, input.readText);
  // A program names the kind in types and messages too; what its objects refer to is known.
  const texts = objects.documents.filter((document) => !document.code);
  const understood = [...policies.map(({ manifest }) => manifest), ...broken.texts, ...casualties.understood];
  const declarations = sources.flatMap((source) => source.declarations);
  const { mentions, comments } = findMentions(texts, references, declarations, understood);
  const programTexts = unexplained(input.programTexts, references);
  const isUnderstood = understoodTemplates(templates);
  const existing = existingOci(objects.manifests, contexts).sort(byManifest);
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
      ...broken.mentions,
      ...input.unread.filter((one) => !isUnderstood(one)),
    ].sort(byPlace),
    programTexts,
    brokenPatches: broken.patches,
    idlePatches: idlePatches(pieces, sourcePatches.taken, objects.manifests, contexts),
    nameRules: nameRules(objects),
    templates: templates.sort(byLocation),
    existing,
    faults: releaseFaults(objects.manifests, contexts, existing).sort(byLocation),
    policies: policies.map(({ policy }) => policy).sort(byLocation),
    casualties: casualties.found.sort(byLocation),
    comments: comments.sort(byLocation),
    substitutions: substitutionsOf(objects),
    skipped: [...input.skipped].sort((a, b) => compare(a.file, b.file)),
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
  const repositories = new Set([origin, ...ofRoots.map((source) => source.repository)]);
  const refs = new Set(ofRoots.flatMap(({ ref }) => (ref ? [followedRef(ref)] : [])));
  return (source) => {
    if (source.roots.length > 0) return true;
    if (source.repository === undefined || !repositories.has(source.repository)) return false;
    return refs.size === 0 || refs.has(followedRef(source.ref ?? {}));
  };
}

/** The scope is part of an id where two sources would share one otherwise; the root itself is `.`, as in `--only`. */
function addScopes(sources: readonly SourceNode[]): void {
  const count = new Map<string, number>();
  for (const source of sources) count.set(source.id, (count.get(source.id) ?? 0) + 1);
  for (const source of sources)
    if ((count.get(source.id) ?? 0) > 1) source.id += `@${scopeText(source.scope)}`;
}
