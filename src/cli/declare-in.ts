import { matchesSource } from "../config/match.ts";
import type { Config } from "../config/types.ts";
import { originText } from "../config/wording.ts";
import type { Decision } from "../core/decision.ts";
import type { Graph } from "../core/graph.ts";
import type { Unit } from "../core/units.ts";

/**
 * What is wrong with `--declare-in` once the tree is known: it names a source that is not there, or one bare file
 * where sources of several clusters need a place. @returns the message, undefined where all is well
 */
export function placeProblem(
  graph: Graph,
  decisions: ReadonlyMap<Unit, Decision>,
  config: Config,
): string | undefined {
  return unknownSource(graph, config) ?? bareDeclareIn(graph, decisions, config);
}

function unknownSource(graph: Graph, config: Config): string | undefined {
  const stray = config.declareIn.find(
    ({ selector }) => selector && !graph.sources.some((source) => matchesSource(selector, source)),
  );
  return stray && `${originText(stray.origin)}: no such Git source; there are ${sourceList(graph)}`;
}

function bareDeclareIn(
  graph: Graph,
  decisions: ReadonlyMap<Unit, Decision>,
  config: Config,
): string | undefined {
  const bare = config.declareIn.find((one) => one.selector === undefined && one.place.files !== undefined);
  if (!bare) return undefined;
  const needing = graph.sources.filter(
    (source) =>
      [source, ...source.charts].some((unit) => decisions.get(unit)?.action === "migrate") &&
      source.references.some((one) => !one.root) &&
      !source.declarations.some((one) => one.as === "object") &&
      !config.declareIn.some(({ selector }) => selector && matchesSource(selector, source)),
  );
  const scopes = new Set(needing.map((source) => source.scope));
  if (scopes.size < 2) return undefined;
  return `--declare-in ${bare.place.files?.join(", ")} names one place for several clusters; write one for each, as in --declare-in ${needing[0]?.id.replace(/^GitRepository\//, "")}=<file>: ${needing.map((source) => source.id).join(", ")}`;
}

/** The ids of all sources for a message, no longer than a person reads. */
export function sourceList(graph: Graph): string {
  const ids = graph.sources.map((source) => source.id);
  if (ids.length === 0) return "none";
  return ids.length <= MOST
    ? ids.join(", ")
    : `${ids.slice(0, MOST).join(", ")} and ${ids.length - MOST} more`;
}

const MOST = 20;
