import type { Manifest } from "../../core/manifest.ts";
import { CHART_MEDIA_TYPE } from "../../core/oci-object.ts";
import { at, deref, itemsAt, textAt } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { isSemverRange } from "../../flux/semver-range.ts";
import { isTag } from "../../flux/tags.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { ociRepositories } from "../oci.ts";
import { isPatchedIn } from "../patched-fields.ts";
import type { Found, LintRule } from "../rule.ts";
import { isOneSlipAway } from "../schema/nearest-name.ts";

/** What the API takes in an OCIRepository and no registry has, and what Flux ignores in its ref. */
export const invalidOciReference: LintRule = {
  id: "invalid-oci-reference",
  find: (context) =>
    ociRepositories(context).flatMap(({ manifest }) => [
      ...faultsOf(manifest, context),
      ...ignoredIn(manifest, context),
      ...patternsIn(manifest, context),
    ]),
};

/** A field of `spec`, and what is wrong with its value; undefined where it is fine. */
const CHECKS: readonly {
  path: readonly [string, ...string[]];
  fault: (value: string) => string | undefined;
}[] = [
  { path: ["url"], fault: urlFault },
  {
    path: ["ref", "tag"],
    fault: (tag) => {
      const [, name, digest] = /^([^@]*)@(sha256:[0-9a-f]{64})$/.exec(tag) ?? [];
      if (digest !== undefined)
        return `source-controller asks the registry for a tag of that very name; write ${name === "" ? "" : `tag: ${name} and `}digest: ${digest}`;
      return isTag(tag)
        ? undefined
        : "a tag has letters, digits, _ . and - alone, at most 128, and starts with a letter, a digit or _; write it as the pipeline publishes it";
    },
  },
  {
    path: ["ref", "digest"],
    fault: (digest) =>
      /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(digest)
        ? undefined
        : "a digest is sha256: with 64 hexadecimal digits, as the registry tells it; the SHA of a commit is none",
  },
  {
    path: ["ref", "semver"],
    fault: (range) =>
      isSemverRange(range) ? undefined : "that is no range of versions; write it like >=1.0.0 <2.0.0 or 1.x",
  },
  {
    path: ["layerSelector", "mediaType"],
    fault: (type) => {
      if (MEDIA_TYPES.includes(type)) return undefined;
      const isOurs = /^application\/vnd\.cncf\.(helm|flux)\./.test(type);
      const near = MEDIA_TYPES.find(
        (one) => one.toLowerCase() === type.toLowerCase() || isOneSlipAway(one, type),
      );
      return isOurs || near !== undefined
        ? `no artifact of Helm or Flux has such a layer; write ${near ?? MEDIA_TYPES.find((one) => one.split(".")[2] === type.split(".")[2])}`
        : undefined;
    },
  },
];

/** Layers of artifacts of Helm and Flux; any other media type is somebody's own. */
const MEDIA_TYPES = [
  CHART_MEDIA_TYPE,
  "application/vnd.cncf.flux.content.v1.tar+gzip",
  "application/vnd.cncf.helm.chart.provenance.v1.prov",
];

/** Hosts of Git that serve no artifacts, with the registry that their owners run. */
const GIT_HOSTS: ReadonlyMap<string, string> = new Map([
  ["github.com", "ghcr.io"],
  ["gitlab.com", "registry.gitlab.com"],
  ["bitbucket.org", ""],
  ["dev.azure.com", ""],
]);

function hostFault(rest: string): string | undefined {
  const [host = "", ...path] = rest.split("/");
  if (host === "") return "no registry is named; write oci://host/path";
  const registry = GIT_HOSTS.get(host.toLowerCase());
  if (registry !== undefined)
    return `${host} is a host of Git and no registry${registry === "" ? "" : `; write ${registry}`}`;
  return path.at(-1)?.endsWith(".git")
    ? "that is how Git repositories end; write the path that the pipeline pushes to"
    : undefined;
}

