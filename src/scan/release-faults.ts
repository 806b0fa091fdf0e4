import { type Context, UNKNOWN } from "../core/graph.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import type { ExistingOci, ReleaseFault } from "../core/neighbours.ts";
import { at, child, deref, textAt, type YamlNode } from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { GROUP } from "../flux/groups.ts";
import { GIT } from "./found-reference.ts";

const OCI = "OCIRepository";
const SOURCE_REF = ["spec", "chart", "spec", "sourceRef"] as const;

/**
 * HelmReleases whose chart no cluster takes: an OCIRepository under `chart.spec.sourceRef`, which no version of the
 * API has (flux-facts 3.1), both `chart` and `chartRef`, a `chartRef` to what its cluster does not have.
 */
export function releaseFaults(
  manifests: readonly Manifest[],
  contexts: ReadonlyMap<string, readonly Context[]>,
  existing: readonly ExistingOci[],
): ReleaseFault[] {
  return manifests.flatMap((manifest) => {
    if (manifest.group !== GROUP.helm || manifest.kind !== "HelmRelease") return [];
    const ways = contexts.get(manifest.document.file) ?? [];
    const chartRef = deref(at(manifest.node, ["spec", "chartRef"]));
    const sourceRef = deref(at(manifest.node, SOURCE_REF));
    const made = (fault: ReleaseFault["fault"], node: YamlNode): ReleaseFault => {
      const name = textAt(node, ["name"]) ?? UNKNOWN;
      const found = ways.filter((way) => isThere(node, name, manifest, way, existing));
      const declared = ways.length > 0 && found.length === ways.length;
      const meant = existing.filter((one) => ways.some((way) => isThere(node, name, manifest, way, [one])));
      const place = deref(child(node, "kind")) ?? node;
      const namespace = textAt(node, ["namespace"]);
      return {
        fault,
        manifest,
        location: locate(manifest.document, place),
        name,
        namespace,
        declared,
        meant,
      };
    };
    const kind = textAt(sourceRef, ["kind"]);
    if (sourceRef && kind === OCI && !chartRef) return [made("oci-in-chart", sourceRef)];
    // One from Git says so as a reference that cannot move.
    if (chartRef && at(manifest.node, ["spec", "chart"]) && kind !== GIT) return [made("both", chartRef)];
    if (textAt(chartRef, ["kind"]) !== OCI || !chartRef) return [];
    const fault = made("missing", chartRef);
    const isKnown = ways.length > 0 && ways.every(({ scope }) => scope !== UNKNOWN);
    return isKnown && !fault.declared ? [fault] : [];
  });
}

function isThere(
  ref: YamlNode,
  name: string,
  { namespace: own }: Manifest,
  way: Context,
  existing: readonly ExistingOci[],
): boolean {
  const namespace = textAt(ref, ["namespace"]) ?? way.namespace ?? own ?? UNKNOWN;
  return existing.some(
    (one) =>
      (one.name === name || hasVariable(one.name)) &&
      [one.namespace, UNKNOWN].includes(namespace) &&
      (one.scope === way.scope || one.scope === UNKNOWN),
  );
}
