import { type Minor, NEWEST_MINOR } from "./flux-version.ts";

// Callers need versions and tables together; one import gives both.
export {
  fluxMinorFromText,
  formatMinor,
  type Minor,
  NEWEST_MINOR,
  type ParsedMinor,
  parseMinor,
} from "./flux-version.ts";

/** One version of one API, and the Flux minors that know it. A minor that does not serve a version has not got it at all. */
export interface ApiVersionRow {
  group: string;
  kinds: readonly string[];
  version: string;
  /** First and last minor that serve it; `last` absent: still served by the newest. */
  first: Minor;
  last?: Minor;
  /** First and last minor that store objects in it; absent: none, `last` absent: still. */
  storage?: { first: Minor; last?: Minor };
  /** First minor whose CRD calls it deprecated. */
  deprecated?: Minor;
}

const SOURCE = "source.toolkit.fluxcd.io";
const HELM = "helm.toolkit.fluxcd.io";
const KUSTOMIZE = "kustomize.toolkit.fluxcd.io";
const NOTIFICATION = "notification.toolkit.fluxcd.io";
const IMAGE = "image.toolkit.fluxcd.io";
const GIT = ["GitRepository"];
const OCI = ["OCIRepository"];
const CHARTS = ["HelmChart", "HelmRepository"];
const RELEASE = ["HelmRelease"];
const KS = ["Kustomization"];
const ALERTS = ["Alert", "Provider"];
const RECEIVER = ["Receiver"];
const AUTOMATION = ["ImageUpdateAutomation"];

/**
 * Read from `spec.versions` of the CRDs of the controllers at the tags that each flux2 v2.N.0 installs
 * (flux-facts 1); newest version of a kind first. Kinds that never meet a Git source are left out.
 */
export const API_VERSIONS: readonly ApiVersionRow[] = [
  { group: SOURCE, kinds: GIT, version: "v1", first: 0, storage: { first: 0 } },
  { group: SOURCE, kinds: GIT, version: "v1beta2", first: 0, last: 7, deprecated: 0 },
  { group: SOURCE, kinds: GIT, version: "v1beta1", first: 0, last: 6, deprecated: 0 },
  { group: SOURCE, kinds: OCI, version: "v1", first: 6, storage: { first: 6 } },
  {
    group: SOURCE,
    kinds: OCI,
    version: "v1beta2",
    first: 0,
    last: 7,
    storage: { first: 0, last: 5 },
    deprecated: 6,
  },
  { group: SOURCE, kinds: CHARTS, version: "v1", first: 3, storage: { first: 3 } },
  {
    group: SOURCE,
    kinds: CHARTS,
    version: "v1beta2",
    first: 0,
    last: 7,
    storage: { first: 0, last: 2 },
    deprecated: 3,
  },
  { group: SOURCE, kinds: CHARTS, version: "v1beta1", first: 0, last: 6, deprecated: 3 },
  { group: SOURCE, kinds: ["ExternalArtifact"], version: "v1", first: 7, storage: { first: 7 } },
  {
    group: "source.extensions.fluxcd.io",
    kinds: ["ArtifactGenerator"],
    version: "v1beta1",
    first: 7,
    storage: { first: 7 },
  },
  { group: HELM, kinds: RELEASE, version: "v2", first: 3, storage: { first: 3 } },
  {
    group: HELM,
    kinds: RELEASE,
    version: "v2beta2",
    first: 2,
    last: 7,
    storage: { first: 2, last: 2 },
    deprecated: 3,
  },
  {
    group: HELM,
    kinds: RELEASE,
    version: "v2beta1",
    first: 0,
    last: 6,
    storage: { first: 0, last: 1 },
    deprecated: 2,
  },
  { group: KUSTOMIZE, kinds: KS, version: "v1", first: 0, storage: { first: 0 } },
  { group: KUSTOMIZE, kinds: KS, version: "v1beta2", first: 0, last: 7, deprecated: 0 },
  { group: KUSTOMIZE, kinds: KS, version: "v1beta1", first: 0, last: 6, deprecated: 0 },
  { group: NOTIFICATION, kinds: ALERTS, version: "v1beta3", first: 2, storage: { first: 2 } },
  {
    group: NOTIFICATION,
    kinds: ALERTS,
    version: "v1beta2",
    first: 0,
    last: 8,
    storage: { first: 0, last: 1 },
    deprecated: 2,
  },
  { group: NOTIFICATION, kinds: ALERTS, version: "v1beta1", first: 0, last: 6, deprecated: 2 },
  { group: NOTIFICATION, kinds: RECEIVER, version: "v1", first: 0, storage: { first: 0 } },
  { group: NOTIFICATION, kinds: RECEIVER, version: "v1beta2", first: 0, last: 8, deprecated: 0 },
  { group: NOTIFICATION, kinds: RECEIVER, version: "v1beta1", first: 0, last: 6, deprecated: 0 },
  { group: IMAGE, kinds: AUTOMATION, version: "v1", first: 7, storage: { first: 7 } },
  {
    group: IMAGE,
    kinds: AUTOMATION,
    version: "v1beta2",
    first: 3,
    last: 8,
    storage: { first: 3, last: 6 },
    deprecated: 7,
  },
  {
    group: IMAGE,
    kinds: AUTOMATION,
    version: "v1beta1",
    first: 0,
    last: 6,
    storage: { first: 0, last: 2 },
    deprecated: 3,
  },
];

