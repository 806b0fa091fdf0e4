import type { Decision } from "../core/decision.ts";
import { type Graph, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { PlainRecord } from "../core/ops.ts";
import { compare } from "../core/text.ts";
import type { Unit } from "../core/units.ts";
import { artifactTag, type KnownArtifact, knownArtifact } from "../flux/known-artifacts.ts";
import { followedRef } from "../flux/translate-ref.ts";
import { parseSelector } from "./match.ts";

/** Sources that one entry of the configuration can decide: one name, one repository, one Git ref. */
export interface SourceGroup {
  /** `namespace/name`, as an entry has it. */
  selector: string;
  /** Scopes to name in the entry; empty where the selector alone means just these sources. */
  in: string[];
  sources: SourceNode[];
  /** Distinct places that refer to them. */
  references: number;
}

/** What a person, or `--yes`, decides about a group. */
export type Choice =
  | { action: "migrate"; url: string; tag?: string; semver?: string; path?: string; note: string }
  | { action: "keep"; reason: string }
  | { action: "open"; why: string };

/** What is offered for a group: the default, and what its owners publish themselves. */
export interface Proposal {
  choice: Choice;
  known: KnownArtifact | undefined;
}

/** Groups of the sources, those on which most depends first. */
export function groupSources({ sources }: Pick<Graph, "sources">): SourceGroup[] {
  const named = groupBy(sources, ({ namespace, name }) => `${namespace}/${name}`);
  const groups = [...named].flatMap(([selector, all]) => {
    const alike = [...groupBy(all, keyOf).values()];
    return alike.map(
      (group): SourceGroup => ({
        selector,
        in:
          alike.length === 1 ? [] : group.map(({ scope }) => (scope === UNKNOWN ? scope : scopeText(scope))),
        sources: group,
        references: new Set(group.flatMap((source) => source.references)).size,
      }),
    );
  });
  return groups.sort((a, b) => b.references - a.references || compare(idOf(a), idOf(b)));
}

/** The id of a group for people: that of its sources, without or with their clusters. */
export function idOf({ selector, in: scopes }: SourceGroup): string {
  return scopes.length === 0 ? selector : `${selector}@${scopes.join(",")}`;
}

/** Two clusters share an entry only where both follow the same thing, and one of them does not lack a declaration. */
function keyOf({ repository, url, ref, declarations, owner }: SourceNode): string {
  const followed = declarations.length === 0 ? "" : followedRef(ref ?? {});
  return JSON.stringify([repository ?? url ?? "", followed, owner]);
}

/**
 * What is proposed for a group: what the registry decides for our own, to keep what belongs to others, and to leave
 * open what nobody can know.
 * @param decisions those of a configuration that holds nothing but the registry
 */
export function propose(group: SourceGroup, decisions: ReadonlyMap<Unit, Decision>): Proposal {
  const [first] = group.sources;
  const known = knownArtifact(first?.repository);
  const selector = parseSelector(group.selector, group.in);
  if ("error" in selector)
    return { choice: { action: "open", why: `an entry ${selector.error}` }, known: undefined };
  if (first?.owner === "third-party")
    return {
      choice: {
        action: "keep",
        reason: `third party: ${first.repository ?? "a repository of somebody else"}`,
      },
      known,
    };
  const own = group.sources.map((source) => decisions.get(source));
  const open = own.find((one) => one?.action !== "migrate");
  const [decision] = own;
  if (open || decision?.action !== "migrate")
    return { choice: { action: "open", why: reasonOf(open ?? decision) }, known };
  return { choice: { action: "migrate", url: decision.url, note: decision.notes.join("; ") }, known };
}

function reasonOf(decision: Decision | undefined): string {
  return (decision?.reason ?? "").replace(/^undecided: /, "");
}

/**
 * The official artifact as a choice; undefined where its files lie otherwise than in the repository, or where a
 * HelmRelease takes a chart, which it does not hold. Without tag and semver a person has to say which one to follow:
 * a branch of somebody else has no tag of its name.
 */
export function officialChoice(group: SourceGroup, known: KnownArtifact | undefined): Choice | undefined {
  const [first] = group.sources;
  if (!known || known.path === undefined || !first) return undefined;
  if (group.sources.some((source) => source.charts.length > 0)) return undefined;
  const { semver, tag } = first.ref ?? {};
  const followed =
    semver !== undefined ? { semver } : tag !== undefined ? { tag: artifactTag(known, tag) } : {};
  return { action: "migrate", url: known.url, ...followed, path: known.path, note: known.note };
}

/** The entry of `sources` for a choice; for one that is open, the entry to complete. */
export function entryOf({ selector, in: scopes }: SourceGroup, choice: Choice): PlainRecord {
  const where = scopes.length === 0 ? {} : { in: scopes.length === 1 ? scopes[0]! : scopes };
  if (choice.action === "keep") return { source: selector, ...where, action: "keep", reason: choice.reason };
  if (choice.action === "open")
    return { source: selector, ...where, action: "migrate", url: "oci://…", ref: { tag: "…" } };
  const { url, tag, semver, path } = choice;
  const ref = semver !== undefined ? { ref: { semver } } : tag !== undefined ? { ref: { tag } } : {};
  return {
    source: selector,
    ...where,
    action: "migrate",
    url,
    ...ref,
    ...(path !== undefined && { artifact: { path } }),
  };
}
