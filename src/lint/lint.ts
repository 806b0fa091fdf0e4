import { pushAll } from "../core/group.ts";
import type { Levels, LintFinding } from "../core/lint.ts";
import { byLocation } from "../core/order.ts";
import type { Severity } from "../core/plan.ts";
import { LINT_META_IDS } from "../flux/rules/lint-meta.ts";
import { ruleOf } from "../flux/rules.ts";
import type { LintContext } from "./context.ts";
import { idleFiles } from "./idle-files.ts";
import { onceAPlace } from "./once-a-place.ts";
import { LINT_RULES } from "./rules.ts";

/** The level of each rule that runs, in the order of the rules. */
export function levelsOf({ preset, rules }: Levels): Map<string, Severity> {
  const all = [...LINT_RULES.map(({ id }) => id), ...LINT_META_IDS].map(
    (id) => [id, rules.get(id) ?? ruleOf(id)?.lint?.[preset] ?? "error"] as const,
  );
  return new Map(all.flatMap(([id, level]) => (level === "off" ? [] : [[id, level] as const])));
}

/** Runs every rule that is not off. What it finds is sorted by place, then by rule; each rule says a place once. */
export function findAll(context: LintContext, levels: Levels): LintFinding[] {
  const findings: LintFinding[] = [];
  const run = levelsOf(levels);
  const isIdle = idleFiles(context);
  for (const rule of LINT_RULES) {
    const level = run.get(rule.id);
    if (level === undefined) continue;
    const asked = levels.rules.get(rule.id) !== undefined;
    const found = [...rule.find(context)].map(({ severity, open, ...one }) => {
      const isOpen = open && !isIdle(one.location.file);
      const own = isIdle(one.location.file) ? "note" : (severity ?? level);
      return { ...one, rule: rule.id, severity: asked ? level : own, ...(isOpen && { open }) };
    });
    pushAll(findings, onceAPlace(found));
  }
  return findings.sort((a, b) => byLocation(a, b));
}
