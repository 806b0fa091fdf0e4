import { describe } from "../../core/manifest.ts";
import { at, textAt } from "../../core/tree.ts";
import { identityOf, placeIn } from "../context.ts";
import { ociRepositories, placeOf } from "../oci.ts";
import { byRepository, ociConsumers } from "../oci-consumers.ts";
import type { LintRule } from "../rule.ts";

/** A suspended source that somebody reads: it keeps what it had, and a new one never gets anything. */
export const suspendedSource: LintRule = {
  id: "suspended-source",
  find: (context) => {
    const consumers = byRepository(ociConsumers(context));
    return ociRepositories(context).flatMap((oci) => {
      const [reader, ...others] = consumers.get(oci) ?? [];
      const isSuspended = textAt(at(oci.spec, ["suspend"])) === "true" && !oci.open("suspend");
      if (!isSuspended || !reader) return [];
      const more = others.length === 0 ? "" : ` and ${others.length} more`;
      return [
        {
          message: `OCIRepository ${oci.manifest.name ?? "?"} is suspended, so it fetches nothing, and ${describe(reader.manifest)}${more} reads it; remove suspend, or suspend what reads it`,
          location: placeOf(oci, ["suspend"]),
          object: identityOf(oci.manifest, context.graph),
          related: [reader, ...others].map(({ manifest }) => ({
            message: `${describe(manifest)} reads it`,
            location: placeIn(manifest, undefined),
          })),
        },
      ];
    });
  },
};
