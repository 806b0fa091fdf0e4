import { leavesGit } from "../../core/plan.ts";
import { firstOf } from "../../core/wording.ts";
import { identityOf } from "../context.ts";
import { moveFix } from "../migration-fix.ts";
import type { LintRule } from "../rule.ts";

/** A reference that could move to OCI: its source was decided, or the OCIRepository stands beside it already. */
export const gitSourceRef: LintRule = {
  id: "git-source-ref",
  find: ({ graph, plan, safe }) =>
    graph.references.flatMap((reference) => {
      const outcome = plan.outcomes.get(reference);
      if (!leavesGit(outcome) && outcome?.outcome !== "append") return [];
      const names = firstOf(reference.sources.map((source) => source.id));
      const message = leavesGit(outcome)
        ? `${reference.path} still names ${names}; git2oci migrate repoints it`
        : `${reference.path} names ${names} alone; git2oci migrate adds the entry for OCIRepository`;
      const related = reference.sources
        .slice(0, MOST_RELATED)
        .flatMap(({ id, declarations }) =>
          declarations.map(({ location }) => ({ message: `${id} is declared here`, location })),
        );
      const object = identityOf(reference.manifest, graph);
      return [{ message, location: reference.location, object, related, ...moveFix(reference, safe) }];
    }),
};

/** An Alert with a wildcard may mean thousands of sources. */
const MOST_RELATED = 10;
