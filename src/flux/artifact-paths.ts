import type { ConsumerRow } from "../core/consumer.ts";
import type { MigrateDecision } from "../core/decision.ts";

/** Consumers without a path into the artifact: what they name is the source as a whole. */
const PATHLESS: ReadonlySet<string> = new Set([
  "kustomization-health-check",
  "kustomization-health-check-expr",
  "helmrelease-health-check-expr",
  "git-repository-include",
  "alert-event-source",
  "receiver-resource",
  "resource-set-depends-on",
]);

/** Consumers whose path is rewritten together with the kind. */
const RE_ROOTED: ReadonlySet<string> = new Set(["kustomization-source-ref", "helmrelease-chart"]);

/**
 * Why a consumer may not move to an artifact that has another root: its paths into the artifact would stay behind, and
 * nothing rewrites them. Undefined where there is none, or they follow.
 */
export function pathsUnmoved(row: ConsumerRow, { artifact }: MigrateDecision): string | undefined {
  if (!artifact || PATHLESS.has(row.id) || RE_ROOTED.has(row.id)) return undefined;
  return `the root of the artifact is ${artifact.path}, and the paths of ${row.kind} into it are not rewritten; take ${artifact.path}/ off them and write kind: OCIRepository by hand`;
}
