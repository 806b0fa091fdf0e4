import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import { UNKNOWN } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import type { PlainRecord } from "../core/ops.ts";
import type { Finding, Target } from "../core/plan.ts";
import { textAt } from "../core/tree.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { formatMinor, minorIn } from "../flux/flux-version.ts";
import { receiverFor } from "../flux/receivers.ts";
import { intervalOf, pushedBy } from "./interval.ts";

/** From this minor on, source-controller serves no v1beta2 (flux-facts 1). */
const WITHOUT_V1BETA2 = 8;

/**
 * A push arrives before the artifact does, so a Receiver is never turned to the OCIRepository as it is: the new source
 * is seen at its interval, and the finding gives the Receiver that brings the push back (flux-facts 3.3).
 */
export function receiverFindings(source: SourceNode, target: Target, graph: Graph): Finding[] {
  return pushedBy(source).map((reference) => {
    const interval = target.interval ?? intervalOf(source, false) ?? "5m";
    const { manifest, row } = reference;
    const receiver = row.holds
      ? `A Receiver in ${describe(manifest)}`
      : `Receiver ${manifest.namespace ?? "?"}/${manifest.name ?? "?"}`;
    return {
      rule: "receiver-resource",
      severity: "warning",
      message: `${receiver} pushes ${source.id}; nothing pushes the OCIRepository, so a new artifact is seen after up to ${interval}. A Receiver that the registry or the end of the pipeline calls brings the push back${stale(reference, graph)}`,
      location: reference.location,
      help: helpFor(reference, target),
    };
  });
}

/** What to apply, whole, and what to do beside it. */
function helpFor({ manifest }: Reference, target: Target): string {
  const { type, events, how } = receiverFor(target.decision.url);
  const spec: PlainRecord = { type };
  if (events) spec.events = [...events];
  spec.secretRef = { name: textAt(manifest.node, ["spec", "secretRef", "name"]) ?? "receiver-token" };
  const resource: PlainRecord = { apiVersion: target.apiVersion, kind: target.kind, name: target.name };
  if (target.namespace !== UNKNOWN && target.namespace !== manifest.namespace)
    resource.namespace = target.namespace;
  spec.resources = [resource];
  const metadata: PlainRecord = { name: `${target.name}-artifact` };
  const namespace = manifest.namespace ?? (target.namespace === UNKNOWN ? undefined : target.namespace);
  if (namespace !== undefined) metadata.namespace = namespace;
  const object = {
    apiVersion: "notification.toolkit.fluxcd.io/v1",
    kind: "Receiver",
    metadata,
    spec,
  };
  return `Apply this, and ${how}:\n${renderBlock(object, 0, "\n")}`;
}

/** An explicit version that the cluster does not serve makes the Receiver fail. */
function stale({ node, scopes }: Reference, graph: Graph): string {
  const apiVersion = textAt(node, ["apiVersion"]);
  const minor = scopes.map((scope) => minorIn(graph.flux, scope)).find((one) => one >= WITHOUT_V1BETA2);
  if (!apiVersion?.endsWith("/v1beta2") || minor === undefined) return "";
  return `. Its resource says apiVersion: ${apiVersion}, which Flux ${formatMinor(minor)} does not serve: write source.toolkit.fluxcd.io/v1 or leave it out`;
}
