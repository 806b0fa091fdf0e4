import { matchesSource, parseSelector } from "../config/match.ts";
import type { Graph } from "../core/graph.ts";
import type { Unit } from "../core/units.ts";
import { sourceList } from "./declare-in.ts";
import { UsageError } from "./exit.ts";

/** Sources and charts that `--only` leaves out, each with the reason; empty without `--only`. */
export function declinedByOnly(only: readonly string[], graph: Graph): Map<Unit, string> {
  if (only.length === 0) return new Map();
  const selectors = only.map((text) => {
    const selector = parseSelector(text);
    if ("error" in selector) throw new UsageError(`--only ${text}: ${selector.error}`);
    if (!graph.sources.some((source) => matchesSource(selector, source)))
      throw new UsageError(`--only ${text}: no such Git source; there are ${sourceList(graph)}`);
    return selector;
  });
  const left = graph.sources.filter(
    (source) => !selectors.some((selector) => matchesSource(selector, source)),
  );
  const units = left.flatMap((source) => [source, ...source.charts]);
  return new Map(units.map((unit) => [unit, "left out by --only"]));
}
