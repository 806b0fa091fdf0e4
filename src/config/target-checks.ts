import type { PathStep } from "../core/tree.ts";
import { isTag } from "../flux/tags.ts";
import { goRegexpError } from "./go-regexp.ts";
import { DIGEST_RULE, isDigest, parseArtifactUrl, TAG_RULE } from "./oci-reference.ts";
import { fill } from "./placeholders.ts";
import type { RawTarget } from "./raw.ts";
import { isSemverRange } from "./semver-range.ts";
import { quote } from "./wording.ts";

/** Says what is wrong at a path of the file. */
export type Report = (path: readonly PathStep[], message: string) => void;

/** Reports what the schema cannot see in the settings of one target: illegal values, and contradictions. */
export function checkTarget(target: RawTarget, path: readonly PathStep[], report: Report): void {
  const error = target.url === undefined ? undefined : targetUrlError(target.url);
  if (error !== undefined) report([...path, "url"], error);
  for (const { field, legal, message } of REF_FIELDS) {
    const value = target.ref?.[field];
    if (value !== undefined && !legal(value))
      report([...path, "ref", field], `${quote(value)} ${message(value)}`);
  }
  target.verify?.matchOIDCIdentity?.forEach((identity, i) => {
    for (const field of ["issuer", "subject"] as const) {
      const wrong = goRegexpError(identity[field]);
      if (wrong !== undefined)
        report([...path, "verify", "matchOIDCIdentity", i, field], `${quote(identity[field])} ${wrong}`);
    }
  });
  for (const { when, at, message } of CONTRADICTIONS) if (when(target)) report([...path, ...at], message);
}

/** What is wrong with the url of an artifact, in one clause; its tag belongs into `ref`. */
function targetUrlError(url: string): string | undefined {
  const parsed = parseArtifactUrl(url);
  if ("error" in parsed) return parsed.error;
  const { tag, digest } = parsed;
  if (digest !== undefined) return `must not hold a digest; write ref: { digest: ${quote(digest)} }`;
  return tag === undefined ? undefined : `must not hold a tag; write ref: { tag: ${quote(tag)} }`;
}

interface RefField {
  field: "tag" | "semver" | "digest";
  legal: (value: string) => boolean;
  message: (value: string) => string;
}

const REF_FIELDS: readonly RefField[] = [
  { field: "tag", legal: (value) => isTag(fill(value, "v")), message: () => `is no legal tag; ${TAG_RULE}` },
  {
    field: "semver",
    legal: isSemverRange,
    message: () => 'is no range of versions; allowed: such as ">=1.4.0 <2.0.0", "~1.4", "1.x"',
  },
  {
    field: "digest",
    legal: isDigest,
    message: (value) =>
      /^[0-9a-f]{40}$/.test(value)
        ? `is a Git commit, not the digest of an artifact; ${DIGEST_RULE}`
        : `is no digest; ${DIGEST_RULE}`,
  },
];

interface Contradiction {
  when: (target: RawTarget) => boolean;
  /** Where to point at, below the target. */
  at: readonly string[];
  message: string;
}

const isCloud = ({ provider }: RawTarget): boolean => provider !== undefined && provider !== "generic";
const isPublic = ({ anonymous }: RawTarget): boolean => anonymous === true;
const isNotation = ({ verify }: RawTarget): boolean => verify?.provider === "notation";

/** Settings that exclude each other. Flux would read most of them without a word and ignore one side. */
const CONTRADICTIONS: readonly Contradiction[] = [
  {
    when: (target) => isCloud(target) && target.secretRef !== undefined,
    at: ["secretRef"],
    message:
      "excludes provider: with a secretRef Flux does not use the cloud's identity; keep one of the two",
  },
  {
    when: (target) => isPublic(target) && target.secretRef !== undefined,
    at: ["anonymous"],
    message: "excludes secretRef: a public artifact needs no credentials; keep one of the two",
  },
  {
    when: (target) => isPublic(target) && isCloud(target),
    at: ["anonymous"],
    message: "excludes provider: a public artifact needs no credentials; keep one of the two",
  },
  {
    when: (target) => isPublic(target) && target.serviceAccountName !== undefined,
    at: ["anonymous"],
    message: "excludes serviceAccountName: a public artifact needs no credentials; keep one of the two",
  },
  {
    when: (target) => isNotation(target) && target.verify?.matchOIDCIdentity !== undefined,
    at: ["verify", "matchOIDCIdentity"],
    message: "works only with provider: cosign",
  },
  {
    when: (target) => isNotation(target) && target.verify?.trustedRootSecretRef !== undefined,
    at: ["verify", "trustedRootSecretRef"],
    message: "works only with provider: cosign",
  },
  {
    when: (target) => isNotation(target) && target.verify?.secretRef === undefined,
    at: ["verify"],
    message: "with provider: notation needs a secretRef with the trust policy and certificates",
  },
  {
    when: (target) =>
      !isNotation(target) &&
      target.verify?.secretRef !== undefined &&
      target.verify.matchOIDCIdentity !== undefined,
    at: ["verify", "matchOIDCIdentity"],
    message: "excludes secretRef: with keys Flux checks no identity; keep one of the two",
  },
];
