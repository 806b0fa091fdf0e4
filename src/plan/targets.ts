import type { Decision, MigrateDecision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { fillName, targetName } from "../core/names.ts";
import type { Place, Target } from "../core/plan.ts";
import type { Transform } from "../core/transform.ts";
import { type ChartNode, isChart, sourceOf, type Unit } from "../core/units.ts";
import { sourceVersion } from "../flux/api-versions.ts";
import { minorIn } from "../flux/flux-version.ts";
import { nameCharts } from "./chart-names.ts";
import { declaredIn } from "./helm-repository.ts";
import { chartInterval, intervalOf } from "./interval.ts";
import { placeAway, placeOf } from "./place.ts";
import type { Tree } from "./tree.ts";
import { overlaps, scopesOf, twins } from "./twins.ts";
import { valueReasons } from "./value-reasons.ts";

/** Why a source cannot go; `wanted` is what it would become if there were a place for it. */
export interface NoTarget {
  none: string;
  wanted?: Target;
}

/** Where each decided source and chart goes, or why it cannot. */
export type Targets = ReadonlyMap<Unit, Target | NoTarget>;

/** Which units one and the same text declares in several clusters; the unit itself included. */
export type Sharers = (unit: Unit) => readonly Unit[];

/**
 * Finds name, version and place of the OCIRepository of each source and chart that is to migrate. One text cannot say
 * two things: sources that share a declaration and are not decided alike get one of their own each, away from it.
 */
export function findTargets(
  graph: Graph,
  decisions: ReadonlyMap<Unit, Decision>,
  tree: Tree,
  transforms: readonly Transform[],
): Targets {
  const targets = new Map<Unit, Target | NoTarget>();
  const sharers = sharersOf(graph);
  const chartNames = nameCharts(graph, decisions);
  const put = (unit: Unit, away = false) => {
    const decision = decisions.get(unit);
    if (decision?.action !== "migrate") return;
    const name = isChart(unit)
      ? (chartNames.get(unit) ?? unit.path)
      : targetName(unit, decision.nameTemplate);
    const place = away ? placeAway(unit, decision, graph, tree) : placeOf(unit, name, decision, graph, tree);
    if ("none" in place) {
      const wanted = place.homeless && targetAt({ at: "elsewhere" }, unit, name, decision, graph, sharers);
      targets.set(unit, { none: place.none, ...(wanted && !("none" in wanted) && { wanted }) });
      return;
    }
    const target = targetAt(place, unit, name, decision, graph, sharers);
    const refusal = "none" in target ? target.none : refusalBeside(unit, target, tree, transforms);
    targets.set(unit, refusal === undefined ? declaredOnce(unit, target, tree) : { none: refusal });
  };
  for (const source of graph.sources) for (const unit of [source, ...source.charts]) put(unit);
  for (const [unit, rival] of divided(targets, sharers)) {
    put(unit, true);
    const target = targets.get(unit);
    if (target && "none" in target)
      targets.set(unit, {
        none: `its declaration is also that of ${rival.id}, which is decided otherwise, and it gets no other place: ${target.none}`,
      });
  }
  for (const refused of [twins(targets), overlaps(targets, graph, sharers)])
    for (const [unit, none] of refused) targets.set(unit, { none });
  return targets;
}

/** A HelmRepository that an earlier run has written for another chart of the source is there already. */
function declaredOnce(unit: Unit, target: Target | NoTarget, tree: Tree): Target | NoTarget {
  if ("none" in target || target.kind !== "HelmRepository" || !isChart(unit)) return target;
  const { place } = target;
  const file =
    place.at === "beside" ? place.declaration.manifest.document.file : place.at === "file" && place.file;
  const found = file ? declaredIn(file, unit, target, tree) : "none";
  if (found === "same") return { ...target, place: { at: "existing" } };
  if (found === "none") return target;
  return { none: `${file} declares another HelmRepository ${target.name}; give this source another name` };
}

/** The target of a unit at a place, or why no version of OCIRepository serves all clusters that the place reaches. */
function targetAt(
  place: Place,
  unit: Unit,
  name: string,
  decision: MigrateDecision,
  graph: Graph,
  sharers: Sharers,
): Target | NoTarget {
  const scopes = scopesOf(place, unit, sharers);
  const minors = [...new Set(scopes)].map((scope) => minorIn(graph.flux, scope));
  const kind = decision.chartKind ?? "OCIRepository";
  const apiVersion = sourceVersion(kind, minors);
  if (apiVersion === undefined)
    return {
      none: `its file reaches clusters of Flux ${minors.map((minor) => `2.${minor}`).join(" and ")}, and no version of ${kind} is served by all`,
    };
  const source = sourceOf(unit);
  const beside = place.at === "beside";
  const target = {
    kind,
    apiVersion,
    name,
    namespace: source.namespace,
    writtenName:
      beside && !isChart(unit)
        ? fillName(decision.nameTemplate, place.declaration.manifest.name ?? source.name)
        : name,
    minors,
    interval:
      isChart(unit) && kind === "OCIRepository"
        ? chartInterval(unit)
        : intervalOf(source, beside && !isChart(unit)),
    decision,
    place,
  };
  return { ...target, reasons: valueReasons(unit, target) };
}

/** Sources that would stand beside a declaration that is also that of another one, which wants something else of it. */
function divided(targets: Targets, sharers: Sharers): readonly (readonly [Unit, Unit])[] {
  return [...targets].flatMap(([unit, target]) => {
    if ("none" in target || target.place.at !== "beside") return [];
    const rival = sharers(unit).find((other) => other !== unit && !agree(target, targets.get(other)));
    return rival ? [[unit, rival] as const] : [];
  });
}

/** Why no transform can write the target into the file of the Git declaration; undefined for other places. */
function refusalBeside(
  unit: Unit,
  target: Target,
  tree: Tree,
  transforms: readonly Transform[],
): string | undefined {
  if (target.place.at !== "beside") return undefined;
  const { manifest } = target.place.declaration;
  const text = tree.text(manifest.document.file);
  if (text === undefined) return "its file could not be read again";
  const rewrite = transforms.find((one) => one.refuses && one.applies(manifest));
  return rewrite ? rewrite.refuses?.(manifest, unit, target, text) : "no rewrite handles its declaration";
}

/** Answers which units one and the same text declares: sources of several clusters, and the same chart of each. */
export function sharersOf(graph: Graph): Sharers {
  const byNode = new Map<unknown, SourceNode[]>();
  const nodesOf = (source: SourceNode) =>
    source.declarations.filter((one) => one.as === "object").map((one) => one.manifest.node);
  for (const source of graph.sources) for (const node of nodesOf(source)) pushTo(byNode, node, source);
  const sources = (source: SourceNode) => [
    ...new Set([source, ...nodesOf(source).flatMap((node) => byNode.get(node) ?? [])]),
  ];
  const byPath = new Map<SourceNode, ReadonlyMap<string, ChartNode>>();
  const chartsOf = (source: SourceNode) => {
    const known = byPath.get(source) ?? new Map(source.charts.map((one) => [one.path, one]));
    byPath.set(source, known);
    return known;
  };
  const sameChart = ({ source, path }: ChartNode) =>
    sources(source).flatMap((one) => chartsOf(one).get(path) ?? []);
  return (unit) => (isChart(unit) ? sameChart(unit) : sources(unit));
}

function agree(a: Target, b: Target | NoTarget | undefined): boolean {
  if (!b || "none" in b) return false;
  return (
    a.writtenName === b.writtenName &&
    a.decision.url === b.decision.url &&
    JSON.stringify([a.decision.ref, a.decision.access, a.decision.verify, a.decision.artifact?.path]) ===
      JSON.stringify([b.decision.ref, b.decision.access, b.decision.verify, b.decision.artifact?.path])
  );
}
