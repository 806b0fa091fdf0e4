import {
  ANY,
  type Context,
  type Reference,
  type Resolution,
  type SourceNode,
  UNKNOWN,
} from "../core/graph.ts";
import { locate } from "../core/manifest.ts";
import { compare } from "../core/text.ts";
import { hasVariable, mayBecome } from "../core/variables.ts";
import type { ManifestIndex } from "../graph/built-roots.ts";
import type { Use } from "../graph/uses.ts";
import { type BuiltReferences, bindUses, isOverwritten, leftOver, usesOf } from "./built-binding.ts";
import type { FoundReference } from "./found-reference.ts";
import { appliedName, type SourceStore } from "./sources.ts";
import { looseContext } from "./template-bind.ts";

/** One place in one context, on its way to sources. */
interface Pending {
  found: FoundReference;
  context: Context;
  namespace: string;
  name: string;
  reference: Reference;
}

/**
 * Binds the places that name a source to sources, one a cluster. Texts with a known scope and namespace go
 * first, so that what is vaguer can find what they name, and the order of files does not matter.
 */
export function bindReferences(
  found: readonly FoundReference[],
  contexts: ReadonlyMap<string, readonly Context[]>,
  store: SourceStore,
  rootManifests: ReadonlySet<unknown>,
  built: BuiltReferences,
  manifests: ManifestIndex,
): Reference[] {
  const references = new Map<string, Reference>();
  const pending: Pending[] = [];
  const used: [Reference, readonly Use[]][] = [];
  for (const one of found) {
    const { document } = one.manifest;
    const uses = usesOf(one, built);
    if (uses.length === 0 && isOverwritten(one, built)) continue;
    const reference = newReference(one, rootManifests);
    while (references.has(reference.id)) reference.id += "'";
    references.set(reference.id, reference);
    const failure = built.unbuilt.failureOf(document.file);
    // What does not build in one cluster may be mended tomorrow, and then needs what the others need.
    if (failure !== undefined) reference.unknown ??= failure;
    if (uses.length > 0) {
      used.push([reference, uses]);
      continue;
    }
    const known = one.row.holds === "unknown" ? [looseContext()] : contexts.get(document.file);
    for (const context of known ?? []) {
      const namespace =
        one.namespace ?? (one.row.anyNamespace ? UNKNOWN : appliedName(one.manifest, context).namespace);
      pending.push({ found: one, context, namespace, name: one.name, reference });
    }
  }
  const taken = new Set(used.flatMap(([, uses]) => uses));
  for (const { found: one, uses } of leftOver(built, taken, manifests)) {
    const reference = newReference(one, rootManifests);
    while (references.has(reference.id)) reference.id += "'";
    references.set(reference.id, reference);
    used.push([reference, uses]);
  }
  const isWildcard = (uses: readonly Use[]) => uses.some(({ name }) => name === ANY);
  for (const [reference, uses] of used) if (!isWildcard(uses)) bindUses(reference, uses, store, built);
  // A wildcard means what all others have named, so it comes last.
  const vagueness = (p: Pending) =>
    (p.name === ANY ? 4 : 0) + (p.context.scope === UNKNOWN ? 2 : 0) + (p.namespace === UNKNOWN ? 1 : 0);
  const ordered = pending.map((p) => ({ p, level: vagueness(p) })).sort((a, b) => a.level - b.level);
  for (const { p } of ordered) bind(p, store);
  for (const [reference, uses] of used) if (isWildcard(uses)) bindUses(reference, uses, store, built);
  for (const reference of references.values()) finish(reference);
  return [...references.values()];
}

function newReference(one: FoundReference, rootManifests: ReadonlySet<unknown>): Reference {
  const { document, item } = one.manifest;
  const place = item === undefined ? `${document.index}` : `${document.index}[${item}]`;
  return {
    id: `${document.file}#${place}:${one.path}`,
    row: one.row,
    manifest: one.manifest,
    path: one.path,
    node: one.node,
    steps: one.steps,
    location: locate(document, one.shown ?? one.at),
    range: { start: one.at.start, end: one.at.end },
    target: { name: one.name, namespace: one.namespace ?? UNKNOWN },
    sources: [],
    scopes: [],
    resolution: "declared",
    root: rootManifests.has(one.manifest.node) && one.path === "spec.sourceRef",
    unknown: one.unclear,
    ...(one.computed && { computed: one.computed }),
    held: undefined,
    readBy: [],
    patched: undefined,
    ...(one.written && { written: one.written }),
    ...(one.site && { site: one.site }),
  };
}

