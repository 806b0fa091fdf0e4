import { UNKNOWN } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { hasVariable, mayBecome } from "../core/variables.ts";
import { GROUP } from "../flux/groups.ts";
import { appliedName } from "../scan/sources.ts";
import { type ByName, byName } from "./by-name.ts";
import type { LintContext } from "./context.ts";
import { onceATree } from "./once.ts";

/** Kinds whose every declaration is read; of the others only those that stand in a file for another reason. */
export const READ_KINDS: ReadonlySet<string> = new Set(["GitRepository", "OCIRepository"]);

/** A source as a cluster sees it. */
export interface DeclaredSource {
  kind: string;
  name: string;
  namespace: string;
  scope: string;
  /** Undefined for one that a root makes without a manifest: bootstrap, the sync of a FluxInstance. */
  manifest: Manifest | undefined;
}

/** Sources of one kind: in the order of the tree, by name, and by cluster and namespace. */
interface Declared {
  all: readonly DeclaredSource[];
  named: ByName<DeclaredSource>;
  inNamespace: ReadonlyMap<string, readonly DeclaredSource[]>;
}

const known = onceATree(
  (context: LintContext): ReadonlyMap<string, Declared> =>
    new Map(
      [...collect(context)].map(([kind, all]) => [
        kind,
        {
          all,
          named: byName(all),
          inNamespace: groupBy(all, ({ scope, namespace }) => placeKey(scope, namespace)),
        },
      ]),
    ),
);

/** Every source of a kind that some text of the tree declares, one entry a way to a cluster. */
export function declaredOf(kind: string, context: LintContext): readonly DeclaredSource[] {
  return known(context).get(kind)?.all ?? [];
}

/** Those of a kind that may be called so, whichever cluster has them. */
export function declaredAs(kind: string, name: string, context: LintContext): readonly DeclaredSource[] {
  return known(context).get(kind)?.named.mayBeCalled(name) ?? [];
}

/** Those of a kind in a namespace of a cluster. */
export function declaredIn(
  kind: string,
  scope: string,
  namespace: string,
  context: LintContext,
): readonly DeclaredSource[] {
  return known(context).get(kind)?.inNamespace.get(placeKey(scope, namespace)) ?? [];
}

function placeKey(scope: string, namespace: string): string {
  return JSON.stringify([scope, namespace]);
}

function collect({ objects, graph }: LintContext): Map<string, DeclaredSource[]> {
  const found = new Map<string, DeclaredSource[]>();
  for (const manifest of objects.manifests) {
    if (manifest.group !== GROUP.source || !READ_KINDS.has(manifest.kind)) continue;
    const { kind } = manifest;
    for (const way of graph.contexts.get(manifest.document.file) ?? []) {
      pushTo(found, kind, { kind, ...appliedName(manifest, way), scope: way.scope, manifest });
      // Where a prefix or a suffix is added, references may be renamed with it, or not.
      if ((way.prefix !== "" || way.suffix !== "") && manifest.name !== undefined)
        pushTo(found, kind, {
          kind,
          ...appliedName(manifest, way),
          name: manifest.name,
          scope: way.scope,
          manifest,
        });
    }
  }
  for (const { source, scope, manifest, document } of graph.roots) {
    const shown = manifest ?? document;
    // Of a root that is only listed, not shown, nobody knows the kind.
    for (const kind of READ_KINDS)
      if (kind === source.kind || !shown || !manifest)
        pushTo(found, kind, {
          kind,
          name: source.name,
          namespace: source.namespace,
          scope,
          manifest: undefined,
        });
  }
  return found;
}

/** True where the declaration may be what a reference of that cluster means. */
export function mayBe(one: DeclaredSource, name: string, namespace: string, scope: string): boolean {
  const isHere = one.scope === scope || one.scope === UNKNOWN || scope === UNKNOWN;
  const isNamed =
    one.name === name || one.name === UNKNOWN || mayBecome(one.name, name) || mayBecome(name, one.name);
  const vague = [one.namespace, namespace].some((text) => text === UNKNOWN || hasVariable(text));
  return isHere && isNamed && (vague || one.namespace === namespace);
}
