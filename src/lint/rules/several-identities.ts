import { at, itemsAt } from "../../core/tree.ts";
import { identityOf } from "../context.ts";
import { isOpaque, ociRepositories, placeOf } from "../oci.ts";
import type { LintRule } from "../rule.ts";

/** More than one identity of a keyless signature: newer versions of cosign refuse them, so nothing is verified. */
export const severalIdentities: LintRule = {
  id: "several-identities",
  find: (context) =>
    ociRepositories(context).flatMap((oci) => {
      const { manifest, spec, open } = oci;
      const identities = itemsAt(at(spec, ["verify"]), ["matchOIDCIdentity"]);
      if (identities.length < 2 || open("verify") || isOpaque(spec, ["verify"])) return [];
      return [
        {
          message: `OCIRepository ${manifest.name ?? "?"} lists ${identities.length} identities in matchOIDCIdentity, and cosign refuses more than one for keyless attestations, so the artifact is not taken; write one entry with an alternation`,
          help: "matchOIDCIdentity:\n  - issuer: ^(first issuer|second issuer)$\n    subject: ^(first subject|second subject)$",
          location: placeOf(oci, ["verify", "matchOIDCIdentity"]),
          object: identityOf(manifest, context.graph),
        },
      ];
    }),
};
