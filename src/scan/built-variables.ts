/** What clusters know of the variables of postBuild, at the places of their sources. */
import type { Cluster, Delivery } from "../build/cluster.ts";
import type { Filling } from "../build/filling.ts";
import { textIn } from "../build/node.ts";
import type { SourceNode } from "../core/graph.ts";
import { type FilledText, hasVariable, type KnownVariables, openVariables } from "../core/variables.ts";
import type { BuildWords } from "../graph/doors.ts";
import { type BuiltSources, isOfSecret } from "./built-declarations.ts";

/** Tells each source of a build what fills in variables where it is declared. */
export function knowVariables(
  sources: readonly SourceNode[],
  clusters: readonly Cluster[],
  built: BuiltSources,
  words: BuildWords,
): void {
  const byKey = new Map(clusters.map((cluster) => [cluster.key, cluster]));
  for (const source of sources) {
    const cluster = byKey.get(source.cluster);
    if (!cluster) continue;
    const own = (built.get(source) ?? []).map((object) => object.delivery);
    source.variables = variablesAt([own, cluster.deliveries], cluster, words);
  }
}

/** @param places deliveries that tell the values, the first that know the variables of a text */
function variablesAt(
  places: readonly (readonly Delivery[])[],
  cluster: Cluster,
  words: BuildWords,
): KnownVariables {
  const [near = []] = places.filter((some) => some.length > 0);
  return {
    filled(text) {
      if (!hasVariable(text)) return [{ text, shown: text, from: undefined }];
      const names = openVariables(text);
      const knows = ({ filling }: Delivery) =>
        filling !== undefined && names.every((name) => filling.lookUp(name) !== undefined);
      const [deliveries = []] = places.map((some) => some.filter(knows)).filter((some) => some.length > 0);
      const filled = deliveries.map(({ filling }) => filledText(text, filling, words));
      if (filled.length === 0 || filled.some((one) => one === undefined)) return undefined;
      const byText = new Map(filled.flatMap((one) => (one ? [[one.text, one]] : [])));
      return [...byText.values()];
    },
    unset(text) {
      const found = (some: readonly Delivery[], name: string) =>
        some.map(({ filling }) => filling?.lookUp(name));
      return openVariables(text).flatMap((name) => {
        const isSet = found(cluster.deliveries, name).some((one) => one !== undefined && one !== "unknown");
        const maybe = cluster.path === undefined || found(near, name).includes("unknown");
        return isSet ? [] : [{ name, maybe }];
      });
    },
  };
}

function filledText(text: string, filling: Filling | undefined, words: BuildWords): FilledText | undefined {
  const node = filling?.fill(text);
  if (node?.type !== "scalar") return undefined;
  const filled = textIn(node);
  const shown = isOfSecret(node.origin) ? `the value of ${text}, which a Secret holds` : filled;
  return { text: filled, shown, from: words.place(node.origin) };
}
