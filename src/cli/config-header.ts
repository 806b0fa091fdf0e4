import { type BuiltTree, buildClusters, type OpenedTree, openForBuild } from "../build-tree.ts";
import type { Config } from "../config/types.ts";
import { CONFIG_HEADER } from "../core/config-header.ts";
import { gitIgnoredBy } from "../scan/ignore-rules.ts";
import { type BuiltPlace, pickedUpBy } from "../scan/picked-up.ts";

/** A tree, with its configuration if that does not read as a resource. */
export interface BesideConfig extends BuiltPlace {
  /** The configuration, from the root. */
  own: string | undefined;
}

/**
 * What to say, a line each, of a configuration that does not read as a resource, and that a Kustomization would apply:
 * Flux makes a kustomization.yaml of a folder that has none, lists every file in it, and stops at "missing Resource
 * metadata". It does so too if a kustomization.yaml lists the file.
 */
export function configWarning({ own, ...place }: BesideConfig): string[] {
  if (own === undefined || gitIgnoredBy(place.root, own, place.reader) !== undefined) return [];
  for (const { by, how } of pickedUpBy(own, place)) {
    const { kind, namespace, name } = by.id;
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
