import { isSync, type Reference, type SourceNode } from "../core/graph.ts";
import { textAt } from "../core/tree.ts";
import type { ChartNode } from "../core/units.ts";
import { hasVariable } from "../core/variables.ts";

/** Without a push the registry is asked at the interval, so it must not be longer than this. */
const LONGEST_WITHOUT_PUSH = "10m";
const DEFAULT = "5m";
/** What the flux-operator takes for a sync without an interval. */
const SYNC_DEFAULT = "1m";

/**
 * The interval to write: undefined where the copied declaration's own is right. It comes from the Git
 * declaration, the FluxInstance sync, or is 5m; at most 10m where a Receiver pushed the Git source.
 */
export function intervalOf(source: SourceNode, copied: boolean): string | undefined {
  const declaration = source.declarations.find((one) => textAt(one.spec, ["interval"]) !== undefined);
  const written = textAt(declaration?.spec, ["interval"]);
  const sync = source.declarations.some((one) => isSync(one.as));
  const interval = written ?? (sync ? SYNC_DEFAULT : DEFAULT);
  if (pushedBy(source).length > 0 && seconds(interval) > seconds(LONGEST_WITHOUT_PUSH))
    return LONGEST_WITHOUT_PUSH;
  return copied && written !== undefined ? undefined : interval;
}

/**
 * The interval of a chart: the shortest that its releases look for the chart at, else for anything at all; at most
 * 10m where a Receiver pushed the Git source. One that holds a variable counts only where there is no other.
 */
export function chartInterval({ source, releases }: ChartNode): string {
  const all = [
    ["spec", "chart", "spec", "interval"],
    ["spec", "interval"],
  ].map((path) => releases.flatMap(({ manifest }) => textAt(manifest.node, path) ?? []));
  const given = all.find((list) => list.length > 0) ?? [];
  const known = given.filter((one) => !hasVariable(one));
  const [shortest = given[0] ?? DEFAULT] = known.sort((a, b) => seconds(a) - seconds(b));
  if (pushedBy(source).length > 0 && seconds(shortest) > seconds(LONGEST_WITHOUT_PUSH))
    return LONGEST_WITHOUT_PUSH;
  return shortest;
}

/** The Receivers that push a source, by its own name; a wildcard pushes too. */
export function pushedBy(source: SourceNode): Reference[] {
  return source.references.filter((one) => one.row.id === "receiver-resource");
}

/** A Go duration in seconds; 0 for one that cannot be read, such as a variable. */
export function seconds(duration: string): number {
  let total = 0;
  for (const [, number, unit] of duration.matchAll(/([0-9.]+)(ms|h|m|s)/g))
    total += Number(number) * ({ h: 3600, m: 60, s: 1, ms: 0.001 }[unit ?? "s"] ?? 0);
  return total;
}
