import { type Context, type Graph, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { describe, type Manifest } from "../core/manifest.ts";
import { itemsAt, textAt } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";

/** Why nothing that delivers a file could ever deliver the source in it; undefined where something can. */
export function cycle(source: SourceNode, contexts: readonly Context[], graph: Graph): string | undefined {
  const own = contexts.filter((context) => context.scope === source.scope);
  const problems = own.map((context) => cycleOver(source, context, graph));
  return problems.includes(undefined) ? undefined : problems[0];
}

/** A Kustomization cannot deliver a source that it reads (flux-facts 8.64), or that it waits for a reader of. */
function cycleOver(source: SourceNode, context: Context, graph: Graph): string | undefined {
  if (!context.via) return undefined;
  const via = describe(context.via);
  if (readersOf(source).has(context.via.node)) return `${via} would deliver its own source there`;
  const reader = awaitedReader(source, context, graph);
  return (
    reader && `${via} would deliver it there, and waits (dependsOn) for ${describe(reader)}, which reads it`
  );
}

/** The Kustomizations that would read the new source: all that read it now, but for roots, which stay on Git. */
function readersOf(source: SourceNode): Set<Manifest["node"]> {
  const readers = source.references.filter((one) => !one.root);
  return new Set(
    readers.flatMap(({ row, manifest, written }) => {
      if (row.id === "kustomization-source-ref") return [manifest.node];
      return (written?.readers ?? []).map((one) => one.node);
    }),
  );
}

/**
 * A Kustomization that reads the source and that `via` waits for, over any number of `dependsOn`. What `via` delivers
 * can then never be the only declaration of the new source: the reader waits for it, and it waits for the reader.
 */
function awaitedReader(source: SourceNode, { via }: Context, graph: Graph): Manifest | undefined {
  if (!via || itemsAt(via.node, ["spec", "dependsOn"]).length === 0) return undefined;
  const readers = readersOf(source);
  const known = kustomizationsOf(graph);
  const seen = new Set<Manifest>([via]);
  for (const one of seen)
    for (const item of itemsAt(one.node, ["spec", "dependsOn"])) {
      const namespace = textAt(item, ["namespace"]) ?? one.namespace;
      for (const next of known.get(textAt(item, ["name"]) ?? "") ?? []) {
        const namespaceFits =
          next.namespace === undefined || namespace === undefined || next.namespace === namespace;
        if (!namespaceFits || !mayReach(next, source.scope, graph)) continue;
        if (readers.has(next.node)) return next;
        seen.add(next);
      }
    }
  return undefined;
}

/** Flux Kustomizations by name, as far as the graph knows them: those that read Git and those that deliver something. */
function kustomizationsOf(graph: Graph): Map<string, Set<Manifest>> {
  const byName = new Map<string, Set<Manifest>>();
  const add = (manifest: Manifest) => {
    if (
      manifest.group !== GROUP.kustomize ||
      manifest.kind !== "Kustomization" ||
      manifest.name === undefined
    )
      return;
    const list = byName.get(manifest.name);
    if (list) list.add(manifest);
    else byName.set(manifest.name, new Set([manifest]));
  };
  for (const { manifest } of graph.references) add(manifest);
  for (const contexts of graph.contexts.values()) for (const { via } of contexts) if (via) add(via);
  return byName;
}

function mayReach(manifest: Manifest, scope: string, graph: Graph): boolean {
  if (scope === UNKNOWN) return true;
  const contexts = graph.contexts.get(manifest.document.file) ?? [];
  return contexts.some((one) => one.scope === scope || one.scope === UNKNOWN);
}
