/** What stands beside sources and references and bears on them: policies, OCIRepositories, values of variables. */
import { type Context, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import type { Policy, Substitution } from "../core/neighbours.ts";
import { byLocation } from "../core/order.ts";
import { child, deref, pairsAt, textAt } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { policyOnGitRepository } from "../flux/policies.ts";
import { offerOf } from "../flux/policies-offer.ts";
import type { Objects } from "./objects.ts";

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

/** Literal values of postBuild variables, from Kustomizations and from patches of them. */
export function substitutionsOf(objects: Objects): Map<string, Substitution[]> {
  const found = new Map<string, Substitution[]>();
  for (const manifest of [...objects.manifests, ...objects.patches]) {
    if (manifest.group !== GROUP.kustomize) continue;
    for (const { key, value } of pairsAt(manifest.node, ["spec", "postBuild", "substitute"])) {
      const text = textAt(value);
      if (text === undefined) continue;
      pushTo(found, String(key.value), { value: text, location: locate(manifest.document, value ?? key) });
    }
  }
  for (const list of found.values()) list.sort(byLocation);
  return found;
}
