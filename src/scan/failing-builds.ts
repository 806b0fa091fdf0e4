/** Directories that do not build today, as people are told of them. */
import type { Cluster, ClusterObject, Delivery } from "../build/cluster.ts";
import { get } from "../build/node.ts";
import { idKey } from "../build/object-id.ts";
import type { Location } from "../core/manifest.ts";
import type { FailingBuild } from "../core/neighbours.ts";
import { byLocation } from "../core/order.ts";
import { isWithin } from "../core/paths.ts";
import { compare } from "../core/text.ts";
import { textAt } from "../core/tree.ts";
import { isFluxGroup } from "../flux/groups.ts";
import { type BuildWords, joined, placeText } from "../graph/doors.ts";
import type { Objects } from "./objects.ts";

/** What tells whether anybody needs to know of a directory. */
export interface FailingInput {
  clusters: readonly Cluster[];
  objects: Objects;
  words: BuildWords;
  /** The text of a file; undefined if it cannot be read. */
  text: (file: string) => string | undefined;
}

/**
 * Every delivery that fails, one a place, by place: all of a cluster with a root, and of the others those that hold
 * objects of Flux that may move. A component alone, and what nobody applies and Flux does not know, is no matter here.
 */
export function failingBuilds(input: FailingInput): FailingBuild[] {
  const found = new Map<
    string,
    { location: Location; reasons: Set<string>; what: Set<string>; keys: Set<string> }
  >();
  for (const cluster of input.clusters)
    for (const delivery of cluster.deliveries) {
      const { failure } = delivery;
      if (!failure || !concerns(delivery, cluster, input)) continue;
      const location = placeOf(delivery, cluster, input);
      if (!location) continue;
      const id = placeText(location);
      const one = found.get(id) ?? { location, reasons: new Set(), what: new Set(), keys: new Set() };
      found.set(id, one);
      one.reasons.add(input.words.reason(failure.message));
      one.what.add(whatOf(delivery));
      if (cluster.path !== undefined) one.keys.add(cluster.key);
    }
  return [...found.values()]
    .map(({ location, reasons, what, keys }) => ({
      location,
      reason: joined(reasons),
      what: [...what].sort(compare),
      clusters: [...keys].sort(compare),
    }))
    .sort(byLocation);
}

function concerns(delivery: Delivery, cluster: Cluster, input: FailingInput): boolean {
  const { by, directory, doubt } = delivery;
  if (cluster.path !== undefined && !doubt) return !(by && isMovedRoot(by, directory, cluster));
  return directory !== undefined && holdsFlux(directory, input, new Set());
}

/** True for a root that names its path from the top of another repository, of which this tree holds a copy in a folder. */
function isMovedRoot(by: ClusterObject, directory: string | undefined, { roots, path }: Cluster): boolean {
  const isRoot = roots.some(({ object }) => object && idKey(object.id) === idKey(by.id));
  return isRoot && directory !== undefined && path?.endsWith(`/${directory}`) === true;
}

/** True if a directory lists a file with an object of Flux, as far as its kustomization files tell. */
function holdsFlux(directory: string, input: FailingInput, seen: Set<string>): boolean {
  const { tree, manifests } = input.objects;
  const kustomization = tree.byDirectory.get(directory);
  if (!kustomization)
    return (
      seen.size === 0 &&
      manifests.some(
        ({ group, document: { file, text } }) =>
          isFluxGroup(group) && isWithin(file, directory) && isAboutSources(text),
      )
    );
  const isTop = seen.size === 0;
  if (seen.has(directory) || (isTop && textAt(kustomization.document.root, ["kind"]) === "Component"))
    return false;
  seen.add(directory);
  return [...kustomization.resources, ...kustomization.components].some((path) =>
    tree.byDirectory.has(path) ? holdsFlux(path, input, seen) : isAboutSources(input.text(path) ?? ""),
  );
}

/** True for a text with an object of Flux that may name a Git source, or bring objects that do. */
function isAboutSources(text: string): boolean {
  return FLUX_OBJECT.test(text) && NAMES_SOURCES.test(text);
}

/** A release of a HelmRepository has nothing that moves. */
const NAMES_SOURCES =
  /GitRepository|ImageUpdateAutomation|kustomize\.toolkit\.fluxcd\.io|fluxcd\.controlplane\.io/;
/** An object of Flux or its operator. */
const FLUX_OBJECT =
  /^[\s{,-]{0,40}["']?apiVersion["']?:\s{0,9}["']?[a-z.]{0,40}fluxcd\.(?:io|controlplane\.io)\//m;

/** The place of the failure, else of the Kustomization that names the directory, else of its kustomization.yaml. */
function placeOf(
  { by, directory, failure }: Delivery,
  cluster: Cluster,
  input: FailingInput,
): Location | undefined {
  const { words, objects } = input;
  const name = get(get(by?.built.node, "metadata"), "name");
  const file = directory === undefined ? undefined : objects.tree.byDirectory.get(directory)?.file;
  return (
    words.place(failure?.at) ??
    words.place(name?.origin) ??
    words.place(by?.built.node.origin) ??
    startOf(file ?? cluster.roots.find((root) => root.file !== undefined)?.file)
  );
}

function startOf(file: string | undefined): Location | undefined {
  return file === undefined ? undefined : { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** What fails, for people. */
function whatOf({ by, directory }: Delivery): string {
  if (directory !== undefined) return directory === "" ? "." : directory;
  if (!by) return "what is applied by hand";
  const { kind, namespace, name } = by.id;
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}
