import { formatMinor } from "../../flux/api-versions.ts";
import { minorIn } from "../../flux/flux-version.ts";
import { isAccepted, providerOf } from "../../flux/registries.ts";
import { identityOf, type LintContext } from "../context.ts";
import { placeOf, plainText } from "../oci.ts";
import { type OciAccess, ociAccesses } from "../oci-access.ts";
import { readOciUrl } from "../oci-url.ts";
import type { Found, LintRule } from "../rule.ts";

/** Since Flux 2.6 the sign-in of a cloud is only tried at a registry of that cloud; anything else is an error. */
export const providerRegistryMismatch: LintRule = {
  id: "provider-registry-mismatch",
  find: (context) => ociAccesses(context).flatMap((oci) => found(oci, context)),
};

const CHECKED_SINCE = 6;
const PROVIDERS: ReadonlySet<string> = new Set(["generic", "aws", "azure", "gcp"]);

function found(oci: OciAccess, context: LintContext): Found[] {
  const { manifest, open } = oci;
  const provider = plainText(manifest.node, ["spec", ...oci.provider]);
  if (provider === undefined || open("provider")) return [];
  const place = { location: placeOf(oci, oci.provider), object: identityOf(manifest, context.graph) };
  if (!PROVIDERS.has(provider))
    return [
      {
        ...place,
        message: `the provider ${provider} of ${oci.name} is none that OCI sources have; the API server refuses it`,
        help: "Write aws, azure or gcp at a registry of that cloud; leave provider out everywhere else, and name a Secret of type kubernetes.io/dockerconfigjson in secretRef.",
      },
    ];
  const parts = readOciUrl(plainText(manifest.node, ["spec", ...oci.url]) ?? "");
  // With a Secret the provider is not asked at all; copied-git-secret says so.
  const secret = plainText(manifest.node, ["spec", ...oci.secret]);
  if (!parts || open("url", "secretRef") || secret !== undefined || isAccepted(provider, parts.host))
    return [];
  const right = providerOf(parts.host);
  const minors = (context.graph.contexts.get(manifest.document.file) ?? []).map(({ scope }) =>
    minorIn(context.graph.flux, scope),
  );
  const isOld = minors.length > 0 && minors.every((minor) => minor < CHECKED_SINCE);
  return [
    {
      ...place,
      ...(isOld && { severity: "warning" as const }),
      message: `the provider ${provider} of ${oci.name} does not fit its registry ${parts.host}: Flux refuses that since ${formatMinor(CHECKED_SINCE)}`,
      help:
        right === "generic"
          ? "Leave provider out, and name a Secret of type kubernetes.io/dockerconfigjson in secretRef where the registry asks for one."
          : `provider: ${right}`,
    },
  ];
}