function bind({ context, namespace, name, reference }: Pending, store: SourceStore): void {
  const { scope } = context;
  const { code } = reference.manifest.document;
  const found = (code ? lookUpAnywhere : lookUp)(store, scope, namespace, name);
  const renamed = context.configurations && (context.prefix !== "" || context.suffix !== "");
  // Where configurations of kustomize may rename the reference as well, it may mean the renamed source.
  if (renamed && name !== ANY)
    for (const other of store.candidates(scope, namespace, context.prefix + name + context.suffix))
      if (other.declarations.length > 0 && !found.includes(other)) found.push(other);
  if (found.length > 1 && name !== ANY) reference.resolution = "ambiguous";
  if (namespace === UNKNOWN && name !== ANY && found.some((source) => source.namespace !== UNKNOWN))
    reference.unknown ??= code
      ? "its object has no namespace in the program; write one"
      : "its namespace is set neither here, nor by a kustomization.yaml or Kustomization of this tree; write it";
  if (namespace !== UNKNOWN && name !== ANY && found.some((source) => source.namespace === UNKNOWN))
    reference.unknown ??=
      "the namespace of the source of that name is set neither in its file, nor by a kustomization.yaml or Kustomization of this tree; write it";
  if (renamed) reference.unknown ??= "kustomize configurations may rename it";
  for (const source of found) if (!reference.sources.includes(source)) reference.sources.push(source);
  if (!reference.scopes.includes(scope)) reference.scopes.push(scope);
  const namespaces = new Set(reference.sources.map((source) => source.namespace));
  if (namespaces.size === 1) reference.target.namespace = [...namespaces][0] ?? UNKNOWN;
}

function lookUp(store: SourceStore, scope: string, namespace: string, name: string): SourceNode[] {
  const here = store.candidates(scope, namespace, name);
  const exact = here.filter((source) => source.namespace === namespace);
  if (name === ANY) return here;
  if (exact.length > 0) return exact;
  const declared = here.filter((source) => source.declarations.length > 0);
  // One side without a namespace: it may be the same object, so neither may go without the other.
  if (declared.length > 0) return declared;
  if (scope === UNKNOWN) {
    const elsewhere = store.inAnyScope(namespace, name);
    if (elsewhere.length > 0) return elsewhere;
  } else {
    const loose = store.exact(UNKNOWN, namespace, name);
    if (loose && loose.declarations.length > 0) return [loose];
  }
  return [store.get(scope, namespace, name)];
}

/**
 * What a program names: its objects may be made for any cluster, and in a namespace that a construct around them
 * gives. A name with variables means every source that it may become.
 */
function lookUpAnywhere(store: SourceStore, scope: string, namespace: string, name: string): SourceNode[] {
  const isVariable = name === ANY || hasVariable(name);
  const found = store
    .all()
    .filter(
      (source) =>
        (isVariable ? name === ANY || mayBecome(name, source.name) : source.name === name) &&
        (namespace === UNKNOWN || source.namespace === UNKNOWN || source.namespace === namespace),
    );
  if (isVariable) return found;
  const here = found.filter((source) => source.scope === scope && source.namespace === namespace);
  if (here.some((source) => source.declarations.length > 0)) return here;
  const declared = found.filter((source) => source.declarations.length > 0);
  const known = declared.length > 0 ? declared : found;
  return known.length > 0 ? known : [store.get(scope, namespace, name)];
}

function finish(reference: Reference): void {
  const { sources } = reference;
  const resolution: Resolution = sources.every((source) => source.declarations.length > 0)
    ? "declared"
    : "undeclared";
  if (reference.unknown !== undefined) reference.resolution = "ambiguous";
  else if (reference.resolution !== "ambiguous") reference.resolution = resolution;
  sources.sort((a, b) => compare(a.scope, b.scope) || compare(a.id, b.id));
  reference.scopes.sort(compare);
  for (const source of sources) source.references.push(reference);
}
