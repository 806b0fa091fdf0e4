/** Checks of decided values that hold variables: every value that is known is checked as a written one is. */
import { type DecidedText, decidedTexts } from "../core/decided-texts.ts";
import type { Decision, MigrateDecision } from "../core/decision.ts";
import { type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import type { Location } from "../core/manifest.ts";
import type { Unit } from "../core/units.ts";
import { hasVariable } from "../core/variables.ts";
import { isTag } from "../flux/tags.ts";
import { isObjectName } from "./cluster-checks.ts";
import { DIGEST_RULE, isDigest, parseArtifactUrl, TAG_RULE } from "./oci-reference.ts";
import { blank } from "./placeholders.ts";
import { isSemverRange } from "./semver-range.ts";
import { quote } from "./wording.ts";

/** A decision that was taken back. */
type Undecided = Extract<Decision, { reason: string; action: "keep" | "undecided" }>;

const RULES: Readonly<Record<string, (value: string) => string | undefined>> = {
  url: artifactProblem,
  "ref.tag": (value) => (isTag(value) ? undefined : `is no legal OCI tag; ${TAG_RULE}`),
  "ref.semver": (value) => (isSemverRange(value) ? undefined : "is no range of versions"),
  "ref.digest": (value) => (isDigest(value) ? undefined : `is no digest; ${DIGEST_RULE}`),
  secretRef: nameProblem,
  certSecretRef: nameProblem,
  serviceAccountName: nameProblem,
  "verify.secretRef": nameProblem,
  "verify.trustedRootSecretRef": nameProblem,
};

/** What is wrong with a value that a cluster gets for a key of a decision, as the end of a sentence. */
export function valueProblem(key: string, value: string): string | undefined {
  return RULES[key]?.(value);
}

function artifactProblem(url: string): string | undefined {
  const parsed = parseArtifactUrl(url);
  if ("error" in parsed) return parsed.error;
  return (parsed.tag ?? parsed.digest) ? "holds a tag or digest, which belongs into ref" : undefined;
}

function nameProblem(name: string): string | undefined {
  return isObjectName(name) ? undefined : "is no name that a cluster takes";
}

/**
 * Takes a decision back whose variables nothing sets, or of which a value does not fit. A value that nobody here knows
 * stands if a person wrote the variable there.
 * @param isRefGiven false if the ref was translated from that of Git
 */
export function variableProblem(
  unit: Unit,
  source: SourceNode,
  decision: MigrateDecision,
  isRefGiven: boolean,
): Undecided | undefined {
  for (const one of decidedTexts(decision).filter(({ text }) => hasVariable(text))) {
    const problem = problemOf(one, unit, source, isRefGiven || !one.key.startsWith("ref."));
    if (problem) return problem;
  }
  return undefined;
}

function problemOf(
  { key, text }: DecidedText,
  unit: Unit,
  source: SourceNode,
  isGiven: boolean,
): Undecided | undefined {
  const value = `${key} ${text}`;
  const unset = source.variables.unset(text).filter(({ maybe }) => !maybe);
  const [first] = unset;
  if (first) {
    const names = unset.map(({ name }) => name).join(" and ");
    const where = source.scope === UNKNOWN ? "what applies it" : scopeText(source.scope);
    const reason = `no postBuild of ${where} sets ${names}, which ${value} holds; set it in spec.postBuild.substitute, give it a default (\${${first.name}:=…}), or write the value`;
    return taken({ rule: "unset-variable", location: placeOf(source) }, reason, unit);
  }
  const values = source.variables.filled(text);
  if (!values)
    return isGiven
      ? undefined
      : {
          action: "undecided",
          reason: `undecided: nothing here tells what ${value} is; say the ref to follow`,
        };
  for (const { text: filled, shown, from } of values) {
    const wrong = valueProblem(key, filled);
    if (wrong === undefined) continue;
    const reason = `${value} is ${quote(shown)} in its cluster, which ${wrong}`;
    const isTagged = key === "ref.tag";
    const tag = isTagged ? { rule: "variable-tag", location: from ?? placeOf(source) } : undefined;
    return taken(tag, reason, unit);
  }
  return undefined;
}

function taken(
  finding: { rule: string; location: Location | undefined } | undefined,
  reason: string,
  { id }: Unit,
): Undecided {
  const undecided = { action: "undecided" as const, reason: `undecided: ${reason}` };
  if (!finding?.location) return undecided;
  const { rule, location } = finding;
  return { ...undecided, problems: [{ rule, severity: "warning", message: `${id}: ${reason}`, location }] };
}

/** Where to point at for a source: its declaration, else what names it. */
function placeOf({ declarations, references }: SourceNode): Location | undefined {
  return (declarations[0] ?? references[0])?.location;
}

/** The hosts that a url may have in its cluster, in lower case; undefined if they are not known here. */
export function hostsOf(url: string, { variables }: SourceNode): readonly string[] | undefined {
  const rest = url.slice("oci://".length);
  const slash = blank(rest).indexOf("/");
  const values = variables.filled(slash === -1 ? rest : rest.slice(0, slash));
  return values?.map(({ text }) => text.toLowerCase());
}

/** The registry of a url, with what its cluster fills in for the host if that is one host. */
export function registryOf(url: string, source: SourceNode): string {
  const [host, ...others] = hostsOf(url, source) ?? [];
  return host === undefined || others.length > 0 ? url : `oci://${host}/`;
}
