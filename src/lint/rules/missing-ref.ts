import type { FieldOp } from "../../core/ops.ts";
import { pairOf, pairsAt } from "../../core/tree.ts";
import { identityOf, placeIn } from "../context.ts";
import { ociRepositories } from "../oci.ts";
import { repairFix } from "../repair-fix.ts";
import type { LintRule } from "../rule.ts";

/** An OCIRepository without a ref takes the tag `latest` (flux-facts 2.1). */
export const missingRef: LintRule = {
  id: "missing-ref",
  find: (context) =>
    ociRepositories(context).flatMap(({ manifest, spec }) => {
      const ref = pairOf(spec, "ref");
      if (pairsAt(ref?.value).some(({ key }) => SELECTORS.has(String(key.value)))) return [];
      const what = ref ? "none of tag, semver and digest in its ref" : "no ref";
      return [
        {
          message: `OCIRepository ${manifest.name ?? "?"} has ${what}, so it follows the tag latest; write the tag, semver or digest that is meant`,
          location: placeIn(manifest, ref?.key ?? pairOf(manifest.node, "spec")?.key),
          object: identityOf(manifest, context.graph),
          // What else stands in a ref may be what its author meant.
          ...(!ref &&
            repairFix("missing-ref", manifest, LATEST, "write the tag that is followed now", context)),
        },
      ];
    }),
};

const SELECTORS: ReadonlySet<string> = new Set(["digest", "semver", "tag"]);
const LATEST: readonly FieldOp[] = [
  { op: "set", path: ["spec", "ref"], value: { tag: "latest" }, after: "url" },
];
