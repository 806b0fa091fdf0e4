import { at } from "../../core/tree.ts";
import { identityOf } from "../context.ts";
import { ociRepositories, placeOf } from "../oci.ts";
import type { LintRule } from "../rule.ts";

/** Nothing checks who published what Flux takes. */
export const unverifiedSource: LintRule = {
  id: "unverified-source",
  find: (context) =>
    ociRepositories(context).flatMap((oci) => {
      if (oci.open("verify") || at(oci.spec, ["verify"]) !== undefined) return [];
      return [
        {
          message: `OCIRepository ${oci.manifest.name ?? "?"} has no verify, so Flux takes whatever the registry gives, whoever pushed it`,
          help: "verify:\n  provider: cosign\n  matchOIDCIdentity:\n    - issuer: ^https://token\\.actions\\.githubusercontent\\.com$\n      subject: ^https://github\\.com/<owner>/<repository>/\\.github/workflows/<file>@refs/heads/main$",
          location: placeOf(oci, ["verify"]),
          object: identityOf(oci.manifest, context.graph),
        },
      ];
    }),
};
