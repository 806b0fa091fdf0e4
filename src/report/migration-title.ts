import { hideCredentials } from "../core/credentials.ts";
import { refEntry } from "../core/decision.ts";
import type { Migration, Target } from "../core/plan.ts";
import { isChart } from "../core/units.ts";
import { visible } from "./colour.ts";
import { prose, type StyledLine } from "./styled.ts";

/** Column in which what is said begins, behind `from`, `to` and `why`. */
export const WORDS = 7;

/** What becomes what: `GitRepository/apps/web → OCIRepository/apps/web`. */
export function titleOf({ id, target }: Pick<Migration, "id" | "target">): string {
  return visible(`${id} → ${target.kind}/${target.namespace}/${target.name}`);
}

/** Where the source is and where the artifact will be, with how the cluster signs in. */
export function addressLines({ source, unit, target }: Migration): StyledLine[] {
  const ref = Object.entries(source.ref ?? {}).map(([field, value]) => `${field} ${value}`);
  const from = [
    hideCredentials(source.url ?? "url unknown"),
    ...ref,
    ...(isChart(unit) ? [unit.path || "."] : []),
  ];
  const to = [target.decision.url, refEntry(target.decision.ref).join(" ")];
  return [
    prose(visible(`  from ${from.join(", ")}`), [], WORDS),
    prose(visible(`  to   ${to.join(", ")}; ${accessText(target)}`), [], WORDS),
  ];
}

/** How the cluster signs in, in words, and what it checks. */
function accessText({ decision: { access, verify } }: Target): string {
  const given = [
    ...(access.secretRef === undefined ? [] : [`Secret ${access.secretRef}`]),
    ...(access.provider === undefined ? [] : [`provider ${access.provider}`]),
    ...(access.serviceAccountName === undefined ? [] : [`ServiceAccount ${access.serviceAccountName}`]),
    ...(access.certSecretRef === undefined ? [] : [`certificates of Secret ${access.certSecretRef}`]),
  ];
  return [
    ...(given.length > 0 ? given : [access.anonymous ? "anonymous" : "no credentials decided"]),
    ...(access.insecure ? ["over plain HTTP"] : []),
    ...(verify ? [`verified with ${verify.provider}`] : []),
  ].join(", ");
}
