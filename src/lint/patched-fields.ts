import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { itemsAt, type YamlNode } from "../core/tree.ts";
import type { KustomizationFile, KustomizeTree } from "../scan/kustomize.ts";
import type { Piece } from "../scan/patch-pieces.ts";
import { selects } from "../scan/patch-reach.ts";
import { effectOf } from "../scan/source-patches.ts";
import { appliedName } from "../scan/sources.ts";
import type { LintContext } from "./context.ts";
import { onceATree } from "./once.ts";
import { allPieces } from "./patch-texts.ts";

/** Tells whether something outside of an object may give a field of its `spec` another value. */
export type IsPatched = (manifest: Manifest, field: string) => boolean;

/**
 * Whether a patch may change a field of `spec`, so that what the object says of it, or leaves out, is not the last
 * word: one of a kustomization.yaml that includes the object, through whatever number of others, or of a Flux
 * Kustomization that applies it. What cannot be told counts as yes.
 */
export const isPatchedIn = onceATree(read);

const ALL = "*";

function read(context: LintContext): IsPatched {
  const { objects, graph } = context;
  const pieces = allPieces(context);
  const byHolder = new Map<string | YamlNode, Piece[]>();
  for (const piece of pieces) for (const key of piece.by) pushTo(byHolder, key, piece);
  const fluxPieces = pieces.filter(({ by }) => by.some((key) => typeof key !== "string"));
  const includers = includersOf(objects.tree);
  const fields = new Map<YamlNode, ReadonlySet<string>>();

  const fieldsOf = (manifest: Manifest): ReadonlySet<string> => {
    const ways = graph.contexts.get(manifest.document.file) ?? [];
    const around = kustomizationsAround(manifest.document.file, objects.tree, includers);
    if (around.some((one) => hasUnseenChanges(one, objects.tree))) return new Set([ALL]);
    // Outside of every scope nobody knows which Flux Kustomization applies it, so it may be any.
    const isLoose = ways.length === 0 || ways.some(({ via }) => via === undefined);
    const reaching = [
      ...around.flatMap(({ file }) => byHolder.get(file) ?? []),
      ...ways.flatMap(({ via }) => (via && byHolder.get(via.node)) ?? []),
      ...(isLoose ? fluxPieces : []),
    ];
    const names = [manifest.name ?? "", ...ways.map((way) => appliedName(manifest, way).name)];
    const namespaces = [manifest.namespace, ...ways.map((way) => appliedName(manifest, way).namespace)];
    const object = { ...manifest, names, namespaces, manifest };
    return new Set(
      [...new Set(reaching)]
        .filter((piece) => selects(piece, object))
        .flatMap((piece) => effectOf(piece).fields),
    );
  };
  return (manifest, field) => {
    const all = fields.get(manifest.node) ?? fieldsOf(manifest);
    fields.set(manifest.node, all);
    return all.has(ALL) || all.has(field);
  };
}

type Includers = ReadonlyMap<string, readonly KustomizationFile[]>;

/** The kustomization.yaml files that name a file or a directory. */
function includersOf({ byDirectory }: KustomizeTree): Includers {
  const found = new Map<string, KustomizationFile[]>();
  for (const one of byDirectory.values())
    for (const path of [...one.resources, ...one.components]) pushTo(found, path, one);
  return found;
}

/** All that a file passes on any way up, and the components there, which patch what stands beside them. */
function kustomizationsAround(
  file: string,
  { byDirectory }: KustomizeTree,
  includers: Includers,
): KustomizationFile[] {
  const found = new Set<KustomizationFile>(includers.get(file) ?? []);
  for (const one of found) {
    for (const above of includers.get(one.directory) ?? []) found.add(above);
    for (const path of one.components) {
      const component = byDirectory.get(path);
      if (component) found.add(component);
    }
  }
  return [...found];
}

/** True for one that changes objects by what nobody reads here: plugins, and components of other repositories. */
function hasUnseenChanges(
  { document, components }: KustomizationFile,
  { byDirectory }: KustomizeTree,
): boolean {
  return (
    itemsAt(document.root, ["transformers"]).length > 0 ||
    itemsAt(document.root, ["components"]).length > components.length ||
    components.some((path) => !byDirectory.has(path))
  );
}
