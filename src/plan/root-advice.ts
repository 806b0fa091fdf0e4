import { isSync, type SourceNode, scopeText } from "../core/graph.ts";
import type { Finding, Target } from "../core/plan.ts";

/**
 * What a person does to move the sync of a FluxInstance, once for each: the root stays on Git, as the way back, until
 * everything else has moved (flux-facts 4.3 and 4.5).
 */
export function syncAdvice(source: SourceNode, target: Target): Finding[] {
  const declaration = source.declarations.find(({ as }) => isSync(as));
  if (!declaration) return [];
  const field = declaration.as === "FluxInstance" ? "spec.sync" : "instance.sync";
  const { decision, namespace, name } = target;
  const tag = decision.ref.tag ?? "<tag>";
  const scopes = source.roots.map(({ scope }) => scopeText(scope)).join(", ");
  return [
    {
      rule: "flux-instance-sync",
      severity: "note",
      message: `the sync of the FluxInstance of ${scopes} stays on Git, and with it ${source.id}, as the way back. Once everything else runs from OCI, a person may move it in a change of its own`,
      location: declaration.location,
      help: `In ${field} write \`kind: OCIRepository\`, \`url: ${decision.url}\` and \`ref: ${tag}\` (a tag: refs/heads/… is for Git alone), keep name and path, and give a pullSecret of type kubernetes.io/dockerconfigjson if the registry needs one. Apply the FluxInstance by hand with kubectl and wait until it is ready: the operator deletes GitRepository ${namespace}/${source.name}, so nothing may read it any more. Remove the OCIRepository ${namespace}/${name} of its own from this tree in the same change. Patches under kustomize.patches whose target is GitRepository do nothing from then on: write them for OCIRepository.`,
    },
  ];
}
