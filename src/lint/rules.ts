import type { LintRule } from "./rule.ts";
import { alertMissesOci } from "./rules/alert-misses-oci.ts";
import { chartAndChartRef } from "./rules/chart-and-chart-ref.ts";
import { chartLayerSelector } from "./rules/chart-layer-selector.ts";
import { circularDependency } from "./rules/circular-dependency.ts";
import { copiedGitSecret } from "./rules/copied-git-secret.ts";
import { danglingSourceRef } from "./rules/dangling-source-ref.ts";
import { deadPatchTarget } from "./rules/dead-patch-target.ts";
import { doesNotBuild } from "./rules/does-not-build.ts";
import { emptyingIgnore } from "./rules/emptying-ignore.ts";
import { fluxinstanceGitRefOnOci } from "./rules/fluxinstance-git-ref-on-oci.ts";
import { gitSource } from "./rules/git-source.ts";
import { gitSourceRef } from "./rules/git-source-ref.ts";
import { goneSource } from "./rules/gone-source.ts";
import { ignoredKustomizeField } from "./rules/ignored-kustomize-field.ts";
import { invalidChartSourceRef } from "./rules/invalid-chart-source-ref.ts";
import { invalidOciReference } from "./rules/invalid-oci-reference.ts";
import { keylessWithoutIdentity } from "./rules/keyless-without-identity.ts";
import { missingDependency } from "./rules/missing-dependency.ts";
import { missingRef } from "./rules/missing-ref.ts";
import { mutableTag } from "./rules/mutable-tag.ts";
import { pathOutsideArtifact } from "./rules/path-outside-artifact.ts";
import { pipelineFileApplied } from "./rules/pipeline-file-applied.ts";
import { policyMissesOci } from "./rules/policy-misses-oci.ts";
import { providerRegistryMismatch } from "./rules/provider-registry-mismatch.ts";
import { pushReceiverOnOci } from "./rules/push-receiver-on-oci.ts";
import { rejectedObject } from "./rules/rejected-object.ts";
import { removedApiVersion } from "./rules/removed-api-version.ts";
import { severalIdentities } from "./rules/several-identities.ts";
import { staticCredentials } from "./rules/static-credentials.ts";
import { suspendedSource } from "./rules/suspended-source.ts";
import { tagInUrl } from "./rules/tag-in-url.ts";
import { undeliveredSource } from "./rules/undelivered-source.ts";
import { unknownApi } from "./rules/unknown-api.ts";
import { unpinnedDigest } from "./rules/unpinned-digest.ts";
import { unusedSource } from "./rules/unused-source.ts";
import { unverifiedSource } from "./rules/unverified-source.ts";
import { wrongPruneAnnotation } from "./rules/wrong-prune-annotation.ts";

/** Every rule of lint, in the order of its page. A new rule is a file, a row of pages, a fixture, and a line here. */
export const LINT_RULES: readonly LintRule[] = [
  gitSource,
  gitSourceRef,
  invalidChartSourceRef,
  chartAndChartRef,
  danglingSourceRef,
  unusedSource,
  removedApiVersion,
  pushReceiverOnOci,
  alertMissesOci,
  deadPatchTarget,
  policyMissesOci,
  wrongPruneAnnotation,
  fluxinstanceGitRefOnOci,
  missingRef,
  mutableTag,
  unpinnedDigest,
  unverifiedSource,
  keylessWithoutIdentity,
  copiedGitSecret,
  providerRegistryMismatch,
  staticCredentials,
  tagInUrl,
  chartLayerSelector,
  emptyingIgnore,
  pathOutsideArtifact,
  rejectedObject,
  doesNotBuild,
  pipelineFileApplied,
  invalidOciReference,
  goneSource,
  suspendedSource,
  undeliveredSource,
  circularDependency,
  unknownApi,
  severalIdentities,
  ignoredKustomizeField,
  missingDependency,
];
