import { type Context, type Root, UNKNOWN } from "../core/graph.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import type { Casualty } from "../core/neighbours.ts";
import { child } from "../core/tree.ts";
import { CASUALTIES } from "../flux/casualties.ts";
import { egressOf } from "../flux/casualties-network.ts";

/** Where `flux bootstrap` and the Flux Operator put the controllers unless they are told otherwise. */
const FLUX_SYSTEM = "flux-system";

/**
 * Policies that limit where source-controller may connect to. Policies add up, so one that opens everything to it in the
 * same cluster makes the others harmless: `flux bootstrap` makes such a one (allow-egress).
 */
export function networkCasualties(
  manifests: readonly Manifest[],
  contexts: ReadonlyMap<string, readonly Context[]>,
  roots: readonly Root[],
): Casualty[] {
  const flux = new Set([FLUX_SYSTEM, ...roots.map((root) => root.namespace)]);
  const found = manifests.flatMap((manifest) => {
    const around = contexts.get(manifest.document.file) ?? [];
    const spaces = [manifest.namespace, ...around.map((context) => context.namespace)];
    const inFlux = spaces.some((one) => one !== undefined && flux.has(one));
    const egress = egressOf(manifest.node, manifest.group, manifest.kind, inFlux);
    const scopes = around.map((context) => context.scope);
    return egress ? [{ manifest, egress, scopes: scopes.length > 0 ? scopes : [UNKNOWN] }] : [];
  });
  const open = new Set(found.filter((one) => one.egress === "open").flatMap((one) => one.scopes));
  const { message, severity } = CASUALTIES["network-policy"];
  return found
    .filter((one) => one.egress === "limits" && !one.scopes.every((scope) => open.has(scope)))
    .map(({ manifest }) => ({
      rule: "network-policy",
      severity,
      location: locate(manifest.document, child(manifest.node, "kind") ?? manifest.node),
      what: `${manifest.kind} ${manifest.name ?? "?"}`,
      message,
      help: undefined,
      names: undefined,
    }));
}
