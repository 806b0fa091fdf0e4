import type { Context, Root } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { compare } from "../core/text.ts";
import { GROUP } from "../flux/groups.ts";
import type { Delivery } from "./deliver.ts";
import type { Objects } from "./objects.ts";
import { type Followed, followRoots, looseContexts, type ReadsThisTree } from "./scopes.ts";

/**
 * For every file that was read, the ways in which it reaches a cluster, and the folders that clusters apply; sorted,
 * so that order never matters.
 */
export function contextsOf(
  objects: Objects,
  roots: Root[],
  delivery: Delivery,
  reads: ReadsThisTree,
): Followed {
  const kustomizations = kustomizationsOf(objects);
  const follow = (some: readonly Root[]) => followRoots(some, kustomizations, delivery, reads);
  const all = follow(roots);
  // Following is most of the work, and most trees have only roots that no other root applies.
  const { contexts, mounts } = areApart(roots, all.contexts)
    ? all
    : follow(independent(roots, (own) => filesOf(own, follow(own).contexts)));
  for (const root of roots) addOwnFile(root, contexts);
  const files = new Set(objects.documents.map((document) => document.file));
  for (const [file, list] of looseContexts(files, objects.tree, delivery, contexts)) contexts.set(file, list);
  for (const list of contexts.values()) list.sort(byContext);
  mounts.sort((a, b) => compare(a.path, b.path) || byContext(a.context, b.context));
  return { contexts, mounts };
}

/**
 * Leaves out what only looks like a root: a Kustomization without a path, where another root applies its file.
 * It reads a whole repository, as tenants do with a branch of their own, and everything lies in the whole tree,
 * so without this it would count as a cluster that applies all others.
 */
export function withoutTenants(
  objects: Objects,
  roots: readonly Root[],
  delivery: Delivery,
  readsFor: (roots: readonly Root[]) => ReadsThisTree,
): Root[] {
  const isWhole = (root: Root) => root.by === "Kustomization" && root.scope === "";
  const sure = roots.filter((root) => !isWhole(root));
  if (sure.length === 0 || sure.length === roots.length) return [...roots];
  const { contexts: reached } = followRoots(sure, kustomizationsOf(objects), delivery, readsFor(sure));
  return roots.filter(
    (root) => !isWhole(root) || root.document === undefined || !reached.has(root.document.file),
  );
}

function kustomizationsOf(objects: Objects): Map<string, Manifest[]> {
  const found = objects.manifests.filter(
    ({ group, kind }) => group === GROUP.kustomize && kind === "Kustomization",
  );
  return groupBy(found, (manifest) => manifest.document.file);
}

/** Files that reach the clusters of these roots, as opposed to those that they apply to other clusters. */
function filesOf(roots: readonly Root[], contexts: ReadonlyMap<string, readonly Context[]>): Set<string> {
  const scopes = new Set(roots.map((root) => root.scope));
  const own = [...contexts].filter(([, list]) => list.some((context) => scopes.has(context.scope)));
  return new Set(own.map(([file]) => file));
}

/** A root's own file belongs to its cluster also where the root delivers only its source. */
function addOwnFile(root: Root, contexts: Map<string, Context[]>): void {
  const file = root.document?.file;
  if (file === undefined || contexts.get(file)?.some((context) => context.scope === root.scope)) return;
  const own: Context = {
    scope: root.scope,
    namespace: undefined,
    prefix: "",
    suffix: "",
    via: undefined,
    configurations: false,
    chain: [],
  };
  pushTo(contexts, file, own);
}

/** True where no root's own file reaches the cluster of another one. */
function areApart(roots: readonly Root[], contexts: ReadonlyMap<string, readonly Context[]>): boolean {
  return roots.every(({ document, scope }) =>
    (document === undefined ? [] : (contexts.get(document.file) ?? [])).every((one) => one.scope === scope),
  );
}

/**
 * Roots that another root applies are no clusters of their own: they take its scope, and their files belong
 * to it. Two roots that apply each other stay two.
 */
function independent(roots: Root[], reach: (roots: readonly Root[]) => ReadonlySet<string>): Root[] {
  const scopes = [...new Set(roots.map((root) => root.scope))];
  if (scopes.length < 2) return roots;
  const reached = new Map(
    scopes.map((scope) => [scope, reach(roots.filter((root) => root.scope === scope))]),
  );
  const inside = (root: Root, scope: string) =>
    root.document !== undefined && reached.get(scope)?.has(root.document.file) === true;
  const outerOf = (root: Root) =>
    scopes.find(
      (scope) =>
        scope !== root.scope &&
        inside(root, scope) &&
        !roots.some((other) => other.scope === scope && inside(other, root.scope)),
    );
  const outer = new Map(roots.map((root) => [root, outerOf(root)]));
  for (const [root, scope] of outer) if (scope !== undefined) root.scope = scope;
  return roots.filter((root) => outer.get(root) === undefined);
}

function byContext(a: Context, b: Context): number {
  return compare(contextKey(a), contextKey(b));
}

function contextKey(context: Context): string {
  const via = context.via ? `${context.via.document.file}#${context.via.document.index}` : "";
  return [context.scope, context.namespace, context.prefix, context.suffix, via].join("\0");
}
