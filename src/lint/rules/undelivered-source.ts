import { describe, type Manifest } from "../../core/manifest.ts";
import { dirname } from "../../core/paths.ts";
import { GROUP } from "../../flux/groups.ts";
import type { InCluster } from "../../graph/built-manifests.ts";
import { sourceRefs } from "../../graph/source-refs.ts";
import { buildsOf } from "../builds.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * A source that a cluster reads and does not get, because its file stands in a directory that the cluster builds, and no
 * kustomization.yaml lists it. Files of other directories may be applied by hand, so nothing is said of them.
 */
export const undeliveredSource: LintRule = {
  id: "undelivered-source",
  find: (context) => {
    const { all } = buildsOf(context);
    const loose = all.filter(
      ({ object: { id }, sources }) => id.group === GROUP.source && sources.cluster.path === undefined,
    );
    return loose.flatMap((one) => {
      const reader = all.find((other) => isBeside(one, other) && reads(other, one));
      return reader ? [found(one.manifest, reader.manifest, context)] : [];
    });
  },
};

function found(manifest: Manifest, reader: Manifest, context: LintContext): Found {
  const { file } = manifest.document;
  return {
    message: `${describe(manifest)} reaches no cluster: no kustomization.yaml lists ${file}, and ${describe(reader)} reads it; list the file under resources`,
    location: placeIn(manifest, undefined),
    object: identityOf(manifest, context.graph),
    related: [{ message: `${describe(reader)} reads it`, location: placeIn(reader, undefined) }],
  };
}

/** True if the cluster of a reader builds a directory that holds the file of a source, and not the file. */
function isBeside({ manifest: { document } }: InCluster, { sources: { cluster } }: InCluster): boolean {
  if (cluster.path === undefined) return false;
  const { file } = document;
  const visits = (path: string) => cluster.deliveries.some(({ visited }) => visited.has(path));
  if (visits(file)) return false;
  for (let directory = dirname(file); directory !== ""; directory = dirname(directory))
    if (visits(directory)) return true;
  return visits("");
}

function reads(reader: InCluster, { object: { id } }: InCluster): boolean {
  return sourceRefs(reader.object, []).some(
    (ref) =>
      ref.kind === id.kind &&
      ref.name === id.name &&
      (ref.namespace === id.namespace || id.namespace === "" || ref.namespace === "") &&
      reader.sources.meant(ref).length === 0,
  );
}
