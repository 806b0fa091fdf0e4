import { at, child, itemsAt, type YamlNode } from "../../core/tree.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { isOpaque, type OciManifest, ociRepositories, placeOf, plainText } from "../oci.ts";
import type { Found, LintRule } from "../rule.ts";
import { IDENTITY_HELP } from "../verify-help.ts";

/** A keyless signature proves that somebody signed; only the identity says who (flux-facts 6.3). */
export const keylessWithoutIdentity: LintRule = {
  id: "keyless-without-identity",
  find: (context) => ociRepositories(context).flatMap((oci) => found(oci, context)),
};

function found(oci: OciManifest, context: LintContext): Found[] {
  const { manifest, spec, open } = oci;
  const verify = at(spec, ["verify"]);
  if (open("verify") || !verify || isOpaque(spec, ["verify"])) return [];
  const provider = child(verify, "provider");
  // Without a provider the API server writes cosign.
  if ((provider && plainText(provider) !== "cosign") || child(verify, "secretRef")) return [];
  const object = identityOf(manifest, context.graph);
  const identities = itemsAt(verify, ["matchOIDCIdentity"]);
  const name = manifest.name ?? "?";
  if (identities.length === 0)
    return [
      {
        message: `OCIRepository ${name} accepts a keyless signature of anybody: verify has neither matchOIDCIdentity nor the secretRef of a key`,
        help: IDENTITY_HELP,
        location: placeOf(oci, ["verify", "matchOIDCIdentity"]),
        object,
      },
    ];
  return identities.flatMap((identity) =>
    FIELDS.flatMap(({ field, who }): Found[] => {
      const pattern = plainText(identity, [field]);
      if (pattern === undefined || !matchesAll(pattern)) return [];
      return [
        {
          message: `OCIRepository ${name} accepts ${who}: the ${field} ${JSON.stringify(pattern)} matches everything`,
          help: IDENTITY_HELP,
          location: placeIn(manifest, rangeOf(identity, field)),
          object,
        },
      ];
    }),
  );
}

const FIELDS = [
  { field: "issuer", who: "a signature by any identity provider" },
  { field: "subject", who: "a signature of every identity of its issuer" },
] as const;

function rangeOf(identity: YamlNode, field: string): YamlNode {
  return child(identity, field) ?? identity;
}

/** True for a regular expression that no text fails; the signature check does not anchor them. */
function matchesAll(pattern: string): boolean {
  return /^\(?\^?(?:\.[*+]|\(\.[*+]\))?\??\$?\)?$/.test(pattern);
}
