import type { Graph } from "../core/graph.ts";
import { fillName } from "../core/names.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { repositoryName } from "./git-url.ts";
import { matchesSource, matchGlob } from "./match.ts";
import type { Config, SourceEntry } from "./types.ts";

/**
 * True where an entry matches no source because its work is done: what it decides is declared already. With a url
 * the OCIRepository tells; without one, its place below `registry` and the name of the source or its repository.
 */
export function isDone(entry: SourceEntry, graph: Graph, config: Config): boolean {
  return entry.action === "migrate" && graph.existing.some((one) => answers(one, entry, config));
}

/** An OCIRepository, as far as it tells which entry made it. */
export type KnownOci = Omit<ExistingOci, "manifest" | "cluster">;

/** True where the OCIRepository is what the entry asks for. */
export function answers(existing: KnownOci, entry: SourceEntry, config: Config): boolean {
  const { selector } = entry;
  const { name, namespace, scope, url } = existing;
  if (url === undefined) return false;
  const anywhere = {
    by: "name",
    text: "",
    namespace: undefined,
    name: "*",
    scopes: selector.scopes,
  } as const;
  if (!matchesSource(anywhere, { name, namespace, scope, url })) return false;
  if (entry.url !== undefined) return url === entry.url;
  const prefix = config.registry && `${config.registry.url}/`;
  if (prefix === undefined || !url.startsWith(prefix)) return false;
  if (selector.by === "url") return matchGlob(derivedGlob(selector.pattern), url.slice(prefix.length));
  const renamed = { ...selector, name: fillName(config.name, selector.name) };
  return matchesSource(renamed, { name, namespace, scope, url: undefined });
}

/** The repositories of a registry that a pattern of Git urls leads to. */
function derivedGlob(pattern: string): string {
  return repositoryName(`https://${pattern}`) ?? pattern.split("/").at(-1)?.toLowerCase() ?? pattern;
}
