/** What variables leave of a new source: a text that nothing fills in, or a value that does not fit. */
import type { ClusterObject } from "../build/cluster.ts";
import { type BuiltNode, entriesIn, get, textIn } from "../build/node.ts";
import { fileOf } from "../build/roots.ts";
import { isSubstitutionOff } from "../build/substitute.ts";
import { hasVariable } from "../core/variables.ts";
import type { Comparison } from "./compare.ts";

/**
 * What of a new source its cluster would get wrong, as the end of "would have …": a variable as it is written where no
 * postBuild fills it in, an empty version, which Flux takes for latest, or a value that is not legal. A value that only
 * the cluster knows counts as right.
 * @param before what the cluster gets today
 */
export function unfilledIn(
  object: ClusterObject,
  before: readonly ClusterObject[],
  valueProblem: Comparison["valueProblem"],
): string | undefined {
  const { built, delivery } = object;
  const texts = textsOf(object);
  const isFilled = delivery.filling !== undefined && !isSubstitutionOff(built.node);
  const open = isFilled ? undefined : texts.find(([, text]) => hasVariable(text));
  if (open && !mayBeFilled(object, before))
    return `${open[1]} as ${open[0]}, because nothing that delivers it fills variables in`;
  for (const [path, text] of texts.filter(([, one]) => !hasVariable(one))) {
    const key = path.replace(/^spec\./, "").replace(/(ecretRef)\.name$/, "$1");
    const wrong = valueProblem(key, text);
    if (wrong === undefined) continue;
    if (text === "")
      return `an empty ${path}, because the postBuild that delivers it does not set its variable`;
    return `${text} as ${path}, which ${wrong}`;
  }
  return undefined;
}

/** Scalars that make an object what it is; labels and annotations may hold any text. */
function textsOf({ id, built }: ClusterObject): (readonly [path: string, text: string])[] {
  return [
    ["metadata.name", id.name],
    ["metadata.namespace", id.namespace],
    ...scalarsIn(get(built.node, "spec"), "spec"),
  ];
}

function scalarsIn(node: BuiltNode | undefined, path: string): (readonly [string, string])[] {
  if (node?.type === "scalar") return [[path, textIn(node)]];
  if (node?.type === "list") return node.items.flatMap((item, i) => scalarsIn(item, `${path}[${i}]`));
  return entriesIn(node).flatMap(({ key, value }) => scalarsIn(value, `${path}.${key}`));
}

/**
 * What applies a file is not known if no delivery brings it. It fills variables in if the file holds some today: a
 * Kustomization whose own source no file declares, or a tool outside of this repository. Whether it knows a new name
 * is the question of `unset-variable`.
 */
function mayBeFilled(object: ClusterObject, before: readonly ClusterObject[]): boolean {
  if (object.delivery.by) return false;
  const file = fileOf(object);
  const today = before.filter((one) => !one.delivery.by && fileOf(one) === file);
  return today.some((one) => textsOf(one).some(([, text]) => hasVariable(text)));
}
