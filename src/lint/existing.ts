import { type Context, type Graph, UNKNOWN } from "../core/graph.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { CHART_MEDIA_TYPE } from "../core/oci-object.ts";
import { textAt } from "../core/tree.ts";
import { hasVariable, mayBecome } from "../core/variables.ts";
import { byName } from "./by-name.ts";
import type { LintContext } from "./context.ts";
import { onceATree } from "./once.ts";
import type { SourceRef } from "./source-refs.ts";

/** Where a reference looks for what it names, in one of the ways in which it reaches a cluster. */
export interface Looking {
  scope: string;
  namespace: string;
  context: Context;
}

/** Every way of a reference; empty for a file that nothing is known of. */
export function lookingFrom(
  { manifest, namespace }: SourceRef,
  { contexts }: Pick<Graph, "contexts">,
): Looking[] {
  return (contexts.get(manifest.document.file) ?? []).map((context) => ({
    scope: context.scope,
    namespace: namespace ?? context.namespace ?? manifest.namespace ?? UNKNOWN,
    context,
  }));
}

const existingOf = onceATree(({ graph }: Pick<LintContext, "objects" | "graph">) => byName(graph.existing));

/** The OCIRepositories of known clusters that a name may mean; `*` means each in the namespace. */
export function ociAt(
  name: string,
  looking: readonly Looking[],
  context: Pick<LintContext, "objects" | "graph">,
): ExistingOci[] {
  const called = name === "*" ? context.graph.existing : existingOf(context).mayBeCalled(name);
  return called.filter(
    (one) =>
      (name === "*" || one.name === name || mayBecome(one.name, name)) &&
      looking.some(
        ({ scope, namespace }) =>
          scope === one.scope &&
          (namespace === one.namespace || hasVariable(namespace) || hasVariable(one.namespace)),
      ),
  );
}

/** True for one whose layer is a Helm chart, which took no GitRepository's place as a source of manifests. */
export function holdsChart({ manifest }: ExistingOci): boolean {
  return textAt(manifest.node, ["spec", "layerSelector", "mediaType"]) === CHART_MEDIA_TYPE;
}
