import { providerOf } from "../../flux/registries.ts";
import { identityOf } from "../context.ts";
import { placeOf, plainText } from "../oci.ts";
import { ociAccesses } from "../oci-access.ts";
import { readOciUrl } from "../oci-url.ts";
import type { LintRule } from "../rule.ts";

/** A registry of a cloud that Flux can sign in to without a password that somebody has to renew. */
export const staticCredentials: LintRule = {
  id: "static-credentials",
  find: (context) =>
    ociAccesses(context).flatMap((oci) => {
      const { manifest, open } = oci;
      const secret = plainText(manifest.node, ["spec", ...oci.secret]);
      const parts = readOciUrl(plainText(manifest.node, ["spec", ...oci.url]) ?? "");
      const provider = plainText(manifest.node, ["spec", ...oci.provider]) ?? "generic";
      if (secret === undefined || !parts || open("url", "provider", "secretRef")) return [];
      const right = providerOf(parts.host);
      // A cloud's name beside a Secret is for copied-git-secret: there the Secret wins without a word.
      if (right === "generic" || provider !== "generic") return [];
      return [
        {
          message: `${oci.name} signs in to ${parts.host} with the Secret ${secret}, which somebody has to renew and may leak`,
          help: `Write provider: ${right} instead, and give source-controller the right to pull through workload identity.`,
          location: placeOf(oci, oci.secret),
          object: identityOf(manifest, context.graph),
        },
      ];
    }),
};
