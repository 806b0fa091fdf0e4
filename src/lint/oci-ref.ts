import { at, child } from "../core/tree.ts";
import { isOpaque, type OciManifest, plainText } from "./oci.ts";

/**
 * The tag that an OCIRepository follows, where its text alone decides that. A digest comes before semver, and semver
 * before a tag (flux-facts 2.1); `v1.2.3@sha256:…`, as Renovate writes it, names its digest.
 */
export function followedTag({ spec, open }: OciManifest): string | undefined {
  if (open("ref") || isOpaque(spec, ["ref"])) return undefined;
  const ref = at(spec, ["ref"]);
  if (["digest", "semver"].some((field) => child(ref, field) !== undefined)) return undefined;
  const tag = plainText(ref, ["tag"]);
  return tag === undefined || tag === "" || tag.includes("@") ? undefined : tag;
}