function urlFault(url: string): string | undefined {
  if (!url.startsWith("oci://")) return undefined;
  const rest = url.replace(/^oci:\/\//, "");
  if (/\s/.test(url)) return `a url has no blanks; write ${url.replace(/\s+/g, "")}`;
  if (/^[^/]*@/.test(rest))
    return "Flux takes no credentials from a url; write it without them, and name a Secret in secretRef";
  const clean = rest.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  if (clean !== rest)
    return `a repository has neither an empty part nor a slash at its end; write oci://${clean}`;
  const host = hostFault(rest);
  if (host !== undefined) return host;
  const path = /^[^/]+(\/[^@]*)/.exec(rest)?.[1] ?? "";
  return path === path.toLowerCase()
    ? undefined
    : `repositories are lower case; write ${url.replace(path, path.toLowerCase())}`;
}

function faultsOf(manifest: Manifest, context: LintContext): Found[] {
  const isPatched = isPatchedIn(context);
  return CHECKS.flatMap(({ path, fault }) => {
    const node = deref(at(manifest.node, ["spec", ...path]));
    const value = textAt(node);
    if (value === undefined || isFilledLater(value) || isPatched(manifest, path[0])) return [];
    const wrong = fault(value);
    if (wrong === undefined) return [];
    return [
      {
        message: `OCIRepository ${manifest.name ?? "?"}: spec.${path.join(".")} is ${JSON.stringify(value)}, and ${wrong}`,
        location: placeIn(manifest, node),
        object: identityOf(manifest, context.graph),
      },
    ];
  });
}

/** Flux takes the digest before the semver, and the semver before the tag (flux-facts 2.1); a tag may explain a digest. */
const IGNORED = [
  { field: "tag", by: "semver" },
  { field: "semver", by: "digest" },
] as const;

function ignoredIn(manifest: Manifest, context: LintContext): Found[] {
  const ref = at(manifest.node, ["spec", "ref"]);
  const has = (field: string) => (textAt(ref, [field]) ?? "") !== "";
  const both = IGNORED.filter(({ field, by }) => has(field) && has(by));
  if (both.length === 0 || isPatchedIn(context)(manifest, "ref")) return [];
  return both.map(({ field, by }) => ({
    message: `OCIRepository ${manifest.name ?? "?"}: spec.ref has ${field} and ${by}, and Flux takes the ${by}, so ${field} does nothing; remove one of them`,
    location: placeIn(manifest, at(ref, [field])),
    object: identityOf(manifest, context.graph),
    severity: "warning" as const,
  }));
}

const PATTERNS = ["issuer", "subject"] as const;

/** Patterns of identities that Go cannot compile: then no signature is ever accepted (Flux reads them with regexp). */
function patternsIn(manifest: Manifest, context: LintContext): Found[] {
  const verify = at(manifest.node, ["spec", "verify"]);
  if (!verify || isPatchedIn(context)(manifest, "verify")) return [];
  return itemsAt(verify, ["matchOIDCIdentity"]).flatMap((identity, i) =>
    PATTERNS.flatMap((field): Found[] => {
      const node = at(identity, [field]);
      const pattern = textAt(node);
      if (pattern === undefined || isFilledLater(pattern)) return [];
      const wrong = goPatternFault(pattern);
      if (wrong === undefined) return [];
      return [
        {
          message: `OCIRepository ${manifest.name ?? "?"}: spec.verify.matchOIDCIdentity[${i}].${field} ${wrong}, so no signature is accepted`,
          location: placeIn(manifest, node),
          object: identityOf(manifest, context.graph),
        },
      ];
    }),
  );
}

/** What Go's regexp refuses, as far as it can be told for sure; `(?i)`, `\\A`, `\\Q` and `[[:alpha:]]` are Go's own. */
function goPatternFault(pattern: string): string | undefined {
  if (/\(\?(?:<?[=!])/.test(pattern))
    return "looks ahead or behind, which the regular expressions of Go cannot";
  if (/(?:^|[^\\])(?:\\\\)*\\[1-9]/.test(pattern))
    return "refers to a group, which the regular expressions of Go cannot";
  if (/\(\?[^:]|\\[AzQEC]|\[\[:/.test(pattern)) return undefined;
  try {
    new RegExp(pattern);
    return undefined;
  } catch {
    return "is no regular expression";
  }
}
