import type { LintRule } from "./rule.ts";
import { alertMissesOci } from "./rules/alert-misses-oci.ts";
import { chartAndChartRef } from "./rules/chart-and-chart-ref.ts";
import { danglingSourceRef } from "./rules/dangling-source-ref.ts";
import { deadPatchTarget } from "./rules/dead-patch-target.ts";
import { fluxinstanceGitRefOnOci } from "./rules/fluxinstance-git-ref-on-oci.ts";
import { gitSource } from "./rules/git-source.ts";
import { gitSourceRef } from "./rules/git-source-ref.ts";
import { invalidChartSourceRef } from "./rules/invalid-chart-source-ref.ts";
import { invalidOciReference } from "./rules/invalid-oci-reference.ts";
import { missingRef } from "./rules/missing-ref.ts";
import { policyMissesOci } from "./rules/policy-misses-oci.ts";
import { pushReceiverOnOci } from "./rules/push-receiver-on-oci.ts";
import { rejectedObject } from "./rules/rejected-object.ts";
import { removedApiVersion } from "./rules/removed-api-version.ts";
import { unusedSource } from "./rules/unused-source.ts";
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
  rejectedObject,
  invalidOciReference,
];
