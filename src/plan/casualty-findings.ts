import type { Decision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import { type Casualty, type Policy, policyReaches } from "../core/neighbours.ts";
import type { Finding, Target } from "../core/plan.ts";
import { sourceOf, type Unit } from "../core/units.ts";
import type { CasualtyRule } from "../flux/casualties.ts";
import { hostsFor } from "../flux/registry-hosts.ts";

/** Rules about objects, whose name is part of what was found: each object is a finding of its own. */
const OF_OBJECTS: ReadonlySet<string> = new Set<CasualtyRule>([
  "rbac",
  "kube-state-metrics",
  "prometheus",
  "network-policy",
  "kind-selector",
  "commit-status",
]);

/** What each source that moves turns into: its manifests, its charts, or both. */
type Active = ReadonlyMap<SourceNode, readonly Target[]>;

/**
 * What goes on without an error and without effect when sources move. Given for the sources that move in this plan;
 * where none does yet, for those that nobody has decided, as an inventory. Many lines of one file are one finding.
 */
export function casualtyFindings(
  graph: Graph,
  decisions: ReadonlyMap<Unit, Decision>,
  units: ReadonlyMap<Unit, Target>,
): Finding[] {
  const active = new Map<SourceNode, Target[]>();
  for (const [unit, target] of units) pushTo(active, sourceOf(unit), target);
  const isOpen = (unit: Unit) => decisions.get(unit)?.action === "undecided";
  const undecided = graph.sources.filter((one) => isOpen(one) || one.charts.some(isOpen));
  const atStake = active.size > 0 ? [...active.keys()] : undecided;
  const known = new Set(graph.sources.map((one) => one.name));
  // Lines of templates have a rule of their own, and some of them are edited.
  const templates = new Set(graph.templates.map(({ location }) => location.file));
  const isTold = ({ rule, location, what }: Casualty) =>
    rule === "git-scaffolding" && templates.has(location.file) && what.includes("GitRepository");
  const found = graph.casualties.flatMap((casualty) => {
    if (isTold(casualty)) return [];
    const sources = bearing(casualty, atStake, known, active);
    return sources.length > 0 ? [{ casualty, sources }] : [];
  });
  const groups = groupBy(found, ({ casualty: { rule, severity, location, what } }) =>
    [location.file, rule, severity, OF_OBJECTS.has(rule) ? what : ""].join("\0"),
  );
  const wanted = [...new Set([...active.keys(), ...undecided])];
  return [
    ...[...groups.values()].map((group) => findingOf(group, active)),
    ...graph.policies.flatMap((policy) => policyFinding(policy, wanted, active)),
  ];
}

/** Sources at stake that a casualty is about. One that names a source which this tree does not know may mean any. */
function bearing(
  { rule, names }: Casualty,
  atStake: readonly SourceNode[],
  known: ReadonlySet<string>,
  active: Active,
): SourceNode[] {
  const isKnown = names?.some((name) => known.has(name)) === true;
  return atStake.filter((source) => {
    if (isKnown && !names?.includes(source.name)) return false;
    if (rule !== "flux-local-sources" && rule !== "flate-sources") return true;
    // Both tools follow Kustomizations; a chart is fetched from a registry by either.
    const isFollowed = source.references.some((one) => one.row.id === "kustomization-source-ref");
    if (!isFollowed) return false;
    if (rule === "flux-local-sources") return source.owner === "own" || source.owner === "unknown";
    // Only the source of the checkout itself is read from there, and only what the tree declares is pulled instead.
    return (
      source.owner === "own" && active.get(source)?.every((one) => one.place.at === "elsewhere") !== true
    );
  });
}

interface Hit {
  casualty: Casualty;
  sources: readonly SourceNode[];
}

/** Most lines and most texts that one finding gives. */
const MOST = 5;

function findingOf(group: readonly Hit[], active: Active): Finding {
  const [first] = group as [Hit, ...Hit[]];
  const { rule, severity, location, what, message } = first.casualty;
  const lines = [...new Set(group.map(({ casualty }) => casualty.location.line))].slice(1);
  const shown = lines.slice(0, MOST).join(", ");
  const more = lines.length > MOST ? ` and ${lines.length - MOST} more` : "";
  const also =
    lines.length === 0 ? "" : ` (so ${lines.length === 1 ? "does line" : "do lines"} ${shown}${more})`;
  const named = group.every(({ casualty }) => casualty.names) ? group.flatMap((one) => one.sources) : [];
  const ids = [...new Set(named.map((source) => source.id))];
  const names = rule === "commit-status" ? "its Kustomizations read" : "it names";
  const about = ids.length > 0 ? `; ${names} ${listed(ids)}` : "";
  const help = helpOf(group, active);
  return {
    rule,
    severity,
    message: `${what} ${message}${about}${also}`,
    location,
    ...(help !== undefined && { help }),
  };
}

function listed(texts: readonly string[]): string {
  const more = texts.length > MOST ? ` and ${texts.length - MOST} more` : "";
  return texts.slice(0, MOST).join(", ") + more;
}

function helpOf(group: readonly Hit[], active: Active): string | undefined {
  const rule = group[0]?.casualty.rule;
  const sources = [...new Set(group.flatMap((one) => one.sources))];
  const targets = sources.flatMap((source) => active.get(source) ?? []);
  if (rule === "network-policy") return networkHelp(targets);
  if (rule === "flate-sources")
    return "flate has no option for this; only an OCIRepository that no file of the repository declares is read from the checkout";
  if (rule === "flux-local-sources") {
    const maps = sources.map((source) => {
      const target = active.get(source)?.[0];
      return `${target?.name ?? source.name}=./${target?.decision.artifact?.path ?? ""}`;
    });
    return [...new Set(maps)].map((map) => `--sources ${map}, in its action sources: ${map}`).join("\n");
  }
  const all = [...new Set(group.flatMap(({ casualty }) => casualty.help ?? []))];
  if (all.length === 0) return undefined;
  return [...all.slice(0, MOST), ...(all.length > MOST ? [`and ${all.length - MOST} more`] : [])].join("\n");
}

function networkHelp(targets: readonly Target[]): string {
  const keyless = targets.some(
    ({ decision }) => decision.verify?.provider === "cosign" && decision.verify.secretRef === undefined,
  );
  const hosts = hostsFor(
    targets.map((one) => one.decision.url),
    keyless,
  );
  if (hosts.length === 0)
    return "allow the registry, the host that serves its blobs, and the hosts of Sigstore for keyless signatures, port 443";
  return `allow ${hosts.join(", ")}, port 443`;
}

/** The control that would be lost, and the text that brings it back. */
function policyFinding(policy: Policy, wanted: readonly SourceNode[], active: Active): Finding[] {
  const reached = wanted.filter((source) => policyReaches(policy, source));
  if (policy.coversOci || reached.length === 0) return [];
  const { text, adapt } = policy.offer;
  const todo = adapt.length > 0 ? `Adapt by hand:\n${adapt.map((one) => `- ${one}`).join("\n")}\n` : "";
  const ids = reached.map((source) => source.id);
  // What moves all the same was waived, so somebody knows.
  const waived = reached.every((source) => active.has(source));
  return [
    {
      rule: "admission-policy",
      severity: waived ? "note" : "warning",
      message: `${policy.kind} ${policy.name} polices GitRepository and not OCIRepository, so it loses its hold on ${listed(ids)} once moved; add a policy for OCIRepository first`,
      location: policy.location,
      help: `${todo}${text}`,
    },
  ];
}
