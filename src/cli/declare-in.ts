import type { Config } from "../config/types.ts";
import type { Decision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";

/**
 * A bare `--declare-in <file>` is one place for one cluster; where sources of several clusters need a place,
 * it is refused. @returns the message, undefined where all is well
 */
export function bareDeclareIn(
  graph: Graph,
  decisions: ReadonlyMap<SourceNode, Decision>,
  config: Config,
): string | undefined {
  const bare = config.declareIn.find((one) => one.selector === undefined && one.place.files !== undefined);
  if (!bare) return undefined;
  const needing = graph.sources.filter(
    (source) =>
      decisions.get(source)?.action === "migrate" &&
      source.references.some((one) => !one.root) &&
      !source.declarations.some((one) => one.as === "object"),
  );
  const scopes = new Set(needing.map((source) => source.scope));
  if (scopes.size < 2) return undefined;
  return `--declare-in ${bare.place.files?.join(", ")} names one place for several clusters; write one for each, as in --declare-in ${needing[0]?.id.replace(/^GitRepository\//, "")}=<file>: ${needing.map((source) => source.id).join(", ")}`;
}
