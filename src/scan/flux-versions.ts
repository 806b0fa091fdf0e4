import type { Cluster } from "../build/cluster.ts";
import { textIn } from "../build/node.ts";
import { type FluxVersion, type Root, UNKNOWN } from "../core/graph.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { basename, isWithin } from "../core/paths.ts";
import { at, textAt } from "../core/tree.ts";
import { fluxMinorFromText, minorsServing, NEWEST_MINOR, parseMinor } from "../flux/api-versions.ts";
import { minorOfOciCrd } from "../flux/flux-version.ts";

/** Files and clusters that tell versions. */
interface TreeEvidence {
  clusters: readonly Cluster[];
  /** Files of the tree. */
  paths: readonly string[];
  /** The text of a file; undefined if it cannot be read. */
  read: (file: string) => string | undefined;
}

/** What tells versions. */
interface VersionEvidence extends TreeEvidence {
  roots: readonly Root[];
  existing: readonly ExistingOci[];
}

/** The oldest Flux that a person has to think of if only old API versions tell; v1beta2 of OCIRepository fits all. */
const BEFORE_OCI_V1 = 5;

/** The last Flux that serves OCIRepository v1beta2. */
const LAST_V1BETA2 = 7;

/**
 * Target Flux of a scope, first that tells: labels of Flux's own objects and the header of gotk-components.yaml, a
 * FluxInstance, a source of fluxcd/flux2, a flux-manifests artifact, the CRD of OCIRepository, the apiVersion of
 * OCIRepositories, the API versions in use, else the newest. Files whose cluster is unknown most likely belong to one
 * of this tree, so its oldest comes before the newest Flux there is.
 */
export function fluxDetector(tree: TreeEvidence) {
  // The unknown scope asks all others again.
  const known = new Map<string, FluxVersion | undefined>();
  return (scope: string, roots: readonly Root[], existing: readonly ExistingOci[]): FluxVersion => {
    const toldBy = (one: string) => {
      if (!known.has(one)) known.set(one, told(one, { ...tree, roots, existing }));
      return known.get(one);
    };
    if (scope !== UNKNOWN) return toldBy(scope) ?? untold("the newest, nothing in this scope tells");
    const scopes = [...new Set(roots.map((root) => root.scope))];
    const clusters = scopes.flatMap((one) => toldBy(one) ?? []);
    const [oldest] = clusters.sort((a, b) => a.minor - b.minor);
    return (
      toldBy(UNKNOWN) ??
      (oldest && assumed(oldest.minor, `the oldest cluster of this tree: ${oldest.from}`)) ??
      untold("the newest, no root of this tree tells")
    );
  };
}

function told(scope: string, evidence: VersionEvidence): FluxVersion | undefined {
  const own = evidence.clusters.filter(({ path }) => (path ?? UNKNOWN) === scope);
  const files = filesOf(scope, own, evidence);
  return (
    fromFiles(files, fluxMinorFromText, evidence) ??
    fromInstance(evidence.roots.filter((root) => root.scope === scope)) ??
    fromInstaller(own) ??
    fromManifests(scope, evidence.existing) ??
    fromCrd(files, evidence) ??
    fromExisting(scope, evidence.existing) ??
    fromApiVersions(own)
  );
}

/** The files of which a cluster is made; in a tree without roots every file may be of one. */
function filesOf(
  scope: string,
  own: readonly Cluster[],
  { roots, paths }: VersionEvidence,
): Iterable<string> {
  if (scope === UNKNOWN && roots.length === 0) return paths;
  const files = new Set(own.flatMap(({ deliveries }) => deliveries.flatMap(({ visited }) => [...visited])));
  // Where a root does not build, the bootstrap's own file still lies below its path.
  if (scope !== UNKNOWN)
    for (const path of paths)
      if (basename(path) === "gotk-components.yaml" && isWithin(path, scope)) files.add(path);
  return files;
}

/** The lowest minor that a text tells. */
function fromFiles(
  files: Iterable<string>,
  minorIn: (text: string) => number | undefined,
  { read }: VersionEvidence,
): FluxVersion | undefined {
  let lowest: FluxVersion | undefined;
  for (const file of files) {
    const minor = minorIn(read(file) ?? "");
    if (minor !== undefined && (lowest === undefined || minor < lowest.minor)) lowest = { minor, from: file };
  }
  return lowest;
}

