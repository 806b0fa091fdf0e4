import { CASUALTY_RULES } from "./rules/casualties.ts";
import { CHANGE_RULES } from "./rules/changes.ts";
import { CHART_RULES } from "./rules/charts.ts";
import { CONSUMER_RULES } from "./rules/consumers.ts";
import { LINT_META_RULE_PAGES, LINT_RULE_PAGES } from "./rules/lint.ts";
import { PATCH_RULES } from "./rules/patches.ts";
import type { Rule } from "./rules/rule.ts";
import { SOURCE_RULES } from "./rules/sources.ts";

/** Every rule that a report can carry, with the title of its chapter in docs/rules. */
export const RULE_CHAPTERS: readonly { title: string; rules: readonly Rule[] }[] = [
  { title: "What migrate changes", rules: CHANGE_RULES },
  { title: "Sources", rules: SOURCE_RULES },
  { title: "Charts", rules: CHART_RULES },
  { title: "Patches", rules: PATCH_RULES },
  { title: "Fields that name a Git source", rules: CONSUMER_RULES },
  { title: "What depends on Git without a reference", rules: CASUALTY_RULES },
  { title: "Lint", rules: LINT_RULE_PAGES },
  { title: "Suppressions and baseline of lint", rules: LINT_META_RULE_PAGES },
];

/** All rules, in the order of the chapters. */
export const RULES: readonly Rule[] = RULE_CHAPTERS.flatMap((chapter) => chapter.rules);

/** The rule of that id; the rules of fields that a configuration names share one. */
export function ruleOf(id: string): Rule | undefined {
  const shared = id.startsWith("custom-") ? "custom" : id;
  return RULES.find((rule) => rule.id === shared);
}
