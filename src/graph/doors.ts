/** Doors: places that bring objects to clusters which no file of this tree shows. They block nothing. */
import type { Cluster } from "../build/cluster.ts";
import type { Origin } from "../build/node.ts";
import type { Location } from "../core/manifest.ts";
import type { Door } from "../core/neighbours.ts";
import { byPlace } from "../core/order.ts";
import { compare } from "../core/text.ts";

/** What people may be told of a build. */
export interface BuildWords {
  /** A reason without values of Secrets and without credentials. */
  reason(text: string): string;
  /** Where to look; undefined for what stands in no file. */
  place(origin: Origin | undefined): Location | undefined;
}

/** The doors of all clusters, one a place, by place. */
export function doorsOf(clusters: readonly Cluster[], words: BuildWords): Door[] {
  const found = new Map<
    string,
    { location: Location | undefined; reasons: Set<string>; keys: Set<string>; urls: Set<string> }
  >();
  for (const { key, gaps } of clusters)
    for (const gap of new Set(gaps)) {
      if (gap.effect !== "adds") continue;
      const location = words.place(gap.at);
      const reason = words.reason(gap.reason);
      const id = location ? placeText(location) : `?${reason}`;
      const door = found.get(id) ?? { location, reasons: new Set(), keys: new Set(), urls: new Set() };
      found.set(id, door);
      door.reasons.add(reason);
      door.keys.add(key);
      if (gap.repository) door.urls.add(words.reason(gap.repository));
    }
  return [...found.values()]
    .map(({ location, reasons, keys, urls }) => ({
      location,
      reason: joined(reasons),
      clusters: [...keys].sort(compare),
      repositories: [...urls].sort(compare),
    }))
    .sort((a, b) => byPlace(a.location ?? NOWHERE, b.location ?? NOWHERE) || compare(a.reason, b.reason));
}

/** Before all places. */
const NOWHERE = { file: "", line: 0, column: 0 };

/** A place for messages: `file:line:column`. */
export function placeText({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** Reasons of one place in one text; those beyond a few are counted. */
export function joined(reasons: ReadonlySet<string>): string {
  const all = [...reasons].sort(compare);
  const left = all.length - MOST_REASONS;
  return [...all.slice(0, MOST_REASONS), ...(left > 0 ? [`and ${left} more`] : [])].join("; ");
}

/** One base may be built under a hundred names; a person needs to see few of them. */
const MOST_REASONS = 3;

/** A reason with the place where it is written. */
export function withPlace(reason: string, at: Origin | undefined, words: BuildWords): string {
  const place = words.place(at);
  return `${words.reason(reason)}${place ? ` (${place.file}:${place.line})` : ""}`;
}
