import type { FieldOp } from "../../core/ops.ts";
import { at, child, textAt } from "../../core/tree.ts";
import { identityOf } from "../context.ts";
import { isOpaque, type OciManifest, ociRepositories, placeOf } from "../oci.ts";
import { readOciUrl } from "../oci-url.ts";
import { repairFix } from "../repair-fix.ts";
import type { LintRule } from "../rule.ts";

/** An OCIRepository without a ref takes the tag `latest` (flux-facts 2.1). */
export const missingRef: LintRule = {
  id: "missing-ref",
  find: (context) =>
    ociRepositories(context).flatMap((oci) => {
      if (!isMissing(oci)) return [];
      const { manifest, spec } = oci;
      const ref = at(spec, ["ref"]);
      const what = ref ? "none of tag, semver and digest in its ref" : "no ref";
      return [
        {
          message: `OCIRepository ${manifest.name ?? "?"} has ${what}, so it follows the tag latest; write the tag, semver or digest that is meant`,
          location: placeOf(oci, ["ref"]),
          object: identityOf(manifest, context.graph),
          // What else stands in a ref may be what its author meant.
          ...(!ref &&
            repairFix("missing-ref", manifest, LATEST, "write the tag that is followed now", context)),
        },
      ];
    }),
};

const SELECTORS = ["digest", "semver", "tag"] as const;
const LATEST: readonly FieldOp[] = [
  { op: "set", path: ["spec", "ref"], value: { tag: "latest" }, after: "url" },
];

function isMissing({ spec, open }: OciManifest): boolean {
  if (open("ref") || isOpaque(spec, ["ref"])) return false;
  const ref = at(spec, ["ref"]);
  if (SELECTORS.some((field) => child(ref, field) !== undefined)) return false;
  // That the url has it is said by tag-in-url, which also moves it.
  const url = readOciUrl(textAt(spec, ["url"]) ?? "");
  return url?.tag === undefined && url?.digest === undefined;
}
