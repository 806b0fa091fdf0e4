import type { LintFinding } from "../core/lint.ts";
import type { Severity } from "../core/plan.ts";
import type { LintContext } from "./context.ts";

/** A finding before anybody gave its rule a level. */
export interface Found extends Pick<LintFinding, "message" | "location" | "object"> {
  help?: string;
  related?: LintFinding["related"];
  fix?: LintFinding["fix"];
  /** Where this one is less (or more) than its rule; a level that a person gives the rule wins. */
  severity?: Severity;
  /** It is less only because nobody has decided yet, or has not said yes. */
  open?: true;
  /** Clusters that it is about, if neither the message nor the place tells them. */
  clusters?: readonly string[];
}

/** One check. Its page, with the levels of the presets, is the row of the same id in `flux/rules/lint-*.ts`. */
export interface LintRule {
  id: string;
  /** Finds in the order of the tree; what it cannot know it does not say. */
  find: (context: LintContext) => Iterable<Found>;
}
