import type { Minor } from "./flux-version.ts";

/** A field of OCIRepositorySpec and the first Flux minor whose CRD has it; a value too, where one came later. */
export interface OciFieldRow {
  field: string;
  since: Minor;
}

/** Every field that git2oci may write or keep (flux-facts 1, "Fields by SC version"). Both v1beta2 and v1. */
export const OCI_FIELDS: readonly OciFieldRow[] = [
  ...[
    "url",
    "interval",
    "timeout",
    "ref",
    "ref.tag",
    "ref.semver",
    "ref.digest",
    "layerSelector",
    "layerSelector.mediaType",
    "layerSelector.operation",
    "provider",
    "secretRef",
    "serviceAccountName",
    "certSecretRef",
    "insecure",
    "ignore",
    "suspend",
    "verify",
    "verify.provider",
    "verify.secretRef",
  ].map((field) => ({ field, since: 0 })),
  { field: "verify.matchOIDCIdentity", since: 2 },
  { field: "ref.semverFilter", since: 3 },
  { field: "verify.provider=notation", since: 3 },
  { field: "proxySecretRef", since: 4 },
  { field: "verify.trustedRootSecretRef", since: 9 },
];

/** The first minor whose OCIRepository has the dotted field (`verify.provider=notation` for a value); undefined: none has. */
export function ociFieldSince(field: string): Minor | undefined {
  return OCI_FIELDS.find((row) => row.field === field)?.since;
}

/** True where OCIRepository has the dotted field in every one of these minors. */
export function hasOciField(field: string, minors: readonly Minor[]): boolean {
  const since = ociFieldSince(field);
  return since !== undefined && minors.every((minor) => minor >= since);
}
