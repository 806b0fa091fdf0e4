import { type MigrateDecision, refEntry } from "../core/decision.ts";
import type { SourceNode } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { followedRef } from "../flux/translate-ref.ts";
import type { SourceEntry } from "./types.ts";

/** A source with a target, and the entry that gave it; without an entry `registry` alone decided. */
export interface Decided {
  source: SourceNode;
  decision: MigrateDecision;
  entry: SourceEntry | undefined;
  /** The repository that it reads, as `normalizeGitUrl` writes it; undefined where nothing tells. */
  repository: string | undefined;
}

/**
 * Why a derived url or a translated ref cannot be trusted: it would make one artifact of two repositories, or of two
 * Git refs. What a person wrote stands and is compared with nothing: once that source
 * has moved nothing tells its repository, and the next run has to give the same answer.
 */
export function collisionsOf(decided: readonly Decided[]): Map<SourceNode, string> {
  const reasons = new Map<SourceNode, string>();
  for (const readers of groupBy(decided, ({ decision }) => decision.url).values()) {
    // One of each sort: a large fleet reads one artifact in a thousand clusters.
    const rivals = [...groupBy(readers, sortOf).values()].flatMap(([first]) => first ?? []);
    if (rivals.length < 2) continue;
    for (const one of readers) {
      const reason = urlCollision(one, rivals) ?? refCollision(one, rivals);
      if (reason !== undefined) reasons.set(one.source, `undecided: ${reason}`);
    }
  }
  return reasons;
}

function urlCollision(one: Decided, rivals: readonly Decided[]): string | undefined {
  if (one.entry?.url !== undefined) return undefined;
  const other = rivals.find((rival) => rival.entry?.url === undefined && differ(one, rival));
  if (!other) return undefined;
  return `${one.repository} and ${other.repository} (${other.source.id}) are different repositories, and both would become ${one.decision.url}; say where its own artifact is, as in ${advice(one, "oci://…")}`;
}

function refCollision(one: Decided, rivals: readonly Decided[]): string | undefined {
  if (one.entry?.ref !== undefined) return undefined;
  const [field, version] = refEntry(one.decision.ref);
  const git = followed(one);
  const other = rivals.find((rival) => {
    if (rival.entry?.ref !== undefined) return false;
    const [otherField, otherVersion] = refEntry(rival.decision.ref);
    const theirs = followed(rival);
    const same = otherField === field && otherVersion === version;
    return same && !differ(one, rival) && git !== undefined && theirs !== undefined && git !== theirs;
  });
  if (!other) return undefined;
  return `${git}, and ${followed(other)} of ${other.source.id}, would both become ${field} ${version} of ${one.decision.url}; say which tag is its own, as in ${advice(one, one.decision.url)}`;
}

/** Equal for what cannot collide. */
function sortOf(one: Decided): string {
  return JSON.stringify([
    one.entry?.url === undefined,
    one.entry?.ref === undefined,
    one.repository?.toLowerCase(),
    one.decision.ref,
    followed(one),
  ]);
}

/** What the source follows in Git; a source that no file declares follows nobody knows what. */
function followed({ source }: Decided): string | undefined {
  return source.declarations.length === 0 ? undefined : followedRef(source.ref ?? {});
}

/** True for two known repositories that are not one; no host in use tells them apart by case. */
function differ(a: Decided, b: Decided): boolean {
  if (a.repository === undefined || b.repository === undefined) return false;
  return a.repository.toLowerCase() !== b.repository.toLowerCase();
}

function advice({ source }: Decided, url: string): string {
  return `--map ${source.id.replace(/^GitRepository\//, "")}=${url}:<tag>`;
}
