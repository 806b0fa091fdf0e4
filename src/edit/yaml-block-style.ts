import type { MapNode, Pair } from "../core/tree.ts";
import { linePrefix } from "./yaml-ends.ts";
import type { BlockStyle } from "./yaml-render.ts";

/** The indentation that a map uses for what it nests, read from its own children; 2 where it shows none. */
export function blockStyle(text: string, map: MapNode, pair: Pair): BlockStyle {
  const column = linePrefix(text, pair.key.start).length;
  let step: number | undefined;
  let sequenceStep: number | undefined;
  for (const { value } of map.items) {
    if (value?.type === "map" && !value.flow && value.items[0])
      step ??= linePrefix(text, value.items[0].key.start).length - column;
    if (value?.type === "seq" && !value.flow && text[value.start] === "-")
      sequenceStep ??= linePrefix(text, value.start).length - column;
  }
  step = step !== undefined && step > 0 ? step : 2;
  return {
    step,
    sequenceStep: sequenceStep !== undefined && sequenceStep >= 0 ? sequenceStep : step,
    literals: true,
  };
}