/** A version of a kind as one Flux minor serves it. */
export interface ServedVersion {
  version: string;
  /** `group/version`. */
  apiVersion: string;
  storage: boolean;
  deprecated: boolean;
}

/** The versions of a Flux kind that a minor serves, newest first; empty for kinds that these tables do not know. */
export function servedVersions(kind: string, minor: Minor): ServedVersion[] {
  return API_VERSIONS.filter((row) => row.kinds.includes(kind) && covers(row, minor)).map((row) => ({
    version: row.version,
    apiVersion: `${row.group}/${row.version}`,
    storage: row.storage !== undefined && covers(row.storage, minor),
    deprecated: row.deprecated !== undefined && minor >= row.deprecated,
  }));
}

/**
 * The minors that serve an `apiVersion` of a kind, for telling Flux's age from what a tree holds: an OCIRepository
 * `v1` means 2.6 or later, `v1beta2` means 2.7 or earlier. `last` is the newest known where it is still served.
 */
export function minorsServing(apiVersion: string, kind: string): { first: Minor; last: Minor } | undefined {
  return SERVING.get(`${kind} ${apiVersion}`);
}

/** By kind and API version, because every built object is asked about. */
const SERVING: ReadonlyMap<string, { first: Minor; last: Minor }> = new Map(
  API_VERSIONS.flatMap(({ kinds, group, version, first, last = NEWEST_MINOR }) =>
    kinds.map((kind) => [`${kind} ${group}/${version}`, { first, last }] as const),
  ).reverse(),
);

/** The versions of OCIRepository that are ever written. */
export type OciApiVersion = "source.toolkit.fluxcd.io/v1" | "source.toolkit.fluxcd.io/v1beta2";

/**
 * The apiVersion to write for an OCIRepository in a file that clusters of these minors apply: v1 if all serve it,
 * else v1beta2 if all serve that. Undefined where no version suits all. No minors at all count as the newest.
 */
export function sourceVersion(
  kind: "OCIRepository" | "HelmRepository",
  minors: readonly Minor[],
): OciApiVersion | undefined {
  const candidates: readonly OciApiVersion[] = [
    "source.toolkit.fluxcd.io/v1",
    "source.toolkit.fluxcd.io/v1beta2",
  ];
  return candidates.find((apiVersion) =>
    minors.every((minor) => servedVersions(kind, minor).some((served) => served.apiVersion === apiVersion)),
  );
}

function covers(range: { first: Minor; last?: Minor }, minor: Minor): boolean {
  return minor >= range.first && minor <= (range.last ?? Number.POSITIVE_INFINITY);
}
