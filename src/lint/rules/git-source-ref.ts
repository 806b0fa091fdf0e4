import type { Reference } from "../../core/graph.ts";
import { leavesGit, type Outcome } from "../../core/plan.ts";
import { unitOf } from "../../core/units.ts";
import { firstOf } from "../../core/wording.ts";
import { identityOf, type LintContext } from "../context.ts";
import { moveFix } from "../migration-fix.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * A reference that could move to OCI: its source was decided, or the OCIRepository stands beside it already. It is an
 * error if `migrate --yes` moves it, a warning if a person has to accept the move first, or to do it by hand.
 */
export const gitSourceRef: LintRule = {
  id: "git-source-ref",
  find: (context) =>
    context.graph.references.flatMap((reference) => {
      const outcome = context.plan.outcomes.get(reference);
      const told = moves(outcome) ? moving(reference, context) : byHand(reference, outcome, context);
      if (!told) return [];
      const related = reference.sources
        .slice(0, MOST_RELATED)
        .flatMap(({ id, declarations }) =>
          declarations.map(({ location }) => ({ message: `${id} is declared here`, location })),
        );
      const object = identityOf(reference.manifest, context.graph);
      return [{ location: reference.location, object, related, ...told }];
    }),
};

type Told = Pick<Found, "message" | "severity" | "fix">;

function moves(outcome: Outcome | undefined): boolean {
  return leavesGit(outcome) || outcome?.outcome === "append";
}

function moving(reference: Reference, { plan, safe }: LintContext): Told {
  const { path } = reference;
  const named = leavesGit(plan.outcomes.get(reference))
    ? { what: `${path} still names ${namesOf(reference)}`, does: "repoints it" }
    : { what: `${path} names ${namesOf(reference)} alone`, does: "adds the entry for OCIRepository" };
  const message = `${named.what}; git2oci migrate ${named.does}`;
  if (!moves(safe.outcomes.get(reference)))
    return { severity: "warning", message: `${message} once a person accepts it` };
  return { message, ...moveFix(reference, safe) };
}

/** One that stays on Git, although its source moves, until a person changes it. */
function byHand(reference: Reference, outcome: Outcome | undefined, { plan }: LintContext): Told | undefined {
  const isDecided = reference.sources.some(
    (source) => plan.decisions.get(unitOf(source, reference))?.action === "migrate",
  );
  if (outcome?.outcome !== "manual" || !isDecided) return undefined;
  return {
    severity: "warning",
    message: `${reference.path} names ${namesOf(reference)}, and stays on Git until a person changes it: ${outcome.reason}`,
  };
}

function namesOf({ sources }: Reference): string {
  return firstOf(sources.map((source) => source.id));
}

/** An Alert with a wildcard may mean thousands of sources. */
const MOST_RELATED = 10;
