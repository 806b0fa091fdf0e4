import type { Decision, DeclareIn, MigrateDecision, OciRef } from "../core/decision.ts";
import { type GitRef, type Graph, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { type RefTranslation, translateRef } from "../flux/translate-ref.ts";
import { blockersOf } from "./blockers.ts";
import { normalizeGitUrl, repositoryName } from "./git-url.ts";
import { matchesSource } from "./match.ts";
import { underFlag } from "./merge-flags.ts";
import type { Config, ConfigProblem, SourceEntry } from "./types.ts";
import { originText } from "./wording.ts";

/** Decisions for every source, and what is wrong with the entries that should have made them. */
export interface Decisions {
  bySource: Map<SourceNode, Decision>;
  /** Entries that decide nothing. */
  warnings: ConfigProblem[];
}

/**
 * Decides each source from flags and git2oci.yaml; what nobody decided stays `undecided`, with what it needs.
 * `originUrl` is the repository's own remote; it names the artifact of a root's source that has no url here.
 */
export function decideSources(graph: Graph, config: Config, originUrl: string | undefined): Decisions {
  const result: Decisions = { bySource: new Map(), warnings: [] };
  const matches = new Map<SourceEntry, SourceNode[]>(
    config.sources.map((entry) => [
      entry,
      graph.sources.filter((source) => matchesSource(entry.selector, source)),
    ]),
  );
  const chosen = new Map<SourceNode, SourceEntry>();
  const merged = new Map<SourceNode, SourceEntry>();
  for (const source of graph.sources) {
    const [first, ...others] = config.sources.filter((one) => matches.get(one)?.includes(source));
    if (first) chosen.set(source, first);
    // A flag says where the artifact is; what the file demands besides, such as a signature, stays in force.
    const demands =
      first && "flag" in first.origin ? others.find((one) => !("flag" in one.origin)) : undefined;
    if (first && demands) merged.set(source, underFlag(first, demands, config.registry?.url));
  }
  const tooWide = new Map<SourceEntry, string>();
  for (const [entry, matched] of matches) {
    if (matched.length === 0)
      result.warnings.push({
        origin: entry.origin,
        message: `${entry.selector.text} matches no Git source of this tree`,
      });
    const decided = matched.filter((source) => chosen.get(source) === entry);
    const problem = entry.action === "migrate" ? contradiction(entry, decided) : undefined;
    if (problem === undefined) continue;
    tooWide.set(entry, problem);
    result.warnings.push({
      origin: entry.origin,
      message: `${entry.selector.text} decides nothing: ${problem}`,
    });
  }
  for (const source of graph.sources) {
    const entry = chosen.get(source);
    const problem = entry && tooWide.get(entry);
    const decision: Decision =
      entry && problem !== undefined
        ? {
            action: "undecided",
            reason: `undecided: ${originText(entry.origin)} decides nothing: ${problem}`,
          }
        : decide(source, merged.get(source) ?? entry, graph, config, originUrl);
    result.bySource.set(source, decision);
  }
  return result;
}

/** Why one target cannot serve all the sources that an entry matches, with the narrower entries to write. */
function contradiction(entry: SourceEntry, sources: readonly SourceNode[]): string | undefined {
  if (entry.url === undefined || sources.length < 2) return undefined;
  const list = (text: (source: SourceNode) => string | undefined) =>
    sources
      .map((source) => `${source.id.replace(/^GitRepository\//, "")} (${text(source) ?? "no url here"})`)
      .join(", ");
  const urls = new Set(
    sources.flatMap((source) =>
      source.url === undefined ? [] : (normalizeGitUrl(source.url) ?? source.url),
    ),
  );
  if (urls.size > 1)
    return `it matches sources of different repositories; write one entry each: ${list((source) => source.url)}`;
  if (entry.ref === undefined) return undefined;
  const refs = new Set(
    sources.flatMap((source) => (source.declarations.length === 0 ? [] : refKey(source.ref))),
  );
  if (refs.size > 1)
    return `its ref would replace different Git refs; write one entry each: ${list((source) => JSON.stringify(source.ref ?? {}))}`;
  return undefined;
}

function decide(
  source: SourceNode,
  entry: SourceEntry | undefined,
  graph: Graph,
  config: Config,
  originUrl: string | undefined,
): Decision {
  if (entry?.action === "keep")
    return { action: "keep", reason: entry.reason ?? `kept by ${originText(entry.origin)}` };
  const url = entry?.url ?? derivedUrl(source, config, originUrl, entry !== undefined);
  if (url === undefined) return { action: "undecided", reason: needs(source, config) };
  const ref: RefTranslation = entry?.ref
    ? { ref: entry.ref, note: movingNote(source, entry.ref) }
    : refOf(source);
  if ("undecided" in ref) return { action: "undecided", reason: ref.undecided };
  const decision: MigrateDecision = {
    action: "migrate",
    url,
    ref: ref.ref,
    access: accessOf(entry),
    verify: entry?.verify,
    waive: entry?.waive ?? [],
    root: entry?.root ?? "keep",
    declareIn: placeOf(source, entry, config),
    nameTemplate: config.name,
    notes: ref.note === undefined ? [] : [ref.note],
    reason: entry
      ? `decided by ${originText(entry.origin)}`
      : `decided by registry ${config.registry?.url ?? ""}`,
  };
  const blocked = blockersOf(source, decision, entry, graph);
  return blocked === undefined ? decision : { action: "undecided", reason: blocked };
}

/** `<registry>/<repository>` for what is ours; an explicit entry may use it for any source that has a url. */
function derivedUrl(
  source: SourceNode,
  config: Config,
  originUrl: string | undefined,
  named: boolean,
): string | undefined {
  if (!config.registry) return undefined;
  if (!named && source.owner !== "own" && source.owner !== "same-owner") return undefined;
  const gitUrl = source.url ?? (source.roots.length > 0 ? originUrl : undefined);
  return gitUrl === undefined ? undefined : artifactOf(gitUrl, config);
}

/** Where `--registry` puts the artifact of a Git repository; undefined without one, or for a url without a name. */
export function artifactOf(gitUrl: string, config: Config): string | undefined {
  const repository = repositoryName(gitUrl);
  return config.registry && repository !== undefined ? `${config.registry.url}/${repository}` : undefined;
}

function refOf(source: SourceNode): RefTranslation {
  if (source.declarations.length === 0)
    return {
      undecided:
        "undecided: no file declares it, so its ref is unknown; say which tag to follow, as in --map …=oci://…:main",
    };
  return translateRef(source.ref ?? {});
}

function movingNote(source: SourceNode, ref: OciRef): string | undefined {
  const branch = source.ref?.branch ?? source.ref?.name?.replace(/^refs\/heads\//, "");
  if (branch === undefined || source.ref?.tag !== undefined || source.ref?.commit !== undefined)
    return undefined;
  if ("semver" in ref && ref.semver !== undefined)
    return `Git followed branch ${branch}; it will follow versions ${ref.semver}`;
  if ("digest" in ref && ref.digest !== undefined)
    return `Git followed branch ${branch}; it will stay at ${ref.digest} until someone changes it`;
  const fixed = "tag" in ref && ref.tag !== undefined && /^v?\d/.test(ref.tag);
  return fixed
    ? `Git followed branch ${branch}; it will stay at tag ${ref.tag} until someone changes it`
    : undefined;
}

function accessOf(entry: SourceEntry | undefined): MigrateDecision["access"] {
  if (!entry) return {};
  const { secretRef, provider, serviceAccountName, anonymous, certSecretRef, insecure } = entry;
  return {
    ...(secretRef !== undefined && { secretRef }),
    ...(provider !== undefined && { provider }),
    ...(serviceAccountName !== undefined && { serviceAccountName }),
    ...(anonymous !== undefined && { anonymous }),
    ...(certSecretRef !== undefined && { certSecretRef }),
    ...(insecure !== undefined && { insecure }),
  };
}

function placeOf(source: SourceNode, entry: SourceEntry | undefined, config: Config): DeclareIn | undefined {
  const rule =
    config.declareIn.find((one) => one.selector !== undefined && matchesSource(one.selector, source)) ??
    config.declareIn.find((one) => one.selector === undefined);
  return rule?.place ?? entry?.declareIn;
}

/** What an undecided source needs, in the words of the flags. */
function needs(source: SourceNode, config: Config): string {
  const namespace = source.namespace === UNKNOWN ? "" : `${source.namespace}/`;
  const map = `--map ${namespace}${source.name}=oci://…:<tag>`;
  const why: Record<SourceNode["owner"], string> = {
    own: config.registry
      ? "its repository's name is not known here"
      : "it is this fleet's own, --registry would decide it",
    "same-owner": config.registry
      ? "its url is a placeholder"
      : "it has the same owner, --registry would decide it",
    "third-party": "it belongs to someone else, so only a person can say where its artifact is",
    unknown:
      source.url === undefined
        ? "no file here tells its url"
        : "whose repository it is cannot be told here (no origin remote, no owners)",
  };
  return `undecided: ${why[source.owner]}; give ${map}, or action: keep with a reason`;
}

/** A Git ref for comparison: `refs/heads/main` and `branch: main` follow the same; no ref means master. */
function refKey(ref: GitRef | undefined): string {
  const [, kind, rest] = /^refs\/(heads|tags)\/(.+)$/.exec(ref?.name ?? "") ?? [];
  if (kind !== undefined && ref?.commit === undefined)
    return JSON.stringify(kind === "heads" ? { branch: rest } : { tag: rest });
  return JSON.stringify(ref ?? { branch: "master" });
}
