/** Doors of clusters, as reports list them. */
import { type Graph, scopeText } from "../core/graph.ts";
import type { Door } from "../core/neighbours.ts";
import { oneLine, type Paint } from "./colour.ts";
import { shown } from "./review-text.ts";

/** More are counted; JSON has them all. */
const MOST_OPENS = 5;
/** Clusters that are named behind one place. */
const MOST_CLUSTERS = 4;

/** What the list is called, in every report. */
export const OPENS_HEADING = "Opens: what comes from elsewhere";

/** A door in the shape of the JSON reports. */
export function openOf({ clusters, reason, location }: Door) {
  return {
    clusters: clusters.map(scopeText),
    reason,
    file: location?.file ?? null,
    line: location?.line ?? null,
    column: location?.column ?? null,
  };
}

/** The doors for a person: the first of them, and how many there are. */
export function openLines(doors: readonly Door[], paint: Paint): string[] {
  if (doors.length === 0) return [];
  const left = doors.length - MOST_OPENS;
  return [
    "",
    paint.bold(`${OPENS_HEADING} (${doors.length}):`),
    ...doors.slice(0, MOST_OPENS).map((door) => {
      const { place, text } = openText(door);
      return `  ${place === undefined ? "" : `${oneLine(place)} `}${oneLine(text)}`;
    }),
    ...(left > 0 ? [`  and ${left} more; --format json lists them all`] : []),
  ];
}

/** A door in words: its place, then what it brings and to which clusters. Those without a root have no name. */
function openText({ clusters, reason, location }: Door): { place: string | undefined; text: string } {
  const known = clusters.filter((key) => !key.startsWith("?")).map(scopeText);
  const left = known.length - MOST_CLUSTERS;
  const names = `${known.slice(0, MOST_CLUSTERS).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  return {
    place: location && `${location.file}:${location.line}`,
    text: known.length === 0 ? reason : `${reason} (${names})`,
  };
}

/** A door, as reports for reviewers list it. */
export interface Open {
  /** Undefined for what stands in no file. */
  place: string | undefined;
  text: string;
}

/** The doors of all clusters. */
export function opensOf({ doors }: Pick<Graph, "doors">): Open[] {
  return doors.map((door) => {
    const { place, text } = openText(door);
    return { place: place && shown(place), text: shown(text) };
  });
}
