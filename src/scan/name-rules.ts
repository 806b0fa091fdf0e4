import { groupBy } from "../core/group.ts";
import { locate } from "../core/manifest.ts";
import type { NameRule } from "../core/neighbours.ts";
import { child, itemsAt, pairsAt, textAt } from "../core/tree.ts";
import { GIT } from "./found-reference.ts";
import type { Objects } from "./objects.ts";

/**
 * Entries of the files under `configurations` that teach kustomize something about GitRepository objects (their names
 * in references, where labels go) and have no entry for OCIRepository beside them (flux-facts 3).
 */
export function nameRules(objects: Objects): NameRule[] {
  const files = new Set([...objects.tree.byDirectory.values()].flatMap((one) => one.configurationFiles));
  const byFile = groupBy(objects.documents, (one) => one.file);
  return [...files].sort().flatMap((file) =>
    (byFile.get(file) ?? []).flatMap((document) =>
      pairsAt(document.root).flatMap(({ key }) => {
        const field = String(key.value);
        const entries = itemsAt(document.root, [field]);
        const others = entries.filter((one) => textAt(one, ["kind"]) === "OCIRepository");
        return entries
          .filter((one) => textAt(one, ["kind"]) === GIT)
          .filter((one) => !others.some((other) => textAt(other, ["path"]) === textAt(one, ["path"])))
          .map((one) => ({ location: locate(document, child(one, "kind") ?? one), field }));
      }),
    ),
  );
}
