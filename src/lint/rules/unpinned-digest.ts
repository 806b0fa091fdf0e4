import { tagMoves } from "../../flux/tag-habits.ts";
import { identityOf } from "../context.ts";
import { ociRepositories, placeOf } from "../oci.ts";
import { followedTag } from "../oci-ref.ts";
import type { LintRule } from "../rule.ts";

/**
 * One build is meant, and only its tag says which. A tag that moves is left to `mutable-tag`, and a semver range is
 * meant to move, so no object is told twice to choose its version in another way.
 */
export const unpinnedDigest: LintRule = {
  id: "unpinned-digest",
  find: (context) =>
    ociRepositories(context).flatMap((oci) => {
      const tag = followedTag(oci);
      if (tag === undefined || tagMoves(tag) === true) return [];
      return [
        {
          message: `OCIRepository ${oci.manifest.name ?? "?"} takes the tag ${tag} without a digest: whoever can push to the registry can replace what runs`,
          help: "Write ref.digest beside the tag. The digest decides; the tag stays for people and for Renovate.",
          location: placeOf(oci, ["ref", "tag"]),
          object: identityOf(oci.manifest, context.graph),
        },
      ];
    }),
};
