import type { LintRule } from "./rule.ts";
import { gitSource } from "./rules/git-source.ts";
import { gitSourceRef } from "./rules/git-source-ref.ts";
import { invalidOciReference } from "./rules/invalid-oci-reference.ts";
import { missingRef } from "./rules/missing-ref.ts";
import { rejectedObject } from "./rules/rejected-object.ts";

/** Every rule of lint, in the order of its page. A new rule is a file, a row of pages, a fixture, and a line here. */
export const LINT_RULES: readonly LintRule[] = [
  gitSource,
  gitSourceRef,
  missingRef,
  rejectedObject,
  invalidOciReference,
];
