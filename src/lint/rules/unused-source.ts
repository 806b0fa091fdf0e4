import { ANY, UNKNOWN } from "../../core/graph.ts";
import { groupBy } from "../../core/group.ts";
import { describe, type Manifest } from "../../core/manifest.ts";
import { hasVariable } from "../../core/variables.ts";
import { isFluxGroup } from "../../flux/groups.ts";
import { type ByName, byName } from "../by-name.ts";
import { MAKERS, openingsOf } from "../closed.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { type DeclaredSource, declaredOf, mayBe, READ_KINDS } from "../declared-sources.ts";
import { lookingFrom } from "../existing.ts";
import { onceATree } from "../once.ts";
import type { Found, LintRule } from "../rule.ts";
import { sourceRefsOf } from "../source-refs.ts";

/** A source that nothing refers to, in a cluster of which this tree shows everything (`closed.ts`). */
export const unusedSource: LintRule = {
  id: "unused-source",
  find: (context) => {
    // A template may name any source.
    if (context.objects.manifests.some(({ kind }) => MAKERS.has(kind))) return [];
    const used = byName(usesOf(context));
    const declared = [...READ_KINDS].flatMap((kind) => declaredOf(kind, context));
    return [...groupBy(declared, ({ manifest }) => manifest)].flatMap(([manifest, ways]) =>
      manifest && ways.every((one) => isUnused(one, used, context)) ? [found(manifest, context)] : [],
    );
  },
};

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
  namespace: string;
  scope: string;
}

/** Everything that names a source, whether it reads it or not: in doubt a source is used. */
function usesOf({ objects, graph }: LintContext): Use[] {
  const written = objects.manifests.flatMap((manifest) =>
    sourceRefsOf(manifest).flatMap((ref) =>
      lookingFrom(ref, graph).map(({ scope, namespace }) => ({
        kind: ref.kind,
        name: ref.name,
        namespace,
        scope,
      })),
    ),
  );
  const others = graph.references.flatMap(({ target, sources, scopes }) => [
    ...scopes.map((scope) => ({ kind: "GitRepository", ...target, scope })),
    ...(target.name === ANY
      ? []
      : sources.map(({ name, namespace, scope }) => ({ kind: "GitRepository", name, namespace, scope }))),
  ]);
  return [...written, ...others].filter(({ name }) => name !== ANY);
}

function isUnused(one: DeclaredSource, used: ByName<Use>, context: LintContext): boolean {
  const { graph } = context;
  const { name, scope, manifest } = one;
  if (!manifest || name === UNKNOWN || hasVariable(name) || openingsOf(context).into(scope, UNKNOWN))
    return false;
  const isRoots = graph.roots.some(({ source }) => source.name === name);
  const uses = used.mayBeCalled(name);
  if (isRoots || uses.some((use) => use.kind === one.kind && mayBe(one, use.name, use.namespace, use.scope)))
    return false;
  // Declared first, repointed in the next commit: that is how a migration goes safely.
  const isTwin =
    one.kind === "OCIRepository" &&
    uses.some((use) => use.kind === "GitRepository" && mayBe(one, use.name, use.namespace, use.scope));
  return !isTwin && !isDecided(one, context) && !isMentioned(name, manifest, context);
}

/** Kept by a person, with a reason. */
function isDecided({ kind, name, namespace, scope }: DeclaredSource, { graph, plan }: LintContext): boolean {
  if (kind !== "GitRepository") return false;
  const source = graph.sources.find(
    (one) => one.name === name && one.namespace === namespace && one.scope === scope,
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
