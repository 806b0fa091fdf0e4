import { decidedTexts } from "../core/decided-texts.ts";
import type { Decision } from "../core/decision.ts";
import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import { locate } from "../core/manifest.ts";
import { type Finding, leavesGit, type Outcome, type Target } from "../core/plan.ts";
import { at, deref, itemsAt, pairOf, textAt } from "../core/tree.ts";
import { isChart, sourceOf, type Unit, unitOf } from "../core/units.ts";
import { standstill } from "../flux/ref-changes.ts";
import { sanitizeTag } from "../flux/tags.ts";
import { chartFindings } from "./chart-findings.ts";
import { failingFindings } from "./failing-builds.ts";
import { otherTextFindings } from "./other-text-findings.ts";
import { programTextFindings } from "./program-text-findings.ts";
import { receiverFindings } from "./receivers.ts";
import { syncAdvice } from "./root-advice.ts";
import { isSpoken } from "./spoken.ts";

/** Parts of a plan that findings are about. */
export interface PlanParts {
  outcomes: ReadonlyMap<Reference, Outcome>;
}

/** Findings that come from the plan as a whole, in the order of the graph. */
export function planFindings(
  graph: Graph,
  parts: PlanParts,
  active: ReadonlyMap<Unit, Target>,
  decisions: ReadonlyMap<Unit, Decision>,
): Finding[] {
  const findings: Finding[] = [];
  const told = new Set<SourceNode>();
  for (const [unit, target] of active) {
    const source = sourceOf(unit);
    pushAll(findings, [...variableFindings(unit, target), ...standstillFindings(unit, target)]);
    // What is said of a source counts for its manifests and each of its charts.
    if (told.has(source)) continue;
    told.add(source);
    pushAll(findings, receiverFindings(source, target, graph));
    pushAll(findings, [...(isChart(unit) ? [] : syncAdvice(source, target)), ...updateComments(source)]);
  }
  pushAll(findings, chartFindings(graph, active, decisions, parts.outcomes));
  pushAll(findings, [...splitDependencies(graph, parts.outcomes), ...unmovedRoots(graph, active)]);
  pushAll(findings, failingFindings(graph));
  pushAll(findings, [...programTextFindings(graph, active), ...otherTextFindings(graph, active)]);
  for (const { location, declared } of graph.idlePatches.filter(({ fails }) => !fails))
    findings.push({
      rule: "patch-target",
      severity: "error",
      message: `this patch is for a GitRepository, and what it would reach is OCIRepository ${declared.name ?? "?"}, so it does nothing and nothing tells; write \`kind: OCIRepository\` in its target and translate its paths (\`/spec/ref/branch\` becomes \`/spec/ref/tag\`), or remove it`,
      location,
    });
  if (active.size > 0)
    for (const { location, field } of graph.nameRules)
      findings.push({
        rule: "kustomize-configuration",
        severity: "warning",
        message: `this entry of ${field} teaches kustomize about GitRepository objects alone; add the same entry with \`kind: OCIRepository\` beside it, or kustomize does not do that for the new sources`,
        location,
      });
  for (const comment of graph.comments)
    findings.push({
      rule: "commented-reference",
      severity: "note",
      message: `a commented-out reference to a GitRepository stays as it is: ${comment.text}`,
      location: comment.location,
    });
  for (const [reference, { outcome, reason, note }] of parts.outcomes)
    if (
      (outcome === "manual" || note) &&
      !isSpoken(reference.row.id) &&
      reference.sources.some(
        (source) => told.has(source) || decisions.get(unitOf(source, reference))?.action === "migrate",
      )
    )
      findings.push({
        rule: reference.row.id,
        severity: note ? "note" : "warning",
        message: reason,
        location: reference.location,
      });
  return findings;
}

/** What is wrong with decisions that were taken back for it; one place that several sources share is said once. */
export function problemsOf(decisions: ReadonlyMap<Unit, Decision>): Finding[] {
  const found = new Map<string, Finding>();
  for (const decision of decisions.values())
    if (decision.action === "undecided")
      for (const one of decision.problems ?? []) found.set(JSON.stringify(one), one);
  return [...found.values()];
}

