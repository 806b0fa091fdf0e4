import type { Owner, SourceNode } from "../core/graph.ts";
import { isOwnedBy, isOwnerReadable, normalizeOwner, ownerOf, repositoryKey } from "./git-url.ts";

/**
 * Tells whose repository a source is: ours where it is origin's, or a root reads it or its url; same owner by the
 * configured owners (else origin's), third party for any other known url. Placeholders are nobody's.
 */
export function classifier(
  origin: string | undefined,
  owners: readonly string[],
): (source: SourceNode, rootUrls: ReadonlySet<string>) => Owner {
  const own = origin === undefined ? undefined : repositoryKey(origin);
  const originOwner = origin === undefined ? undefined : ownerOf(origin)?.toLowerCase();
  const ofOrigin = originOwner === undefined ? [] : [originOwner];
  const allies = owners.length > 0 ? owners.map(normalizeOwner) : ofOrigin;
  return (source, rootUrls) => {
    if (source.roots.length > 0) return "own";
    if (source.url === undefined) return "unknown";
    const url = repositoryKey(source.url);
    if (url !== undefined && (url === own || rootUrls.has(url))) return "own";
    if (isOwnedBy(source.url, allies)) return "same-owner";
    if (url === undefined && !isOwnerReadable(source.url, allies)) return "unknown";
    return own === undefined && allies.length === 0 ? "unknown" : "third-party";
  };
}
