import { at } from "../../core/tree.ts";
import { identityOf } from "../context.ts";
import { ociRepositories, placeOf } from "../oci.ts";
import type { LintRule } from "../rule.ts";
import { IDENTITY_HELP } from "../verify-help.ts";

/** Nothing checks who published what Flux takes. */
export const unverifiedSource: LintRule = {
  id: "unverified-source",
  find: (context) =>
    ociRepositories(context).flatMap((oci) => {
      if (oci.open("verify") || at(oci.spec, ["verify"]) !== undefined) return [];
      return [
        {
          message: `OCIRepository ${oci.manifest.name ?? "?"} has no verify, so Flux takes whatever the registry gives, whoever pushed it`,
          help: `verify:\n  provider: cosign\n${IDENTITY_HELP.replace(/^/gm, "  ")}`,
          location: placeOf(oci, ["verify"]),
          object: identityOf(oci.manifest, context.graph),
        },
      ];
    }),
};