/** A variable that a person wrote, and that only something outside of this tree may set. */
function variableFindings(unit: Unit, { decision }: Target): Finding[] {
  const source = sourceOf(unit);
  const location = (source.declarations[0] ?? source.references[0])?.location;
  if (!location) return [];
  return decidedTexts(decision).flatMap(({ key, text }) =>
    source.variables.unset(text).map(({ name }) => ({
      rule: "unset-variable",
      severity: "warning" as const,
      message: `nothing in this tree sets ${name}, which ${key} ${text} of ${unit.id} holds. Without a value it becomes empty, or stays as it is written: see that a postBuild of what applies it sets it, in substitute or in a ConfigMap or Secret of substituteFrom`,
      location,
    })),
  );
}

/** A branch that became a fixed version: the cluster no longer sees what is pushed. */
function standstillFindings(unit: Unit, { decision: { ref } }: Target): Finding[] {
  const source = sourceOf(unit);
  const [declaration] = source.declarations;
  const still = declaration && standstill(source.ref ?? {}, ref);
  if (!still) return [];
  const { branch, at } = still;
  return [
    {
      rule: "fixed-version",
      severity: "warning",
      message: `${unit.id} follows branch ${branch} now, and what takes its place stays at ${at} until somebody changes it: nothing that is pushed to ${branch} reaches the cluster from then on. If that is not meant, give ${isChart(unit) ? "" : `a tag that the pipeline moves (${sanitizeTag(branch)}) or `}a semver range`,
      location: declaration.location,
    },
  ];
}

/** A Renovate or image-policy comment on the ref would keep updating a field that is gone. */
function updateComments(source: SourceNode): Finding[] {
  return source.declarations.flatMap((declaration) => {
    const ref = pairOf(declaration.spec, "ref");
    const node = deref(at(declaration.spec, ["ref"]));
    if (!ref || node?.type !== "map" || declaration.as === "patch") return [];
    const { document } = declaration.manifest;
    const from = ref.key.start - document.start;
    const before = document.text.lastIndexOf("\n", document.text.lastIndexOf("\n", from) - 1) + 1;
    const end = document.text.indexOf("\n", node.end - document.start);
    const lines = document.text.slice(before, end === -1 ? document.text.length : end);
    const marker = /#.*(?:renovate:|\$imagepolicy).*/.exec(lines);
    if (!marker) return [];
    const start = document.start + before + marker.index;
    return [
      {
        rule: "update-comment",
        severity: "warning" as const,
        message: `this comment makes a tool update the Git ref of ${source.id}; the OCIRepository needs one for its tag: ${marker[0].trim()}`,
        location: locate(document, { start, end: start + marker[0].length }),
      },
    ];
  });
}

/**
 * Kustomizations of one source wait for the same revision of each other (flux-facts 5.1). Where only one of
 * the two moves, that guarantee is silently gone.
 */
function splitDependencies(graph: Graph, outcomes: ReadonlyMap<Reference, Outcome>): Finding[] {
  const byName = new Map<string, Reference>();
  const mine = graph.references.filter((one) => one.row.id === "kustomization-source-ref");
  for (const one of mine) byName.set(nameOf(one.manifest.namespace, one.manifest.name), one);
  return mine.flatMap((one) =>
    itemsAt(one.manifest.node, ["spec", "dependsOn"]).flatMap((item) => {
      const other = byName.get(
        nameOf(textAt(item, ["namespace"]) ?? one.manifest.namespace, textAt(item, ["name"])),
      );
      const moves = leavesGit(outcomes.get(one));
      const together = other?.sources.some((source) => one.sources.includes(source));
      if (!other || !together || moves === leavesGit(outcomes.get(other))) return [];
      const [mover, stayer] = moves ? [one, other] : [other, one];
      return [
        {
          rule: "split-dependency",
          severity: "note" as const,
          message: `${one.manifest.name} waits for ${other.manifest.name}; ${mover.manifest.name} moves to OCI and ${stayer.manifest.name} stays on Git, so they no longer wait for the same revision`,
          location: locate(one.manifest.document, item),
        },
      ];
    }),
  );
}

function nameOf(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? "?"}/${name ?? "?"}`;
}

/** Someone asked for the root to move, which this version does not do. */
function unmovedRoots(graph: Graph, active: ReadonlyMap<Unit, Target>): Finding[] {
  return graph.sources.flatMap((source) => {
    const declaration = source.declarations[0];
    if (source.roots.length === 0 || !declaration || active.get(source)?.decision.root !== "migrate")
      return [];
    const message = `${source.id}: root: migrate is not supported yet; the root stays on Git and only its children move`;
    return [{ rule: "root", severity: "warning" as const, message, location: declaration.location }];
  });
}
