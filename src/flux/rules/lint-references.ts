import type { LintPage } from "./rule.ts";

/** References that no cluster takes, and what does nothing once its source is OCI. */
export const LINT_REFERENCE_PAGES: readonly LintPage[] = [];
