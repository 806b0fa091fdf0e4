import { type Graph, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { PRUNE_DISABLED } from "../core/oci-object.ts";
import { textAt, type YamlNode } from "../core/tree.ts";
import { isChart } from "../core/units.ts";
import type { PlanParts } from "./before.ts";
import { handApplied } from "./hand-applied.ts";
import { linesOf, type Step } from "./steps.ts";

/** What a person has to do after merging; every line stands alone. */
export function afterMerging(graph: Graph, { migrations, fates }: PlanParts): string[] {
  const replaced = [...fates].flatMap(([unit, { state }]) =>
    state === "replaced" && !isChart(unit) ? [unit] : [],
  );
  return [
    ...handApplied(
      graph,
      migrations.flatMap(({ changes }) => changes),
    ),
    ...linesOf(replaced.flatMap(leftover)),
  ];
}

/** Where nothing prunes, the Git source stays in the cluster until someone deletes it. */
function leftover(source: SourceNode): Step[] {
  const vias = source.declarations.flatMap((one) => one.contexts.flatMap((context) => context.via ?? []));
  const lazy = vias.find((via) => textAt(via.node, ["spec", "prune"]) !== "true");
  const kept = source.declarations.some((one) => isKept(one.manifest.node, ["metadata"]));
  const marking = vias.find((via) => isKept(via.node, ["spec", "commonMetadata"]));
  const [key, value] = PRUNE_DISABLED;
  const why =
    (lazy && `${describe(lazy)} does not prune`) ??
    (kept ? `it carries ${key}: ${value}` : marking && `${describe(marking)} gives it ${key}: ${value}`);
  if (why === undefined) return [];
  const namespace = source.namespace === UNKNOWN ? "<namespace>" : source.namespace;
  const command = `Run kubectl -n ${namespace} delete gitrepository ${source.name}`;
  return [{ source, text: (clusters) => `${command}${clusters}: ${why}.` }];
}

/** kustomize-controller looks for the mark in labels and annotations, and compares its value without case. */
function isKept(node: YamlNode, path: readonly string[]): boolean {
  const [key, value] = PRUNE_DISABLED;
  return ["labels", "annotations"].some(
    (field) => textAt(node, [...path, field, key])?.toLowerCase() === value,
  );
}
