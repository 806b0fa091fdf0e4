import type { Owner, SourceNode } from "../core/graph.ts";
import { isOwnedBy, normalizeGitUrl, ownerOf } from "./git-url.ts";

/**
 * Tells whose repository a source is: ours where it is origin's or a root reads it, same owner by the
 * configured owners (else origin's), third party for any other known url. Placeholders are nobody's.
 */
export function classifier(
  origin: string | undefined,
  owners: readonly string[],
): (source: SourceNode) => Owner {
  const own = origin === undefined ? undefined : normalizeGitUrl(origin);
  const originOwner = origin === undefined ? undefined : ownerOf(origin);
  const allies = owners.length > 0 ? owners : originOwner === undefined ? [] : [originOwner];
  return (source) => {
    if (source.roots.length > 0) return "own";
    const url = source.url === undefined ? undefined : normalizeGitUrl(source.url);
    if (source.url === undefined || url === undefined) return "unknown";
    if (url === own) return "own";
    if (isOwnedBy(source.url, allies)) return "same-owner";
    return own === undefined && allies.length === 0 ? "unknown" : "third-party";
  };
}
