/** Made-up fleets for property tests: a model, its files, and by construction what applies each file. */

/** Where an object is written: a cluster's own folder, the shared base, the tenant's folder, or nowhere applied. */
export type Place = number | "base" | "tenant" | "loose";

export interface FleetSource {
  place: Place;
  name: string;
  namespace: string | undefined;
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

export interface FleetConsumer {
  kind: ConsumerKind;
  place: Place;
  /** Namespace of the consumer itself. */
  namespace: string | undefined;
  source: { name: string; namespace: string | undefined };
}

export interface Cluster {
  root: "gotk" | "instance" | "values" | "hand" | "hand-in-two-files";
  version: string | undefined;
  kustomization: boolean;
  prune: boolean;
}

export interface Fleet {
  clusters: readonly Cluster[];
  /** Clusters with a kustomization.yaml that include the base. */
  base: { of: readonly number[]; namespace: string | undefined; prefix: string; suffix: string };
  tenant: { of: number; targetNamespace: string | undefined } | undefined;
  sources: readonly FleetSource[];
  consumers: readonly FleetConsumer[];
  /** An OCIRepository that is there already. */
  existing: { place: Place; name: string; namespace: string; url: string } | undefined;
  shape: { crlf: boolean; mark: boolean; finalNewline: boolean };
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

/** True where the cluster's root folder has a kustomization.yaml. */
export function hasKustomization(fleet: Fleet, cluster: number): boolean {
  return fleet.clusters[cluster]?.kustomization === true || basesOf(fleet).includes(cluster);
}

/** Clusters that apply the base. */
export function basesOf(fleet: Fleet): number[] {
  return [...new Set(fleet.base.of.map((one) => one % fleet.clusters.length))];
}

/** What applies a place; empty for files that nothing applies. */
export function reachOf(fleet: Fleet, place: Place): Reach[] {
  const plain = { namespace: undefined, prefix: "", suffix: "" };
  if (typeof place === "number") return [{ ...plain, scope: scopeOf(place % fleet.clusters.length) }];
  const { base, tenant } = fleet;
  if (place === "base") return basesOf(fleet).map((one) => ({ ...base, scope: scopeOf(one) }));
  if (place === "tenant" && tenant)
    return [
      { ...plain, scope: scopeOf(tenant.of % fleet.clusters.length), namespace: tenant.targetNamespace },
    ];
  return [];
}

/** Folder of a place. */
export function folderOf(fleet: Fleet, place: Place): string {
  return typeof place === "number" ? scopeOf(place % fleet.clusters.length) : place;
}

/** The place whose folder holds a path. */
export function placeOf(path: string): Place {
  const cluster = /^clusters\/c(\d+)\//.exec(path)?.[1];
  if (cluster !== undefined) return Number(cluster);
  return path.startsWith("base/") ? "base" : path.startsWith("tenant/") ? "tenant" : "loose";
}
