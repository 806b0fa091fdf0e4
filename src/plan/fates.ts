import type { Decision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import type { Fate, Target } from "../core/plan.ts";
import { type ChartNode, isChart, type Unit, unitsOf } from "../core/units.ts";
import type { Targets } from "./targets.ts";

/** What becomes of each source and chart, with the reason that a report shows. */
export function fatesOf(
  graph: Graph,
  decisions: ReadonlyMap<Unit, Decision>,
  targets: Targets,
  active: ReadonlyMap<Unit, Target>,
  keeps: ReadonlyMap<SourceNode, string | undefined>,
): Map<Unit, Fate> {
  const fateOf = (source: SourceNode): Fate => {
    const decision = decisions.get(source);
    const charts = source.charts.filter((one) => active.has(one));
    if (charts.length > 0 && !active.has(source)) {
      const kept = keeps.get(source);
      const reason = "its charts are declared for themselves";
      const places = charts.map((one) => active.get(one)?.place.at);
      const isHere = source.declarations.some((one) => one.as === "object");
      if (!isHere && kept === undefined)
        return { state: places.every((at) => at === "elsewhere") ? "elsewhere" : "declared", reason };
      return kept === undefined ? { state: "replaced", reason } : { state: "beside", reason: kept };
    }
    if (decision?.action !== "migrate") {
      const homeless = source.charts.map((one) => targets.get(one)).find((one) => one && "none" in one);
      if (homeless && "none" in homeless) return { state: "kept", reason: homeless.none };
      return { state: "kept", reason: decision?.reason ?? "undecided" };
    }
    const target = targets.get(source);
    if (target && "none" in target) return { state: "kept", reason: target.none };
    const used = active.get(source);
    if (!used) return { state: "kept", reason: "no reference to it moves, so nothing is declared" };
    if (used.place.at === "elsewhere")
      return { state: "elsewhere", reason: "another repository or the bootstrap declares it" };
    if (used.place.at !== "beside") return { state: "declared", reason: decision.reason };
    const kept = keeps.get(source);
    return kept === undefined
      ? { state: "replaced", reason: decision.reason }
      : { state: "beside", reason: kept };
  };
  const chartFate = (chart: ChartNode): Fate => {
    const decision = decisions.get(chart);
    if (decision?.action !== "migrate") return { state: "kept", reason: decision?.reason ?? "undecided" };
    const target = targets.get(chart);
    if (target && "none" in target) return { state: "kept", reason: target.none };
    const place = active.get(chart)?.place.at;
    if (place === undefined)
      return { state: "kept", reason: "no release of it moves, so nothing is declared" };
    if (place === "elsewhere")
      return { state: "elsewhere", reason: "another repository or the bootstrap declares it" };
    const kept = keeps.get(chart.source);
    if (place !== "beside") return { state: "declared", reason: decision.reason };
    return kept === undefined
      ? { state: "replaced", reason: decision.reason }
      : { state: "beside", reason: kept };
  };
  return new Map(unitsOf(graph).map((unit) => [unit, isChart(unit) ? chartFate(unit) : fateOf(unit)]));
}
