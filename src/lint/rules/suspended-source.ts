import { textIn } from "../../build/node.ts";
import { describe } from "../../core/manifest.ts";
import { isBlurred } from "../../graph/built-manifests.ts";
import { buildsOf, placeOfValue } from "../builds.ts";
import { identityOf, placeIn } from "../context.ts";
import { ociRepositories } from "../oci.ts";
import { byRepository, ociConsumers } from "../oci-consumers.ts";
import type { LintRule } from "../rule.ts";

const SUSPEND = ["spec", "suspend"];

/** A suspended source that somebody reads: it keeps what it had, and a new one never gets anything. */
export const suspendedSource: LintRule = {
  id: "suspended-source",
  find: (context) => {
    const consumers = byRepository(ociConsumers(context));
    return ociRepositories(context).flatMap((oci) => {
      const [reader, ...others] = consumers.get(oci) ?? [];
      // A patch may suspend it, and in one cluster alone.
      const suspended = buildsOf(context)
        .of(oci.manifest)
        .find((one) => textIn(one.object.built.node, SUSPEND) === "true" && !isBlurred(one));
      if (!suspended || !reader) return [];
      const more = others.length === 0 ? "" : ` and ${others.length} more`;
      return [
        {
          message: `OCIRepository ${oci.manifest.name ?? "?"} is suspended, so it fetches nothing, and ${describe(reader.manifest)}${more} reads it; remove suspend, or suspend what reads it`,
          location: placeOfValue(suspended, SUSPEND),
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