function fromCrd(files: Iterable<string>, evidence: VersionEvidence): FluxVersion | undefined {
  const found = fromFiles(files, minorOfOciCrd, evidence);
  return found && assumed(found.minor, `the CRD of OCIRepository (${found.from})`);
}

function newest(from: string): FluxVersion {
  return assumed(NEWEST_MINOR, from);
}

function untold(from: string): FluxVersion {
  return { ...newest(from), untold: true };
}

function assumed(minor: number, from: string): FluxVersion {
  return { minor, from, assumed: true };
}

function fromInstance(roots: readonly Root[]): FluxVersion | undefined {
  for (const root of roots) {
    const node = root.manifest?.node ?? root.document?.root;
    const paths = [
      ["spec", "distribution", "version"],
      ["spec", "values", "instance", "distribution", "version"],
      ["instance", "distribution", "version"],
    ];
    const text = root.by.startsWith("FluxInstance")
      ? paths.map((path) => textAt(at(node, path))).find((found) => found !== undefined)
      : undefined;
    const parsed = text === undefined ? undefined : parseMinor(text);
    if (parsed)
      return { minor: parsed.minor, from: `FluxInstance version ${text} (${root.document?.file ?? "?"})` };
  }
  return undefined;
}

/** A GitRepository of Flux's own repository installs the version of its tag. */
function fromInstaller(clusters: readonly Cluster[]): FluxVersion | undefined {
  for (const { built, id } of clusters.flatMap(({ objects }) => objects)) {
    if (id.kind !== "GitRepository") continue;
    if (!/github\.com[/:]fluxcd\/flux2(?:\.git)?\/?$/.test(textIn(built.node, ["spec", "url"]))) continue;
    const ref = textIn(built.node, ["spec", "ref", "tag"]) || textIn(built.node, ["spec", "ref", "semver"]);
    const parsed = parseMinor(ref);
    if (parsed) return { minor: parsed.minor, from: `GitRepository ${id.name} of fluxcd/flux2 at ${ref}` };
  }
  return undefined;
}

function fromManifests(scope: string, existing: readonly ExistingOci[]): FluxVersion | undefined {
  for (const one of existing) {
    if (one.scope !== scope || !one.url?.endsWith("/flux-manifests")) continue;
    const tag = textAt(one.manifest.node, ["spec", "ref", "tag"]);
    const parsed = tag === undefined ? undefined : parseMinor(tag);
    if (parsed) return { minor: parsed.minor, from: `flux-manifests ${tag} (${one.manifest.document.file})` };
  }
  return undefined;
}

/** v1beta2 alone means a Flux that may not serve v1; the oldest that serves v1 is not assumed from it. */
function fromExisting(scope: string, existing: readonly ExistingOci[]): FluxVersion | undefined {
  const here = existing.filter((one) => one.scope === scope);
  const [first] = here;
  if (!first) return undefined;
  const current = here.find((one) => one.manifest.version === "v1");
  if (current) return newest(`OCIRepository v1 is in use (${current.manifest.document.file})`);
  const serving = minorsServing(first.manifest.apiVersion, "OCIRepository");
  const minor = Math.min(serving?.last ?? NEWEST_MINOR, BEFORE_OCI_V1);
  return assumed(
    minor,
    `OCIRepository ${first.manifest.version} is in use (${first.manifest.document.file})`,
  );
}

/**
 * API versions in use bound the Flux from above: a fleet with GitRepository v1beta1 has none after 2.6. Which one
 * below that it is nobody knows, so what every one of them serves is written.
 */
function fromApiVersions(clusters: readonly Cluster[]): FluxVersion | undefined {
  let bound: FluxVersion | undefined;
  for (const { built, id } of clusters.flatMap(({ objects }) => objects)) {
    const apiVersion = textIn(built.node, ["apiVersion"]);
    const last = minorsServing(apiVersion, id.kind)?.last;
    if (last === undefined || last >= (bound?.minor ?? NEWEST_MINOR)) continue;
    bound = assumed(last, `${id.kind} ${id.name} is ${apiVersion.split("/")[1]}, which no later Flux serves`);
  }
  return (
    bound && { ...bound, minor: bound.minor <= LAST_V1BETA2 ? BEFORE_OCI_V1 : bound.minor, bounded: true }
  );
}
