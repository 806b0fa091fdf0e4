import type { Cluster } from "../build/cluster.ts";
import { KUSTOMIZATION_FILES } from "../build/kustomization.ts";
import { CONFIG_HEADER } from "../core/config-header.ts";
import { dirname, isWithin, join } from "../core/paths.ts";

/**
 * What to say, a line each, of a configuration that does not read as a resource, and that a Kustomization would apply:
 * Flux makes a kustomization.yaml of a folder that has none, lists every file in it, and stops at "missing Resource
 * metadata".
 * @param own the configuration, from the root
 * @param isFile true for a file of the tree
 */
export function configWarning(
  own: string | undefined,
  clusters: readonly Cluster[],
  isFile: (path: string) => boolean,
): string[] {
  if (own === undefined) return [];
  const directory = dirname(own);
  const isListed = (path: string) => KUSTOMIZATION_FILES.some((name) => isFile(join(path, name)));
  for (const { by, directory: applied } of clusters.flatMap(({ deliveries }) => deliveries)) {
    if (!by || applied === undefined || !isWithin(directory, applied)) continue;
    if (between(directory, applied).some(isListed)) continue;
    const { kind, namespace, name } = by.id;
    return [
      `warning: ${own}: ${kind} ${namespace}/${name} applies ${applied || "the whole repository"} without a kustomization.yaml, and Flux stops at this file ("missing Resource metadata"); begin the file with these lines:`,
      ...CONFIG_HEADER,
    ];
  }
  return [];
}

/** Directories from one up to another, both included. */
function between(directory: string, top: string): string[] {
  const found = [directory];
  for (let one = directory; one !== top && one !== ""; one = dirname(one)) found.push(dirname(one));
  return found;
}
