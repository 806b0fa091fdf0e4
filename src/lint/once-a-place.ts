import { hideCredentials } from "../core/credentials.ts";
import { scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { LINT_LEVELS, type LintFinding, type LintFix, type ObjectIdentity } from "../core/lint.ts";
import { compare } from "../core/text.ts";
import type { Found } from "./rule.ts";

/** What a rule has found, with its level. */
export type Levelled = Found & Pick<LintFinding, "rule" | "severity">;

/** Findings of one rule, one a place: what several clusters have at one line is said once, with the clusters. */
export function onceAPlace(found: readonly Levelled[]): LintFinding[] {
  const places = groupBy(found, ({ location: { file, line, column } }) => `${file}:${line}:${column}`);
  return [...places.values()].map(together);
}

function together(list: readonly Levelled[]): LintFinding {
  const [first] = list;
  if (!first) throw new Error("a place without a finding");
  const severity = LINT_LEVELS.findLast((level) => list.some((one) => one.severity === level));
  const messages = [...groupBy(list, ({ message }) => message)].map(
    ([message, same]) => `${message}${clustersText(same)}`,
  );
  const helps = [...new Set(list.flatMap(({ help }) => help ?? []))];
  const related = new Map(
    list.flatMap((one) => one.related ?? []).map((one) => [JSON.stringify(one), one] as const),
  );
  return {
    rule: first.rule,
    severity: severity === undefined || severity === "off" ? first.severity : severity,
    ...(list.every(({ open }) => open) && { open: true as const }),
    message: hideCredentials(messages.join("; ")),
    ...(helps.length > 0 && { help: helps.join("\n") }),
    location: first.location,
    object: commonIdentity(list.map(({ object }) => object)),
    related: [...related.values()],
    fix: fixOf(list),
  };
}

function clustersText(list: readonly Levelled[]): string {
  const clusters = [...new Set(list.flatMap((one) => one.clusters ?? []))].sort(compare);
  return clusters.length === 0 ? "" : ` (${clusters.map(scopeText).join(", ")})`;
}

/** One name for what a baseline accepts as one, whichever clusters have it. */
function commonIdentity(objects: readonly ObjectIdentity[]): ObjectIdentity {
  const common = (key: "kind" | "namespace" | "name") => {
    const [only = UNKNOWN, ...others] = new Set(objects.map((one) => one[key]));
    return others.length === 0 ? only : UNKNOWN;
  };
  const scopes = [...new Set(objects.flatMap(({ scope }) => scope.split(",")))].sort(compare);
  return {
    scope: scopes.join(","),
    kind: common("kind"),
    namespace: common("namespace"),
    name: common("name"),
  };
}

/** A text that several clusters share moves for all of them, or for none. */
function fixOf(list: readonly Levelled[]): LintFix | undefined {
  const fixes = new Map(list.flatMap(({ fix }) => (fix ? [[fix.id, fix] as const] : [])));
  const [first, ...others] = fixes.values();
  if (!first || others.length === 0) return first;
  if (list.some(({ fix }) => !fix)) return undefined;
  const all = [first, ...others];
  return {
    id: all.map(({ id }) => id).join(", "),
    why: all.map(({ why }) => why).join("; "),
    changes: all.flatMap(({ changes }) => changes),
  };
}
