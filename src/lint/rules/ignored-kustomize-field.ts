import { KUSTOMIZATION } from "../../build/kustomization-shape.ts";
import { UNKNOWN } from "../../core/graph.ts";
import { locate } from "../../core/manifest.ts";
import { pairsAt } from "../../core/tree.ts";
import type { LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";
import { nearestName } from "../schema/nearest-name.ts";

/** Names of fields; kustomize reads them in any case. */
const FIELDS: readonly string[] = Object.keys(KUSTOMIZATION);
const KNOWN: ReadonlySet<string> = new Set(FIELDS.map((one) => one.toLowerCase()));

/**
 * A field that kustomize does not have, in the kustomization.yaml of a Flux Kustomization's path. `kustomize build`
 * stops at it, and Flux leaves it out without a word (build-facts 23): with `resource:` it delivers nothing, and prunes.
 */
export const ignoredKustomizeField: LintRule = {
  id: "ignored-kustomize-field",
  find: (context) => {
    const directories = new Map<string, string>();
    for (const { deliveries, path } of context.clusters)
      for (const { by, directory, failure, doubt } of deliveries)
        if (
          path !== undefined &&
          by?.id.kind === "Kustomization" &&
          !failure &&
          !doubt &&
          directory !== undefined
        )
          directories.set(directory, `${by.id.namespace}/${by.id.name}`);
    return [...directories].flatMap(([directory, by]) => found(directory, by, context));
  },
};

function found(directory: string, by: string, { objects }: LintContext): Found[] {
  const file = objects.tree.byDirectory.get(directory);
  if (!file) return [];
  const [namespace = "", name = ""] = by.split("/");
  return pairsAt(file.document.root).flatMap(({ key }): Found[] => {
    const field = String(key.value);
    if (key.value === null || field === "<<" || KNOWN.has(field.toLowerCase())) return [];
    const near = nearestName(field, FIELDS);
    return [
      {
        message: `${file.file}: kustomize has no field ${field}${near === undefined ? "" : `; write ${near}`}. kustomize build stops at it, and Flux leaves it out without a word, so Kustomization ${by} delivers less than the file says`,
        location: locate(file.document, key),
        object: { scope: UNKNOWN, kind: "Kustomization", namespace, name },
        ...(near === undefined && { severity: "warning" as const }),
      },
    ];
  });
}
