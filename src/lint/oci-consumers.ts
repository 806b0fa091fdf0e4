import { textIn } from "../build/node.ts";
import { groupBy, pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { hasVariable } from "../core/variables.ts";
import { GROUP } from "../flux/groups.ts";
import { type InCluster, isBlurred } from "../graph/built-manifests.ts";
import { namedRefs } from "../graph/source-refs.ts";
import { buildsOf, declarationOf } from "./builds.ts";
import type { LintContext } from "./context.ts";
import { type OciManifest, ociRepositories } from "./oci.ts";
import { onceATree } from "./once.ts";

/** An object that reads what an OCIRepository of this tree pulls, and the OCIRepository. */
export interface OciConsumer {
  kind: "Kustomization" | "HelmRelease";
  manifest: Manifest;
  oci: OciManifest;
  /** The object in each cluster in which it reads this one. */
  ways: readonly InCluster[];
}

/** Fields that name an OCIRepository, of the kinds that lint knows more about. */
const ROWS = [
  { group: GROUP.kustomize, kind: "Kustomization", field: "sourceRef" },
  { group: GROUP.helm, kind: "HelmRelease", field: "chartRef" },
] as const;

/**
 * Every Kustomization and HelmRelease that reads an OCIRepository which this tree declares, and no second one of that
 * name. Each pair is listed once.
 */
export const ociConsumers = onceATree(consumersOf);

function consumersOf(context: LintContext): readonly OciConsumer[] {
  const byManifest = new Map(ociRepositories(context).map((oci) => [oci.manifest, oci]));
  const builds = buildsOf(context);
  return context.objects.manifests.flatMap((manifest) => {
    const row = ROWS.find(({ group, kind }) => group === manifest.group && kind === manifest.kind);
    if (!row) return [];
    const read = (one: InCluster): OciManifest | undefined => {
      const ref = namedRefs(one.object).find(({ path }) => path.join(".") === `spec.${row.field}`);
      if (ref?.kind !== "OCIRepository" || isBlurred(one)) return undefined;
      const meant = one.sources.meant(ref).map((object) => declarationOf(object, context));
      const [only, ...others] = new Set(meant);
      return only && others.length === 0 ? byManifest.get(only) : undefined;
    };
    return [...groupBy(builds.of(manifest), read)].flatMap(([oci, ways]) =>
      oci ? [{ kind: row.kind, manifest, oci, ways }] : [],
    );
  });
}

/** Consumers by the object that they read. */
export function byRepository(consumers: readonly OciConsumer[]): ReadonlyMap<OciManifest, OciConsumer[]> {
  const found = new Map<OciManifest, OciConsumer[]>();
  for (const one of consumers) pushTo(found, one.oci, one);
  return found;
}

/** `spec.path` of a Kustomization, each text once, with a cluster that gets it; none for what variables leave open. */
export function pathsOf({ kind, ways }: OciConsumer): [string, InCluster][] {
  if (kind !== "Kustomization") return [];
  const paths = ways.map((one): [string, InCluster] => [
    textIn(one.object.built.node, ["spec", "path"]),
    one,
  ]);
  return [...new Map(paths.reverse())].filter(([path]) => !hasVariable(path));
}
