import { hideCredentials } from "../core/credentials.ts";
import type { Levels, LintFinding } from "../core/lint.ts";
import { byLocation } from "../core/order.ts";
import type { Severity } from "../core/plan.ts";
import { LINT_META_IDS } from "../flux/rules/lint-meta.ts";
import { ruleOf } from "../flux/rules.ts";
import type { LintContext } from "./context.ts";
import { LINT_RULES } from "./rules.ts";

/** The level of each rule that runs, in the order of the rules. */
export function levelsOf({ preset, rules }: Levels): Map<string, Severity> {
  const all = [...LINT_RULES.map(({ id }) => id), ...LINT_META_IDS].map(
    (id) => [id, rules.get(id) ?? ruleOf(id)?.lint?.[preset] ?? "error"] as const,
  );
  return new Map(all.flatMap(([id, level]) => (level === "off" ? [] : [[id, level] as const])));
}

/** Runs every rule that is not off. What it finds is sorted by place, then by rule. */
export function findAll(context: LintContext, levels: Levels): LintFinding[] {
  const findings: LintFinding[] = [];
  const run = levelsOf(levels);
  for (const rule of LINT_RULES) {
    const level = run.get(rule.id);
    if (level === undefined) continue;
    const asked = levels.rules.get(rule.id) !== undefined;
    for (const { severity, help, message, open, ...found } of rule.find(context))
      findings.push({
        rule: rule.id,
        severity: asked ? level : (severity ?? level),
        ...(open && { open }),
        ...(help !== undefined && { help }),
        related: [],
        fix: undefined,
        ...found,
        message: hideCredentials(message),
      });
  }
  return findings.sort((a, b) => byLocation(a, b));
}
