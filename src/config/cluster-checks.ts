import { type MigrateDecision, refEntry } from "../core/decision.ts";
import { type Graph, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { targetName } from "../core/names.ts";
import { accessFields } from "../core/oci-object.ts";
import { hasOciField, ociFieldSince } from "../flux/features.ts";
import { formatMinor, minorIn, NEWEST_MINOR } from "../flux/flux-version.ts";
import { fill } from "./placeholders.ts";
import { quote } from "./wording.ts";

/** A field that the CRD of a cluster does not have is refused there, or worse, dropped: a signature check in silence. */
export function tooOld(
  source: SourceNode,
  decision: MigrateDecision,
  _entry: unknown,
  graph: Graph,
): string | undefined {
  const minor = minorIn(graph.flux, source.scope);
  const field = writtenFields(decision).find((one) => !hasOciField(one, [minor]));
  if (field === undefined) return undefined;
  const since = ociFieldSince(field) ?? NEWEST_MINOR;
  return `${field.replace("=", ": ")} needs Flux ${formatMinor(since)} or newer, and ${source.scope === UNKNOWN ? "its cluster" : scopeText(source.scope)} has Flux ${formatMinor(minor)}; raise Flux first, or leave it out`;
}

/** The fields of OCIRepositorySpec that a decision writes, as the table names them. */
function writtenFields(decision: MigrateDecision): string[] {
  const { verify } = decision;
  const inside = Object.keys(verify ?? {}).map((field) => `verify.${field}`);
  const values = verify?.provider === "notation" ? ["verify.provider=notation"] : [];
  return [`ref.${refEntry(decision.ref)[0]}`, ...Object.keys(accessFields(decision)), ...inside, ...values];
}

/** The template may make a name that no cluster takes; what the tree itself names is left to its cluster. */
export function illegalName(source: SourceNode, decision: MigrateDecision): string | undefined {
  const name = targetName(source, decision.nameTemplate);
  if (name === source.name || isObjectName(fill(name, "v")) || !isObjectName(fill(source.name, "v")))
    return undefined;
  return `its OCIRepository would be named ${quote(name)}, which no cluster takes (at most 253 lower-case letters, digits, dots and dashes, a letter or digit around each dot and at both ends); change name`;
}

/** True for a DNS subdomain, as Kubernetes wants the name of an object. */
export function isObjectName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name);
}
