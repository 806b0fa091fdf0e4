/** What stands beside sources and references and bears on them: policies. */
import { type Context, UNKNOWN } from "../core/graph.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import type { Policy } from "../core/neighbours.ts";
import { child, deref } from "../core/tree.ts";
import { policyOnGitRepository } from "../flux/policies.ts";
import { offerOf } from "../flux/policies-offer.ts";

type Contexts = ReadonlyMap<string, readonly Context[]>;

/** Admission policies on GitRepository, with the documents whose texts they explain. */
export function policiesOf(
  manifests: readonly Manifest[],
  contexts: Contexts,
): { policy: Policy; manifest: Manifest }[] {
  return manifests.flatMap((manifest) => {
    const found = policyOnGitRepository(manifest.node, manifest.group, manifest.kind);
    if (!found) return [];
    const scopes = [...new Set((contexts.get(manifest.document.file) ?? []).map((context) => context.scope))];
    const range = deref(child(manifest.node, "kind")) ?? manifest.node;
    const { namespaces, coversOci } = found;
    return [
      {
        manifest,
        policy: {
          kind: manifest.kind,
          name: manifest.name ?? UNKNOWN,
          location: locate(manifest.document, range),
          namespaces,
          coversOci,
          scopes,
          offer: offerOf(manifest),
        },
      },
    ];
  });
}
