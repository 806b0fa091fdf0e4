import type { ObjectIdentity } from "../../core/lint.ts";
import { type Policy, policyReaches } from "../../core/neighbours.ts";
import { firstOf } from "../../core/wording.ts";
import { isPolicyGroup } from "../../flux/policies.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * An admission policy on GitRepository that says nothing of OCIRepository, where there are some in its reach: what it
 * forbids for one kind goes in through the other (flux-facts 3 and 8.54).
 */
export const policyMissesOci: LintRule = {
  id: "policy-misses-oci",
  find: (context) => context.graph.policies.flatMap((policy) => found(policy, context)),
};

function found(policy: Policy, context: LintContext): Found[] {
  const { existing } = context.graph;
  if (policy.coversOci) return [];
  const reached = existing.filter((one) => policyReaches(policy, one));
  const [first] = reached;
  if (!first || hasTwin(context)) return [];
  const names = [...new Set(reached.map(({ name }) => name))].sort();
  const shown = firstOf(names);
  return [
    {
      message: `${policy.kind} ${policy.name} is for GitRepository alone, so nothing checks OCIRepository ${shown}; add the same rule for OCIRepository`,
      help: policy.offer.text,
      location: policy.location,
      object: identityOfPolicy(policy, context),
      related: [
        {
          message: `OCIRepository ${first.name} is declared here`,
          location: placeIn(first.manifest, undefined),
        },
      ],
    },
  ];
}

/** Another policy that names the kind may well be the same control, written as an object of its own. */
function hasTwin({ objects }: LintContext): boolean {
  return objects.manifests.some(({ group, node, document }) => {
    if (!isPolicyGroup(group)) return false;
    const text = document.text.slice(node.start - document.start, node.end - document.start);
    return /OCIRepositor|ocirepositor/.test(text);
  });
}

function identityOfPolicy({ kind, name, location }: Policy, { objects, graph }: LintContext): ObjectIdentity {
  const manifest = objects.manifests.find(
    (one) => one.kind === kind && one.name === name && one.document.file === location.file,
  );
  return manifest ? identityOf(manifest, graph) : { scope: "?", kind, namespace: "?", name };
}
