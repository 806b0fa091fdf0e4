import { tagMoves } from "../../flux/tag-habits.ts";
import { identityOf } from "../context.ts";
import { ociRepositories, placeOf } from "../oci.ts";
import { followedTag } from "../oci-ref.ts";
import type { LintRule } from "../rule.ts";

/** A tag that moves decides what runs. What is not known to move by its name is for `unpinned-digest`. */
export const mutableTag: LintRule = {
  id: "mutable-tag",
  find: (context) =>
    ociRepositories(context).flatMap((oci) => {
      const tag = followedTag(oci);
      if (tag === undefined || tagMoves(tag) !== true) return [];
      return [
        {
          message: `OCIRepository ${oci.manifest.name ?? "?"} follows the tag ${tag}, which moves: what runs changes without a commit`,
          help: "Write ref.semver for updates by version, or ref.digest or the tag of one build for one that people promote.",
          location: placeOf(oci, ["ref", "tag"]),
          object: identityOf(oci.manifest, context.graph),
        },
      ];
    }),
};
