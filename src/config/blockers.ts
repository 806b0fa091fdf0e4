import type { MigrateDecision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import { policyReaches } from "../core/neighbours.ts";
import { deref, pairsAt, textAt } from "../core/tree.ts";
import { fieldAction, GIT_REPOSITORY_FIELDS } from "../flux/git-repository-fields.ts";
import { providerOf } from "../flux/registries.ts";
import { illegalName, tooOld } from "./cluster-checks.ts";
import type { SourceEntry } from "./types.ts";
import { hostsOf } from "./variable-values.ts";

/**
 * Why a source with a target stays undecided all the same: a control that would be lost, a setting that
 * cannot work. One sentence that says what to write; undefined where nothing blocks.
 */
export function blockersOf(
  source: SourceNode,
  decision: MigrateDecision,
  entry: SourceEntry | undefined,
  graph: Graph,
): string | undefined {
  for (const check of CHECKS) {
    const reason = check(source, decision, entry, graph);
    if (reason !== undefined) return `undecided: ${reason}`;
  }
  return undefined;
}

type Check = (
  source: SourceNode,
  decision: MigrateDecision,
  entry: SourceEntry | undefined,
  graph: Graph,
) => string | undefined;

const CHECKS: readonly Check[] = [
  droppedVerify,
  suspended,
  patchedTwin,
  patchedField,
  policyLost,
  wrongProvider,
  tooOld,
  illegalName,
];

/** A commit signature check has no OCI equivalent (flux-facts 2.2), so losing it takes a person's word. */
function droppedVerify(source: SourceNode, decision: MigrateDecision): string | undefined {
  if (!hasSpec(source, "verify") || decision.verify || decision.waive.includes("dropped-verify"))
    return undefined;
  return "it verifies commit signatures and an artifact cannot; give verify: for the artifact's signature, or waive: [dropped-verify] with a reason";
}

/** A patch that selects by name or group alone goes on to change the new object, with fields that mean Git. */
function patchedTwin(source: SourceNode): string | undefined {
  const isGit = (field: string) => {
    const row = GIT_REPOSITORY_FIELDS.find((one) => one.field === field);
    return row === undefined || fieldAction(row, undefined).action !== "keep";
  };
  const patch = source.patches.find((one) => one.alsoOci && one.fields.some(isGit));
  return (
    patch &&
    `the patch at ${place(patch)} selects more than GitRepository objects, so it would change ${patch.fields.filter(isGit).map(inSpec).join(" and ")} of the OCIRepository too; give its target kind: GitRepository`
  );
}

/** What an operation of a patch makes of a field is not read, so a person has to say it, or to give the control up. */
function patchedField(
  source: SourceNode,
  decision: MigrateDecision,
  entry: SourceEntry | undefined,
): string | undefined {
  const open: Readonly<Record<string, string | false>> = {
    url: entry?.url === undefined && "give the url of the artifact",
    ref: entry?.ref === undefined && "give the ref to follow",
    verify:
      !decision.verify &&
      !decision.waive.includes("dropped-verify") &&
      "give verify: for the artifact's signature, or waive: [dropped-verify] with a reason",
    suspend: !decision.waive.includes("suspended") && "resume it first, or waive: [suspended] with a reason",
  };
  for (const patch of source.patches) {
    if (patch.readable) continue;
    for (const [field, what] of Object.entries(open))
      if (what && (patch.fields.includes(field) || patch.fields.includes("*")))
        return `the patch at ${place(patch)} changes ${inSpec(patch.fields.includes(field) ? field : "*")} of it; ${what}`;
  }
  return undefined;
}

function place({ location }: SourceNode["patches"][number]): string {
  return `${location.file}:${location.line}`;
}

function inSpec(field: string): string {
  return field === "*" ? "spec" : `spec.${field}`;
}

/** A suspended new source never fetches; the Git one is frozen at a revision that is not known here. */
function suspended(source: SourceNode, decision: MigrateDecision): string | undefined {
  const isSuspended = source.declarations.some((d) => textAt(d.spec, ["suspend"]) === "true");
  if (!isSuspended || decision.waive.includes("suspended")) return undefined;
  return "it is suspended, frozen at a revision that only the cluster knows; resume it first, or waive: [suspended] with a reason and a ref that pins the same content";
}

function policyLost(
  source: SourceNode,
  decision: MigrateDecision,
  _entry: unknown,
  graph: Graph,
): string | undefined {
  if (decision.waive.includes("policy-lost")) return undefined;
  const policy = graph.policies.find((one) => !one.coversOci && policyReaches(one, source));
  if (!policy) return undefined;
  const { file, line } = policy.location;
  return `${policy.kind} ${policy.name} (${file}:${line}) polices GitRepository and not OCIRepository, so its control would be lost; add OCIRepository to it first, or waive: [policy-lost] with a reason`;
}

/** Flux refuses a provider whose registry pattern the url does not match (since 2.6). */
function wrongProvider(source: SourceNode, decision: MigrateDecision): string | undefined {
  const { provider } = decision.access;
  if (provider === undefined || provider === "generic") return undefined;
  const hosts = hostsOf(decision.url, source);
  if (!hosts)
    return `nothing here tells which registry ${decision.url} is in, so whether provider ${provider} serves it is not known; write the host out`;
  const host = hosts.find((one) => providerOf(one) !== provider);
  return host === undefined
    ? undefined
    : `provider ${provider} does not serve ${host}; leave provider out and name a secretRef, or change the url`;
}

function hasSpec(source: SourceNode, field: string): boolean {
  return source.declarations.some((d) => {
    const pair = pairsAt(d.spec).find((one) => one.key.value === field);
    return pair !== undefined && deref(pair.value) !== undefined;
  });
}
