import { isSync, type Reference, type SourceNode } from "../core/graph.ts";
import { textAt } from "../core/tree.ts";
import { type ChartNode, isChart, type Unit } from "../core/units.ts";
import { hasVariable } from "../core/variables.ts";

/** Without a push the registry is asked at the interval, so it must not be longer than this. */
const LONGEST_WITHOUT_PUSH = "10m";
const DEFAULT = "5m";
/** What the flux-operator takes for a sync without an interval. */
const SYNC_DEFAULT = "1m";

/** An interval, and where it is from. */
export interface IntervalOrigin {
  value: string;
  /** A clause for reports. */
  from: string;
}

/**
 * The interval to write: undefined where the copied declaration's own is right. It comes from the Git
 * declaration, the FluxInstance sync, or is 5m; at most 10m where a Receiver pushed the Git source.
 */
export function intervalOf(source: SourceNode, copied: boolean): string | undefined {
  const { value } = sourceInterval(source);
  const bounded = boundedFor(source, value);
  return copied && bounded === value && writtenIn(source) !== undefined ? undefined : bounded;
}

/**
 * The interval of a chart: the shortest that its releases look for the chart at, else for anything at all; at most
 * 10m where a Receiver pushed the Git source. One that holds a variable counts only where there is no other.
 */
export function chartInterval(chart: ChartNode): string {
  return boundedFor(chart.source, releaseInterval(chart).value);
}

/** The interval of what takes the place of a source or a chart, before it is bounded. */
export function intervalOrigin(unit: Unit): IntervalOrigin {
  return isChart(unit) ? releaseInterval(unit) : sourceInterval(unit);
}

function sourceInterval(source: SourceNode): IntervalOrigin {
  const value = writtenIn(source);
  if (value !== undefined) return { value, from: "that of the Git source" };
  return source.declarations.some((one) => isSync(one.as))
    ? { value: SYNC_DEFAULT, from: "what the sync of a FluxInstance takes without one" }
    : { value: DEFAULT, from: "nothing here tells that of the Git source, and it has to have one" };
}

function writtenIn({ declarations }: SourceNode): string | undefined {
  const declaration = declarations.find((one) => textAt(one.spec, ["interval"]) !== undefined);
  return textAt(declaration?.spec, ["interval"]);
}

function releaseInterval({ releases }: ChartNode): IntervalOrigin {
  const all = [
    {
      path: ["spec", "chart", "spec", "interval"],
      from: "the shortest at which its releases look for the chart",
    },
    { path: ["spec", "interval"], from: "the shortest of its releases" },
  ].map(({ path, from }) => ({
    from,
    list: releases.flatMap(({ manifest }) => textAt(manifest.node, path) ?? []),
  }));
  const given = all.find(({ list }) => list.length > 0);
  if (!given) return { value: DEFAULT, from: "its releases give none, and it has to have one" };
  const known = given.list.filter((one) => !hasVariable(one));
  const [shortest = given.list[0] ?? DEFAULT] = known.sort((a, b) => seconds(a) - seconds(b));
  return { value: shortest, from: given.from };
}

/** Without a push the registry is asked at the interval. */
function boundedFor(source: SourceNode, interval: string): string {
  const isLong = seconds(interval) > seconds(LONGEST_WITHOUT_PUSH);
  return isLong && pushedBy(source).length > 0 ? LONGEST_WITHOUT_PUSH : interval;
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
