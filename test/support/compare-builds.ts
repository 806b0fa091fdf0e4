/** Two builds as data: whether they are equal, and what a person wants to see if they are not. */
import type { Data } from "../../src/build/node.ts";
import { isOnline, type OracleAnswer } from "./build-oracle.ts";
import { isFlux, type OurAnswer } from "./our-build.ts";

/** Enough to find the mistake; the rest is nearly always the same one again. */
const SHOWN = Number(process.env.SHOWN ?? 5);

/** How two builds of one thing went. */
export type Outcome = "equal" | "both fail" | "cannot be built offline" | "different";

/** The outcome, and for `different` a text that says how. */
export interface Comparison {
  outcome: Outcome;
  difference?: string;
}

/** Compares the Flux objects of our build with those of the oracle, in any order; or that both fail. */
export function compareBuilds(ours: OurAnswer, theirs: OracleAnswer): Comparison {
  if (theirs.error !== undefined) {
    if (!Array.isArray(ours)) {
      if (isOnline(theirs.error)) return { outcome: "cannot be built offline" };
      if ("failure" in ours) return { outcome: "both fail" };
    }
    return different(`${said(ours)}, but the real tools fail: ${shortened(theirs.error)}`);
  }
  if (!Array.isArray(ours)) return different(`the real tools build it, but ours does not: ${said(ours)}`);
  const lines = differences(ours, theirs.objects.filter(isFlux));
  return lines.length === 0 ? { outcome: "equal" } : different(lines.join("\n"));
}

function different(difference: string): Comparison {
  return { outcome: "different", difference };
}

function said(ours: OurAnswer): string {
  if (Array.isArray(ours)) return `${ours.length} objects`;
  return "failure" in ours ? `fails: ${ours.failure}` : `gaps: ${ours.gaps.slice(0, SHOWN).join("; ")}`;
}

function shortened(error: string): string {
  return error.length > 600 ? `${error.slice(0, 200)} ... ${error.slice(-380)}` : error;
}

/** How two multisets of objects differ, by object and path; empty if they do not. */
export function differences(ours: readonly Data[], theirs: readonly Data[]): string[] {
  const missing = new Map<string, Data[]>();
  for (const object of theirs) push(missing, canonical(object), object);
  const extra = ours.filter((object) => !missing.get(canonical(object))?.pop());
  const left = new Map<string, Data[]>();
  for (const object of [...missing.values()].flat()) push(left, nameOf(object), object);
  const lines: string[] = [];
  for (const object of extra) {
    const other = left.get(nameOf(object))?.shift();
    if (other === undefined) lines.push(`${nameOf(object)}: only ours has it`);
    else lines.push(...paths(object, other, "").map((line) => `${nameOf(object)}: ${line}`));
  }
  for (const object of [...left.values()].flat()) lines.push(`${nameOf(object)}: only theirs has it`);
  const rest = lines.length - SHOWN;
  return rest > 0 ? [...lines.slice(0, SHOWN), `and ${rest} more`] : lines;
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

function nameOf(object: Data): string {
  const { apiVersion, kind, metadata } = object as { [key: string]: Data };
  const { namespace, name } = (metadata ?? {}) as { [key: string]: Data };
  return `${apiVersion} ${kind} ${namespace ?? "(none)"}/${name}`;
}

function isMap(data: Data | undefined): data is { [key: string]: Data } {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function paths(ours: Data | undefined, theirs: Data | undefined, path: string): string[] {
  if (ours !== undefined && theirs !== undefined && canonical(ours) === canonical(theirs)) return [];
  if (isMap(ours) && isMap(theirs)) {
    const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
    return keys.flatMap((key) => paths(ours[key], theirs[key], `${path}.${key}`));
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length)
    return ours.flatMap((one, index) => paths(one, theirs[index], `${path}[${index}]`));
  return [`${path || "."} is ${shown(ours)}, theirs ${shown(theirs)}`];
}

function shown(data: Data | undefined): string {
  return data === undefined ? "absent" : shortened(JSON.stringify(data));
}

/** JSON with sorted keys: equal for equal data. */
export function canonical(data: Data): string {
  if (Array.isArray(data)) return `[${data.map(canonical).join(",")}]`;
  if (!isMap(data)) return JSON.stringify(data);
  const entries = Object.keys(data)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(data[key]!)}`);
  return `{${entries.join(",")}}`;
}

/** The differences of a run with what each was about, cut to the first ones; empty if there is none. */
export function report(comparisons: readonly (readonly [what: string, comparison: Comparison])[]): string {
  const all = comparisons.filter(([, { outcome }]) => outcome === "different");
  const first = all
    .slice(0, SHOWN)
    .map(([what, { difference }]) => `${what}\n${difference?.replace(/^/gm, "  ")}`);
  return all.length === 0 ? "" : `${all.length} of ${comparisons.length} differ\n${first.join("\n")}`;
}

/** How often each outcome occurs. */
export function countOutcomes(
  comparisons: readonly (readonly [string, Comparison])[],
): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const [, { outcome }] of comparisons) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
