import { identityOf, type LintContext } from "../context.ts";
import { placeOf, plainText } from "../oci.ts";
import { type OciAccess, ociAccesses } from "../oci-access.ts";
import type { Found, LintRule } from "../rule.ts";
import { PULL_SECRET_TYPES, type Secrets, secretKeys, secretsOf } from "../secrets.ts";

/** A Secret that source-controller cannot use for a registry is passed over in silence (flux-facts 2.2). */
export const copiedGitSecret: LintRule = {
  id: "copied-git-secret",
  find(context) {
    const secrets = secretsOf(context);
    return ociAccesses(context).flatMap((oci) => found(oci, secrets, context));
  },
};

const HELP =
  "Name a Secret of type kubernetes.io/dockerconfigjson: flux create secret oci <name> --url=<registry> --username=<user> --password=<token>";

function found(oci: OciAccess, secrets: Secrets, context: LintContext): Found[] {
  const { manifest, open } = oci;
  const name = plainText(manifest.node, ["spec", ...oci.secret]);
  if (name === undefined || name === "" || open("secretRef")) return [];
  const place = { location: placeOf(oci, oci.secret), object: identityOf(manifest, context.graph) };
  const facts = secretKeys(manifest, name, context).flatMap((key) => secrets.get(key) ?? []);
  const types = facts.flatMap((one) => one.types);
  const isKnownRight = types.some(({ type }) => type === undefined || PULL_SECRET_TYPES.has(type));
  const git = facts.flatMap((one) => one.git);
  const [source] = git;
  if (source && !isKnownRight)
    return [
      {
        ...place,
        message: `${oci.name} names the Secret ${name}, by which ${source.id} signs in to Git; Flux reads only Secrets of type dockerconfigjson for a registry, so it pulls without signing in`,
        help: HELP,
        related: git.map(({ id, location }) => ({ message: `${id} uses it here`, location })),
      },
    ];
  const [wrong] = types;
  if (wrong?.type !== undefined && !isKnownRight)
    return [
      {
        ...place,
        message: `${oci.name} names the Secret ${name} of type ${wrong.type}; Flux reads only Secrets of type dockerconfigjson for a registry, so it pulls without signing in`,
        help: HELP,
        related: [{ message: `the Secret ${name} is declared here`, location: wrong.location }],
      },
    ];
  const provider = plainText(manifest.node, ["spec", ...oci.provider]);
  if (provider === undefined || provider === "generic" || open("provider")) return [];
  return [
    {
      ...place,
      severity: "warning",
      message: `${oci.name} names the Secret ${name} beside provider: ${provider}; the Secret wins, and the sign-in of ${provider} is never tried`,
      help: "Remove secretRef to sign in through the provider, or remove provider to sign in with the Secret.",
    },
  ];
}
