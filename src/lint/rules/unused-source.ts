import { ANY, UNKNOWN } from "../../core/graph.ts";
import { groupBy } from "../../core/group.ts";
import { describe, type Manifest } from "../../core/manifest.ts";
import { isFilledLater, mayBecome } from "../../core/variables.ts";
import { GROUP, isFluxGroup } from "../../flux/groups.ts";
import { type InCluster, isBlurred } from "../../graph/built-manifests.ts";
import { scopeOf } from "../../graph/built-roots.ts";
import { sourceRefs } from "../../graph/source-refs.ts";
import { buildsOf } from "../builds.ts";
import { MAKERS, openingsOf } from "../closed.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { onceATree } from "../once.ts";
import type { Found, LintRule } from "../rule.ts";

/** A source that nothing refers to, in a cluster of which this tree shows everything. */
export const unusedSource: LintRule = {
  id: "unused-source",
  find: (context) => {
    const { objects } = context;
    // A template may name any source.
    if (objects.manifests.some(({ kind }) => MAKERS.has(kind))) return [];
    const uses = usesOf(context);
    const used = groupBy(uses, ({ name }) => name);
    const open = uses.filter(({ name }) => isFilledLater(name));
    return objects.manifests
      .filter(({ group, kind }) => group === GROUP.source && (kind === GIT || kind === OCI))
      .filter((manifest) => {
        const ways = buildsOf(context).of(manifest);
        const usedAs = (name: string) => [...(used.get(name) ?? []), ...open];
        return ways.length > 0 && ways.every((one) => isUnused(one, usedAs(one.object.id.name), context));
      })
      .map((manifest) => found(manifest, context));
  },
};

const GIT = "GitRepository";
const OCI = "OCIRepository";

function found(manifest: Manifest, { graph }: LintContext): Found {
  return {
    message: `nothing refers to ${describe(manifest)} in its cluster, which fetches it all the same; remove it, or give its reader the right kind, name and namespace`,
    location: placeIn(manifest, undefined),
    object: identityOf(manifest, graph),
  };
}

interface Use {
  kind: string;
  name: string;
  /** Empty if nobody knows it. */
  namespace: string;
  scope: string;
}

/** Everything that names a source, whether it reads it or not: in doubt a source is used. */
function usesOf(context: LintContext): Use[] {
  const built = buildsOf(context).all.flatMap(({ object, sources }) =>
    sourceRefs(object, []).map(({ kind, name, namespace }) => {
      return { kind, name, namespace, scope: scopeOf(sources.cluster) };
    }),
  );
  const others = context.graph.references.flatMap(({ target, sources, scopes }) => [
    ...scopes.map((scope) => ({ kind: GIT, ...target, scope })),
    ...(target.name === ANY
      ? []
      : sources.map(({ name, namespace, scope }) => ({ kind: GIT, name, namespace, scope }))),
  ]);
  return [...built, ...others.filter(({ name }) => name !== ANY)];
}

function isUnused(one: InCluster, uses: readonly Use[], context: LintContext): boolean {
  const { manifest, object, sources } = one;
  const { kind, name, namespace } = object.id;
  const isKnown = !isFilledLater(name) && !isBlurred(one) && !object.delivery.doubt;
  if (!isKnown || sources.opening() || openingsOf(context).into(sources) !== undefined) return false;
  const scope = scopeOf(sources.cluster);
  const isFor = (use: Use) =>
    (use.name === name || mayBecome(use.name, name)) &&
    (use.scope === scope || use.scope === UNKNOWN) &&
    (use.namespace === namespace || isVague(use.namespace) || isVague(namespace));
  const isRoots = context.graph.roots.some(({ source }) => source.name === name);
  if (isRoots || uses.some((use) => use.kind === kind && isFor(use))) return false;
  // Declared first, repointed in the next commit: that is how a migration goes safely.
  const isTwin = kind === OCI && uses.some((use) => use.kind === GIT && isFor(use));
  return !isTwin && !isDecided(one, context) && !isMentioned(name, manifest, context);
}

function isVague(namespace: string): boolean {
  return namespace === "" || namespace === UNKNOWN || isFilledLater(namespace);
}

/** Kept by a person, with a reason. */
function isDecided({ object: { id }, sources }: InCluster, { graph, plan }: LintContext): boolean {
  if (id.kind !== GIT) return false;
  const { key } = sources.cluster;
  const source = graph.sources.find(
    (one) => one.name === id.name && one.namespace === (id.namespace || UNKNOWN) && one.cluster === key,
  );
  const decision = source && plan.decisions.get(source);
  return decision?.action === "keep" || decision?.action === "migrate";
}

/** True where a text that is no object of Flux holds the name: a script, a policy, an object of another tool. */
function isMentioned(name: string, { document }: Manifest, context: LintContext): boolean {
  const { graph } = context;
  return (
    graph.mentions.some(({ text }) => text === undefined || text.includes(name)) ||
    graph.casualties.some(({ names }) => names?.includes(name)) ||
    strangersOf(context).some((one) => one !== document && one.text.includes(name))
  );
}

/** Documents that hold no object of Flux. */
const strangersOf = onceATree(({ objects }: LintContext) => {
  const understood = new Set(
    objects.manifests.filter(({ group }) => isFluxGroup(group)).map((one) => one.document),
  );
  return objects.documents.filter((one) => !understood.has(one));
});
