import type { Cluster, Delivery } from "../build/cluster.ts";
import { attempt } from "../build/files.ts";
import { KUSTOMIZATION_FILES, listField } from "../build/kustomization.ts";
import { BuildFailure, get, textIn } from "../build/node.ts";
import type { TreeBuilder } from "../build/tree-builder.ts";
import { type BuiltTree, buildClusters, type OpenedTree, openForBuild } from "../build-tree.ts";
import type { Config } from "../config/types.ts";
import { CONFIG_HEADER } from "../core/config-header.ts";
import { dirname, isWithin, join, normalize } from "../core/paths.ts";
import type { Reader } from "../io/read.ts";
import { leftOutBy } from "../scan/artifact-ignore.ts";
import { gitIgnoredBy } from "../scan/ignore-rules.ts";

/** A tree, with its configuration if that does not read as a resource. */
export interface BesideConfig {
  /** The configuration, from the root. */
  own: string | undefined;
  clusters: readonly Cluster[];
  builder: TreeBuilder;
  /** Absolute root of the tree. */
  root: string;
  reader: Reader;
}

/**
 * What to say, a line each, of a configuration that does not read as a resource, and that a Kustomization would apply:
 * Flux makes a kustomization.yaml of a folder that has none, lists every file in it, and stops at "missing Resource
 * metadata". It does so too if a kustomization.yaml lists the file.
 */
export function configWarning({ own, clusters, builder, root, reader }: BesideConfig): string[] {
  if (own === undefined || gitIgnoredBy(root, own, reader) !== undefined) return [];
  for (const cluster of clusters)
    for (const delivery of cluster.deliveries) {
      const how = pickedUp(own, delivery, builder);
      if (!delivery.by || how === undefined || isLeftOut(own, delivery, cluster, root, reader)) continue;
      const { kind, namespace, name } = delivery.by.id;
      return [
        `warning: ${own}: ${kind} ${namespace}/${name} ${how}, and Flux stops at this file ("missing Resource metadata"); begin the file with these lines:`,
        ...CONFIG_HEADER,
      ];
    }
  return [];
}

/** As `configWarning`, for a command that has not built the tree, or only a part of it. */
export async function configWarningAt(path: string, config: Config): Promise<string[]> {
  if (!config.file || config.file.isResource) return [];
  const tree = await openForBuild(path, config);
  return tree.own === undefined ? [] : builtWarning(tree, buildClusters(tree, config));
}

/** As `configWarning`, for a tree that was opened for building. */
export function builtWarning({ own, builder, found, reader }: OpenedTree, { clusters }: BuiltTree): string[] {
  return configWarning({ own, clusters, builder, root: found.root, reader });
}

/** How a delivery comes to a file, in words; undefined if it does not. */
function pickedUp(own: string, { directory, visited }: Delivery, builder: TreeBuilder): string | undefined {
  const lister = [...visited].flatMap((one) => listerAt(one, own, builder) ?? [])[0];
  if (lister !== undefined) return `applies what ${lister} lists`;
  if (directory === undefined || !isWithin(own, directory)) return undefined;
  const isFile = (path: string) => builder.files.files.read(path) !== undefined;
  const isBuilt = (path: string) => KUSTOMIZATION_FILES.some((name) => isFile(join(path, name)));
  if (between(dirname(own), directory).some(isBuilt)) return undefined;
  return `applies ${directory || "the whole repository"} without a kustomization.yaml`;
}

/** The kustomization.yaml of a directory if it lists the file. One that only generates from it reads no resource. */
function listerAt(directory: string, own: string, builder: TreeBuilder): string | undefined {
  const { files } = builder;
  const file = files.files.isDirectory(directory) ? files.kustomizationFile(directory) : undefined;
  const kustomization = file && attempt(() => builder.directories.kustomization(directory, "lenient"));
  if (!kustomization || kustomization instanceof BuildFailure) return undefined;
  const isListed = ["resources", "bases"].some((field) =>
    listField(kustomization, field).some((item) => normalize(textIn(item), directory) === own),
  );
  return isListed ? file : undefined;
}

/** True if the artifact that a delivery reads does not hold the file. */
function isLeftOut(own: string, delivery: Delivery, cluster: Cluster, root: string, reader: Reader): boolean {
  const base = delivery.base ?? "";
  const ignore = ignoreOf(delivery, cluster);
  const rules = ignore === "" ? undefined : { text: ignore, from: "spec.ignore" };
  const inArtifact = base === "" ? own : own.slice(base.length + 1);
  return leftOutBy(join(root, base), inArtifact, rules, reader) !== undefined;
}

/** `spec.ignore` of the source that a delivery reads; empty without one. */
function ignoreOf({ by }: Delivery, { objects }: Cluster): string {
  const ref = get(get(by?.built.node, "spec"), "sourceRef");
  const [kind, name] = [textIn(ref, ["kind"]), textIn(ref, ["name"])];
  const namespace = textIn(ref, ["namespace"]) || by?.id.namespace;
  const source = objects.find(({ id }) => id.kind === kind && id.name === name && id.namespace === namespace);
  return textIn(source?.built.node, ["spec", "ignore"]);
}

/** Directories from one up to another, both included. */
function between(directory: string, top: string): string[] {
  const found = [directory];
  for (let one = directory; one !== top && one !== ""; one = dirname(one)) found.push(dirname(one));
  return found;
}
