import type { Graph, SourceNode } from "./graph.ts";

/** Answers whether a source is made of this repository: as its url, or that of a root, tells; undefined if nothing does. */
export function readsThisRepository({
  sources,
}: Pick<Graph, "sources">): (source: SourceNode) => boolean | undefined {
  const own = new Set(sources.flatMap((one) => (one.roots.length > 0 ? (one.repository ?? []) : [])));
  return ({ owner, repository, roots }) => {
    if (owner === "own" || roots.length > 0 || (repository !== undefined && own.has(repository))) return true;
    const isOther = owner !== "unknown" || (repository !== undefined && own.size > 0);
    return isOther ? false : undefined;
  };
}
