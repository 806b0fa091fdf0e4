import type { Severity } from "../../core/plan.ts";
import { LINT_GIT_PAGES } from "./lint-git.ts";
import { LINT_META_PAGES } from "./lint-meta.ts";
import { LINT_OBJECT_PAGES } from "./lint-objects.ts";
import { LINT_OCI_PAGES } from "./lint-oci.ts";
import { LINT_REFERENCE_PAGES } from "./lint-references.ts";
import type { LintPage, Rule } from "./rule.ts";

const PAGES: readonly LintPage[] = [
  ...LINT_GIT_PAGES,
  ...LINT_REFERENCE_PAGES,
  ...LINT_OCI_PAGES,
  ...LINT_OBJECT_PAGES,
];

/** Rules of `git2oci lint`; `lint.preset` and `lint.rules` in git2oci.yaml set their level. */
export const LINT_RULE_PAGES: readonly Rule[] = PAGES.map(asRule);

/** What lint says about its own exceptions; levels as of the others. */
export const LINT_META_RULE_PAGES: readonly Rule[] = LINT_META_PAGES.map(asRule);

/** Every rule that lint knows; `lint.rules` may name no other. */
export const LINT_RULE_IDS: readonly string[] = [...PAGES, ...LINT_META_PAGES].map(({ id }) => id);

/** The rules whose findings a person can accept: by a suppression, or in a baseline. */
export const ACCEPTABLE_RULE_IDS: readonly string[] = PAGES.map(({ id }) => id);

function asRule(page: LintPage): Rule {
  return { ...page, level: levelOf(page) };
}

/** A rule that only the strict preset has is as bad as it is there. */
function levelOf({ id, lint: { recommended, strict } }: LintPage): Severity {
  const level = recommended === "off" ? strict : recommended;
  if (level === "off") throw new Error(`${id} is off in every preset`);
  return level;
}
