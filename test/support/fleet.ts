/** Made-up fleets for property tests: a model, and by construction what applies each file. */

/** Where an object is written: a cluster's own folder, the shared base, the tenant's folder, or nowhere applied. */
export type Place = number | "base" | "tenant" | "loose";

/** What a text calls a source. */
export interface SourceName {
  name: string;
  namespace: string | undefined;
}

export interface FleetSource extends SourceName {
  place: Place;
  /** Lines of its spec, two blanks in. */
  spec: readonly string[];
}

export type ConsumerKind =
  | "Kustomization"
  | "ImageUpdateAutomation"
  | "Alert"
  | "Receiver"
  | "HelmRelease"
  | "HelmChart"
  | "include"
  | "healthCheck"
  | "patch"
  | "text";

/** How a reference is written. */
export type RefStyle = "block" | "flow" | "quoted" | "versioned" | "anchored";

export interface FleetConsumer {
  kind: ConsumerKind;
  place: Place;
  /** Namespace of the consumer itself. */
  namespace: string | undefined;
  source: SourceName;
  style: RefStyle;
  /** Directory of the chart, for a HelmRelease. */
  chart: string;
}

export interface Cluster {
  root: "gotk" | "instance" | "values" | "hand" | "hand-in-two-files";
  version: string | undefined;
  kustomization: boolean;
  prune: boolean;
}

/** A patch of a GitRepository in a cluster's kustomization.yaml. */
export interface FleetPatch extends SourceName {
  cluster: number;
  how: "inline" | "file" | "target";
}

export interface Fleet {
  clusters: readonly Cluster[];
  /** Clusters with a kustomization.yaml that include the base. */
  base: { of: readonly number[]; namespace: string | undefined; prefix: string; suffix: string };
  /** A Kustomization that applies a folder; `reads` the root's source, or another one of the same repository. */
  tenant: { of: number; targetNamespace: string | undefined; reads: "root" | "self" } | undefined;
  sources: readonly FleetSource[];
  consumers: readonly FleetConsumer[];
  patches: readonly FleetPatch[];
  /** An OCIRepository that is there already. */
  existing: { place: Place; name: string; namespace: string; url: string } | undefined;
  shape: {
    crlf: boolean;
    mark: boolean;
    finalNewline: boolean;
    /** The sources of a folder are items of one List. */
    list: boolean;
    /** Everything of a folder is in one file. */
    oneFile: boolean;
    /** A folder exists whose path occurs in another repository too. */
    shared: boolean;
  };
}

/** How a folder's files reach a cluster. `scope` is the cluster's path. */
export interface Reach {
  scope: string;
  namespace: string | undefined;
  prefix: string;
  suffix: string;
}

/** Path of a cluster's root. */
export function scopeOf(cluster: number): string {
  return `clusters/c${cluster}`;
}

/** Position of a cluster of the fleet: places name more clusters than there are. */
export function clusterOf(fleet: Fleet, place: number): number {
  return place % fleet.clusters.length;
}

/** True where the cluster's root folder has a kustomization.yaml. */
export function hasKustomization(fleet: Fleet, cluster: number): boolean {
  return (
    fleet.clusters[cluster]?.kustomization === true ||
    basesOf(fleet).includes(cluster) ||
    fleet.patches.some((one) => clusterOf(fleet, one.cluster) === cluster)
  );
}

/** Clusters that apply the base. */
export function basesOf(fleet: Fleet): number[] {
  return [...new Set(fleet.base.of.map((one) => clusterOf(fleet, one)))];
}

/** What applies a place; empty for files that nothing applies. */
export function reachOf(fleet: Fleet, place: Place): Reach[] {
  const plain = { namespace: undefined, prefix: "", suffix: "" };
  if (typeof place === "number") return [{ ...plain, scope: scopeOf(clusterOf(fleet, place)) }];
  const { base, tenant } = fleet;
  if (place === "base") {
    const { namespace, prefix, suffix } = base;
    return basesOf(fleet).map((one) => ({ namespace, prefix, suffix, scope: scopeOf(one) }));
  }
  if (place === "tenant" && tenant)
    return [{ ...plain, scope: scopeOf(clusterOf(fleet, tenant.of)), namespace: tenant.targetNamespace }];
  return [];
}

/** Folder of a place. */
export function folderOf(fleet: Fleet, place: Place): string {
  return typeof place === "number" ? scopeOf(clusterOf(fleet, place)) : place;
}

/** The place whose folder holds a path. */
export function placeOf(path: string): Place {
  const cluster = /^clusters\/c(\d+)\//.exec(path)?.[1];
  if (cluster !== undefined) return Number(cluster);
  return path.startsWith("base/") ? "base" : path.startsWith("tenant/") ? "tenant" : "loose";
}
