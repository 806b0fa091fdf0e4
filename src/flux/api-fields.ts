import { GROUP } from "./groups.ts";

/** A field that the API looks at before any controller does. */
export interface ApiField {
  group: string;
  kind: string;
  /** Where it stands; it counts only where the map that holds it is there. */
  path: readonly string[];
  /** What the newest API accepts; absent where anything goes. */
  accepts?: { values: readonly string[] } | { pattern: RegExp; example: string };
  /** True where an older version of the API does without it. */
  optional?: true;
}

const DURATION = { pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, example: "10m" };
const CHART_SOURCES = { values: ["HelmRepository", "GitRepository", "Bucket"] };

function fieldsOf(
  group: string,
  kind: string,
  fields: readonly Omit<ApiField, "group" | "kind">[],
): ApiField[] {
  return fields.map((field) => ({ group, kind, ...field }));
}

/**
 * Fields that the API requires of the objects that a migration touches, and what it takes there; from the CRDs of
 * Flux 2.3 to 2.9 (flux-facts 2.1 and 3), against which a test checks it.
 */
export const REQUIRED_FIELDS: readonly ApiField[] = [
  ...fieldsOf(GROUP.source, "OCIRepository", [
    { path: ["spec", "url"], accepts: { pattern: /^oci:\/\/.*$/, example: "oci://ghcr.io/acme/fleet" } },
    { path: ["spec", "interval"], accepts: DURATION },
    { path: ["spec", "verify", "provider"], accepts: { values: ["cosign", "notation"] } },
  ]),
  ...fieldsOf(GROUP.source, "GitRepository", [
    { path: ["spec", "url"] },
    { path: ["spec", "interval"], accepts: DURATION },
  ]),
  ...fieldsOf(GROUP.source, "HelmChart", [
    { path: ["spec", "chart"] },
    { path: ["spec", "interval"], accepts: DURATION },
    { path: ["spec", "sourceRef"] },
    { path: ["spec", "sourceRef", "kind"], accepts: CHART_SOURCES },
    { path: ["spec", "sourceRef", "name"] },
  ]),
  ...fieldsOf(GROUP.kustomize, "Kustomization", [
    { path: ["spec", "interval"], accepts: DURATION },
    { path: ["spec", "prune"] },
    { path: ["spec", "sourceRef"] },
    {
      path: ["spec", "sourceRef", "kind"],
      accepts: { values: ["OCIRepository", "GitRepository", "Bucket", "ExternalArtifact"] },
    },
    { path: ["spec", "sourceRef", "name"] },
  ]),
  ...fieldsOf(GROUP.helm, "HelmRelease", [
    { path: ["spec", "interval"], accepts: DURATION },
    { path: ["spec", "chart", "spec", "sourceRef", "kind"], accepts: CHART_SOURCES, optional: true },
    { path: ["spec", "chart", "spec", "sourceRef", "name"] },
    {
      path: ["spec", "chartRef", "kind"],
      accepts: { values: ["OCIRepository", "HelmChart", "ExternalArtifact"] },
    },
    { path: ["spec", "chartRef", "name"] },
  ]),
];
