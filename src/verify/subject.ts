import type { Verify } from "../core/decision.ts";
import type { Location } from "../core/manifest.ts";
import { isRecord } from "../registry/credential.ts";

/** An OCIRepository that a cluster has, or would have: what has to be pulled, and how. */
export interface Subject {
  name: string;
  namespace: string;
  /** Keys of the clusters that have it just so. */
  clusters: string[];
  /** True if only the plan declares it. */
  planned: boolean;
  /** Where to look: at the object; for what only the plan declares, at the Git source. */
  location: Location;
  /** The oldest Flux of its clusters, 8 for 2.8; undefined if nothing tells. */
  minor: number | undefined;
  /** Why the cluster may have another one; each is a clause. */
  doubts: readonly string[];
  spec: SubjectSpec;
}

/** The fields of `spec` that matter here. */
export interface SubjectSpec {
  url: string;
  ref: { tag?: string; semver?: string; semverFilter?: string; digest?: string };
  layerSelector: { mediaType?: string; operation?: string };
  provider: string;
  secretRef?: string;
  serviceAccountName?: string;
  certSecretRef?: string;
  proxySecretRef?: string;
  insecure: boolean;
  /** In milliseconds. */
  timeout?: number;
  ignore?: string;
  verify?: Verify;
}

/** Reads a spec; what has another type than the CRD wants counts as absent, because the API server refuses it. */
export function readSpec(value: unknown): SubjectSpec {
  const spec = isRecord(value) ? value : {};
  const text = (from: unknown, key: string) => {
    const found = isRecord(from) ? from[key] : undefined;
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  const named = (key: string) => text(spec[key], "name");
  const some = <K extends string>(key: K, found: string | undefined) =>
    (found === undefined ? {} : { [key]: found }) as { [key in K]?: string };
  const timeout = milliseconds(text(spec, "timeout"));
  const verify = readVerify(spec.verify);
  return {
    url: text(spec, "url") ?? "",
    ref: {
      ...some("tag", text(spec.ref, "tag")),
      ...some("semver", text(spec.ref, "semver")),
      ...some("semverFilter", text(spec.ref, "semverFilter")),
      ...some("digest", text(spec.ref, "digest")),
    },
    layerSelector: {
      ...some("mediaType", text(spec.layerSelector, "mediaType")),
      ...some("operation", text(spec.layerSelector, "operation")),
    },
    provider: text(spec, "provider") ?? "generic",
    ...some("secretRef", named("secretRef")),
    ...some("serviceAccountName", text(spec, "serviceAccountName")),
    ...some("certSecretRef", named("certSecretRef")),
    ...some("proxySecretRef", named("proxySecretRef")),
    insecure: spec.insecure === true,
    ...(timeout !== undefined && { timeout }),
    ...some("ignore", text(spec, "ignore")),
    ...(verify && { verify }),
  };
}

function readVerify(value: unknown): Verify | undefined {
  if (!isRecord(value)) return undefined;
  const { provider, secretRef, trustedRootSecretRef, matchOIDCIdentity } = value;
  const name = (ref: unknown) => (isRecord(ref) && typeof ref.name === "string" ? ref.name : undefined);
  const identities = Array.isArray(matchOIDCIdentity) ? matchOIDCIdentity.filter(isRecord) : undefined;
  const [key, root] = [name(secretRef), name(trustedRootSecretRef)];
  return {
    provider: provider === "notation" ? "notation" : "cosign",
    ...(key !== undefined && { secretRef: key }),
    ...(root !== undefined && { trustedRootSecretRef: root }),
    ...(identities && {
      matchOIDCIdentity: identities.map(({ issuer, subject }) => ({
        issuer: String(issuer ?? ""),
        subject: String(subject ?? ""),
      })),
    }),
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration as the CRD allows it: `1m30s`. */
function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit = ""] of text.matchAll(/([0-9.]+)(ms|s|m|h)/g))
    sum += Number(number) * (UNITS[unit] ?? 0);
  // Longer than any timer can count is no limit.
  return sum > 0 ? Math.min(sum, 2 ** 31 - 1) : undefined;
}

/** Which version is read, for people: `tag main`, as Flux orders the fields (flux-facts). */
export function refText({ ref }: SubjectSpec): string {
  if (ref.digest !== undefined) return ref.digest;
  return ref.semver === undefined ? (ref.tag ?? "latest") : ref.semver;
}
