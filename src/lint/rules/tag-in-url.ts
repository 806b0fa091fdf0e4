import type { FieldOp, PlainRecord } from "../../core/ops.ts";
import { at, textAt } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { identityOf, type LintContext } from "../context.ts";
import { isOpaque, placeOf } from "../oci.ts";
import { type OciAccess, ociAccesses } from "../oci-access.ts";
import { readOciUrl, type UrlParts } from "../oci-url.ts";
import { repairFix } from "../repair-fix.ts";
import type { LintRule } from "../rule.ts";

/** source-controller takes the version from `ref` alone, and refuses a url that has one (flux-facts 2.1). */
export const tagInUrl: LintRule = {
  id: "tag-in-url",
  find: (context) =>
    ociAccesses(context).flatMap((oci) => {
      if (oci.open("url")) return [];
      const parts = readOciUrl(textAt(oci.manifest.node, ["spec", ...oci.url]) ?? "");
      if (!parts || (parts.tag === undefined && parts.digest === undefined)) return [];
      const version = [parts.tag && `the tag ${parts.tag}`, parts.digest && `the digest ${parts.digest}`];
      return [
        {
          message: `the url of ${oci.name} holds ${version.filter(Boolean).join(" and ")}, which Flux refuses (URLInvalid); the version belongs into ref`,
          location: placeOf(oci, oci.url),
          object: identityOf(oci.manifest, context.graph),
          ...fixOf(oci, parts, context),
        },
      ];
    }),
};

function fixOf(
  oci: OciAccess,
  { url, tag, digest }: UrlParts,
  context: LintContext,
): ReturnType<typeof repairFix> {
  const { manifest } = oci;
  const written = textAt(manifest.node, ["spec", ...oci.url]) ?? "";
  if (manifest.kind !== "OCIRepository" || isFilledLater(written) || oci.open("ref")) return {};
  const version: PlainRecord = { ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
  const ref = at(manifest.node, ["spec", "ref"]);
  const isSame = Object.entries(version).every(([field, value]) => textAt(ref, [field]) === value);
  if (ref && (isOpaque(manifest.node, ["spec", "ref"]) || !isSame)) return {};
  const ops: FieldOp[] = [{ op: "set", path: ["spec", "url"], value: url }];
  if (!ref) ops.push({ op: "set", path: ["spec", "ref"], value: version, after: "url" });
  return repairFix("tag-in-url", manifest, ops, "move the version from the url into ref", context);
}
