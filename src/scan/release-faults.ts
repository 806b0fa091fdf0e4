import { textIn } from "../build/node.ts";
import { UNKNOWN } from "../core/graph.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import type { ExistingOci, ReleaseFault } from "../core/neighbours.ts";
import { at, child, deref, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { type BuiltManifests, type InCluster, isBlurred, valueAt } from "../graph/built-manifests.ts";
import { GIT } from "./found-reference.ts";

const OCI = "OCIRepository";
const SOURCE_REF = ["spec", "chart", "spec", "sourceRef"] as const;

/**
 * HelmReleases whose chart no cluster takes: an OCIRepository under `chart.spec.sourceRef`, which no version of the
 * API has (flux-facts 3.1), both `chart` and `chartRef`, a `chartRef` to what its cluster does not have.
 */
export function releaseFaults(
  manifests: readonly Manifest[],
  builds: BuiltManifests,
  existing: readonly ExistingOci[],
): ReleaseFault[] {
  return manifests.flatMap((manifest) => {
    if (manifest.group !== GROUP.helm || manifest.kind !== "HelmRelease") return [];
    const ways = builds.of(manifest);
    const chartRef = deref(at(manifest.node, ["spec", "chartRef"]));
    const sourceRef = deref(at(manifest.node, SOURCE_REF));
    const made = (fault: ReleaseFault["fault"], node: YamlNode, path: readonly string[]): ReleaseFault => {
      const place = deref(child(node, "kind")) ?? node;
      const meant = ways.map((one) => meantBy(one, path));
      const declared = ways.length > 0 && meant.every((list) => list.length > 0);
      const nodes = new Set(meant.flat().map((object) => builds.manifestOf(object)?.node));
      return {
        fault,
        manifest,
        location: locate(manifest.document, place),
        name: textAt(node, ["name"]) ?? UNKNOWN,
        namespace: textAt(node, ["namespace"]),
        declared,
        meant: existing.filter((one) => nodes.has(one.manifest.node)),
      };
    };
    const kind = textAt(sourceRef, ["kind"]);
    if (sourceRef && kind === OCI && !chartRef) return [made("oci-in-chart", sourceRef, SOURCE_REF)];
    // One from Git says so as a reference that cannot move.
    if (chartRef && at(manifest.node, ["spec", "chart"]) && kind !== GIT)
      return [made("both", chartRef, CHART_REF)];
    const isMissing = ways.some((one) => {
      const ref = refAt(one, CHART_REF);
      // What the tree may bring under that name is not missing; what others may bring a person has to tell.
      return ref.kind === OCI && meantBy(one, CHART_REF).length === 0 && !isOpen(one, ref);
    });
    return chartRef && isMissing ? [made("missing", chartRef, CHART_REF)] : [];
  });
}

const CHART_REF = ["spec", "chartRef"] as const;

function refAt({ object }: InCluster, path: readonly string[]) {
  const node = valueAt(object.built.node, path);
  const namespace = textIn(node, ["namespace"]) || object.id.namespace;
  return { kind: textIn(node, ["kind"]), name: textIn(node, ["name"]), namespace };
}

function meantBy(one: InCluster, path: readonly string[]) {
  return one.sources.meant({ ...refAt(one, path), kind: OCI });
}

function isOpen(one: InCluster, ref: ReturnType<typeof refAt>): boolean {
  return (
    isBlurred(one) || one.object.delivery.doubt !== undefined || one.sources.unknown(ref, false) !== undefined
  );
}
