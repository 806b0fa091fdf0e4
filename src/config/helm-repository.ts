import type { MigrateDecision } from "../core/decision.ts";
import { looksLikeVersion } from "../flux/chart-versions.ts";

/** Why a HelmRepository of type oci cannot serve what was decided for a chart; undefined where it can. */
export function helmRepositoryProblem({ ref, access, verify }: MigrateDecision): string | undefined {
  if (ref.digest !== undefined || (ref.tag !== undefined && !looksLikeVersion(ref.tag)))
    return `a chart from a HelmRepository is chosen by its version, and ${ref.digest ?? ref.tag} is none; give ref: { semver: … }`;
  if (access.serviceAccountName !== undefined)
    return "a HelmRepository has no serviceAccountName; give secretRef or provider";
  if (verify?.trustedRootSecretRef !== undefined)
    return "the verify of a chart from a HelmRepository has no trustedRootSecretRef; leave it out, or use chartKind: OCIRepository";
  return undefined;
}
