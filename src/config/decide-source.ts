import type { ArtifactTree } from "../core/artifact-tree.ts";
import { hideCredentials } from "../core/credentials.ts";
import { accessOf, type Decision, type DeclareIn, type MigrateDecision } from "../core/decision.ts";
import { type GitRef, type Graph, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { textAt } from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { refNote } from "../flux/ref-changes.ts";
import { type RefTranslation, translateRef } from "../flux/translate-ref.ts";
import { accessAt, unsaidAccess } from "./access.ts";
import { rootedDecision } from "./artifact-root.ts";
import { blockersOf } from "./blockers.ts";
import { normalizeGitUrl, repositoryName } from "./git-url.ts";
import { matchesSource } from "./match.ts";
import type { Config, SourceEntry } from "./types.ts";
import { registryOf, variableProblem } from "./variable-values.ts";
import { originText } from "./wording.ts";

/**
 * The decision for one source by the entry that was chosen for it, or by `registry` alone where there is none.
 * @param tree what the files tell about an artifact that is made of one directory; without it only the graph does
 */
export function decideSource(
  source: SourceNode,
  entry: SourceEntry | undefined,
  graph: Graph,
  config: Config,
  originUrl: string | undefined,
  tree?: ArtifactTree,
): Decision {
  if (entry?.action === "keep")
    return { action: "keep", reason: entry.reason ?? `kept by ${originText(entry.origin)}` };
  const computed = computedName(source);
  if (computed !== undefined) return { action: "undecided", reason: computed };
  const url = entry?.url ?? derivedUrl(source, config, originUrl, entry !== undefined);
  if (url === undefined) return { action: "undecided", reason: needs(source, config, originUrl) };
  const ref: RefTranslation = entry?.ref
    ? { ref: entry.ref, note: refNote(gitRefOf(source), entry.ref) }
    : refOf(source);
  if ("undecided" in ref) return { action: "undecided", reason: ref.undecided };
  const decision: MigrateDecision = {
    action: "migrate",
    url,
    ref: ref.ref,
    access: accessAt(registryOf(url, source), [accessOf(entry ?? {})], config),
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
  const problem = variableProblem(source, source, decision, entry?.ref !== undefined);
  if (problem) return problem;
  const blocked =
    blockersOf(source, decision, entry, graph) ??
    unsaid(unsaidAccess(source, registryOf(url, source), decision.access, "its entry of git2oci.yaml"));
  if (blocked !== undefined) return { action: "undecided", reason: blocked };
  return rootedDecision(source, decision, entry?.artifactPath, graph, tree);
}

function unsaid(reason: string | undefined): string | undefined {
  return reason && `undecided: ${reason}`;
}

/** A program may make several sources at one place, under names that only running it would tell. */
function computedName({ name, declarations }: SourceNode): string | undefined {
  if (!hasVariable(name) || !declarations.some(({ manifest }) => manifest.document.code)) return undefined;
  return `undecided: the program computes its name (${name}), so nothing tells which references mean it; write the name as a text, or leave it on Git`;
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

/** The Git ref as far as the tree tells it: nothing where no file declares the source. */
export function gitRefOf(source: SourceNode): GitRef | undefined {
  return source.declarations.length === 0 ? undefined : (source.ref ?? {});
}

/** The place for new declarations of a source that flags or its entry name. */
export function placeOf(
  source: SourceNode,
  entry: SourceEntry | undefined,
  config: Config,
): DeclareIn | undefined {
  const rule =
    config.declareIn.find((one) => one.selector !== undefined && matchesSource(one.selector, source)) ??
    config.declareIn.find((one) => one.selector === undefined);
  return rule?.place ?? entry?.declareIn;
}

/** What an undecided source needs, in the words of the flags. */
function needs(source: SourceNode, config: Config, originUrl: string | undefined): string {
  const namespace = source.namespace === UNKNOWN ? "" : `${source.namespace}/`;
  const map = `--map ${namespace}${source.name}=oci://…:<tag>`;
  const why: Record<SourceNode["owner"], string> = {
    own: config.registry ? unnamed(source) : "it is this fleet's own, --registry would decide it",
    "same-owner": config.registry ? unnamed(source) : "it has the same owner, --registry would decide it",
    "third-party": "it belongs to someone else, so only a person can say where its artifact is",
    unknown: ownerless(source, config, originUrl),
  };
  return `undecided: ${why[source.owner]}; give ${map}, or action: keep with a reason`;
}

/** Why a registry gives a source that is ours no artifact. */
function unnamed({ url }: SourceNode): string {
  if (url === undefined) return "its repository's name is not known here";
  return normalizeGitUrl(url) === undefined
    ? `the name of its repository in ${hideCredentials(url)} cannot be read`
    : `no registry takes the name of its repository ${hideCredentials(url)}`;
}

/** Why nobody can tell whose a source is. */
function ownerless(
  { url, declarations }: SourceNode,
  { owners }: Config,
  origin: string | undefined,
): string {
  if (url === undefined)
    return declarations.some(({ spec }) => textAt(spec, ["url"]) !== undefined)
      ? "its files tell several urls"
      : "no file here tells its url";
  if (owners.length > 0 || (origin !== undefined && normalizeGitUrl(origin) !== undefined))
    return `its url ${hideCredentials(url)} does not tell whose repository it is`;
  return origin === undefined
    ? "whose repository it is cannot be told here (no origin remote, no owners)"
    : `whose repository it is cannot be told here (the origin remote ${hideCredentials(origin)} names no owner, no owners)`;
}
