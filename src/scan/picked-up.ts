import type { Cluster, ClusterObject, Delivery } from "../build/cluster.ts";
import { attempt } from "../build/files.ts";
import { pathOf } from "../build/flux-kustomization.ts";
import { KUSTOMIZATION_FILES, listField } from "../build/kustomization.ts";
import { BuildFailure, get, textIn } from "../build/node.ts";
import { isFluxKustomization, type TreeBuilder } from "../build/tree-builder.ts";
import { dirname, isWithin, join, normalize } from "../core/paths.ts";
import type { Reader } from "../io/read.ts";
import { isDefaultInForce, leftOutBy } from "./artifact-ignore.ts";

/** A tree that was built. */
export interface BuiltPlace {
  clusters: readonly Cluster[];
  builder: TreeBuilder;
  /** Absolute root of the tree. */
  root: string;
  reader: Reader;
}

/** A Kustomization that takes a file for a manifest. */
export interface PickedUp {
  by: ClusterObject;
  /** How it comes to the file, in words that follow its name. */
  how: string;
  /** The path of the file in the artifact, and the directory of the tree that is its root. */
  path: string;
  base: string;
  /** True if Flux's whole default list is in force for its source. */
  isDefault: boolean;
  /** True if nobody knows whether the cluster gets the Kustomization. */
  isDoubtful: boolean;
}

/**
 * Every Kustomization that would apply a file at a path of the tree, whether one is there or not: Flux makes a
 * kustomization.yaml of a folder that has none and lists every file in it, or a kustomization.yaml lists the file.
 * What the ignore rules of its source leave out is not picked up.
 */
export function* pickedUpBy(path: string, place: BuiltPlace): Generator<PickedUp> {
  const { clusters, builder, root, reader } = place;
  for (const cluster of clusters)
    for (const delivery of cluster.deliveries) {
      const { by, base = "", doubt } = delivery;
      const how = by && wayTo(path, delivery, builder);
      if (!by || how === undefined || !isWithin(path, base)) continue;
      const ignore = ignoreOf(delivery, cluster);
      const rules = ignore === "" ? undefined : { text: ignore, from: "spec.ignore" };
      const inArtifact = base === "" ? path : path.slice(base.length + 1);
      const top = join(root, base).replace(/\/$/, "");
      if (leftOutBy(top, inArtifact, rules, reader) !== undefined) continue;
      const isDefault = isDefaultInForce(top, rules, reader);
      yield { by, how, path: inArtifact, base, isDefault, isDoubtful: doubt !== undefined };
    }
  yield* maybePickedUp(path, place);
}

/**
 * The Kustomizations that apply the root of a source which no file declares, as bootstrap leaves them in fleets that
 * keep no gotk-sync.yaml: nobody here knows whether that source is this repository.
 */
function* maybePickedUp(path: string, { clusters, builder, root, reader }: BuiltPlace): Generator<PickedUp> {
  for (const cluster of clusters)
    for (const by of cluster.objects) {
      const spec = get(by.built.node, "spec");
      if (!isFluxKustomization(by.id) || pathOf(spec) !== "" || sourceOf(by, cluster)) continue;
      if (cluster.deliveries.some((one) => one.by === by)) continue;
      const delivery = { directory: "", visited: new Set<string>() };
      const how = wayTo(path, delivery, builder);
      if (how === undefined || leftOutBy(root, path, undefined, reader) !== undefined) continue;
      const isDefault = isDefaultInForce(root, undefined, reader);
      const doubt = `${how}, if its source is this repository`;
      yield { by, how: doubt, path, base: "", isDefault, isDoubtful: true };
    }
}

/** How a delivery comes to a file, in words; undefined if it does not. */
function wayTo(
  path: string,
  { directory, visited }: Pick<Delivery, "directory" | "visited">,
  builder: TreeBuilder,
): string | undefined {
  const lister = [...visited].flatMap((one) => listerAt(one, path, builder) ?? [])[0];
  if (lister !== undefined) return `applies what ${lister} lists`;
  if (directory === undefined || !isWithin(path, directory)) return undefined;
  const isFile = (file: string) => builder.files.files.read(file) !== undefined;
  const isBuilt = (one: string) => KUSTOMIZATION_FILES.some((name) => isFile(join(one, name)));
  if (between(dirname(path), directory).some(isBuilt)) return undefined;
  return `applies ${directory || "the whole repository"} without a kustomization.yaml`;
}

/** The kustomization.yaml of a directory if it lists the file. One that only generates from it reads no resource. */
function listerAt(directory: string, path: string, builder: TreeBuilder): string | undefined {
  const { files } = builder;
  const found = files.files.isDirectory(directory)
    ? attempt(() => files.kustomizationFile(directory))
    : undefined;
  const file = found instanceof BuildFailure ? undefined : found;
  const kustomization = file && attempt(() => builder.directories.kustomization(directory, "lenient"));
  if (!kustomization || kustomization instanceof BuildFailure) return undefined;
  const isListed = ["resources", "bases"].some((field) =>
    listField(kustomization, field).some((item) => normalize(textIn(item), directory) === path),
  );
  return isListed ? file : undefined;
}

/** `spec.ignore` of the source that a delivery reads; empty without one. */
function ignoreOf({ by }: Delivery, cluster: Cluster): string {
  return textIn(by && sourceOf(by, cluster)?.built.node, ["spec", "ignore"]);
}

/** The source that a Kustomization reads, if its cluster is seen to get it. */
function sourceOf({ built, id: own }: ClusterObject, { objects }: Cluster): ClusterObject | undefined {
  const ref = get(get(built.node, "spec"), "sourceRef");
  const [kind, name] = [textIn(ref, ["kind"]), textIn(ref, ["name"])];
  const namespace = textIn(ref, ["namespace"]) || own.namespace;
  return objects.find(({ id }) => id.kind === kind && id.name === name && id.namespace === namespace);
}

/** Directories from one up to another, both included. */
function between(directory: string, top: string): string[] {
  const found = [directory];
  for (let one = directory; one !== top && one !== ""; one = dirname(one)) found.push(dirname(one));
  return found;
}
