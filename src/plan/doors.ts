import type { Graph } from "../core/graph.ts";
import { sourceOf, type Unit } from "../core/units.ts";

/** One line for all doors of the clusters in which a source moves: objects behind them may read it. */
export function doorSteps({ doors }: Pick<Graph, "doors">, moving: Iterable<Unit>): string[] {
  const clusters = new Set([...moving].map((unit) => sourceOf(unit).cluster));
  const open = doors.filter((door) => door.clusters.some((key) => clusters.has(key))).length;
  if (open === 0) return [];
  const places = open === 1 ? "1 place brings" : `${open} places bring`;
  return [
    `Look for readers of the sources that move in what ${places} from elsewhere (see opens). This repository does not show those objects.`,
  ];
}
