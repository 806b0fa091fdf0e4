/** Edits of flow collections, `{}` and `[]`, in YAML and in JSON. */

import type { PlainRecord, PlainValue } from "../core/ops.ts";
import type { MapNode, Pair, SeqNode } from "../core/tree.ts";
import { type EditResult, edited } from "./types.ts";
import { colonEnd, pairContentEnd } from "./yaml-ends.ts";
import { flowRefusal, flowText, mapStyle, pairTexts, separator, sequenceStyle } from "./yaml-flow-style.ts";
import { replaceScalar, writeLike } from "./yaml-scalar.ts";

/** Inserts pairs after one of a flow map, or into an empty one where `after` is undefined. */
export function insertFlowPairs(
  text: string,
  map: MapNode,
  after: Pair | undefined,
  pairs: PlainRecord,
): EditResult {
  const refusal = flowRefusal(text, map);
  if (refusal) return refusal;
  const style = mapStyle(text, map, after);
  const between = separator(style);
  const texts = pairTexts(pairs, style);
  if (!after) return edited([{ start: map.start + 1, end: map.start + 1, text: texts.join(between) }]);
  const at = pairContentEnd(text, after);
  return edited([{ start: at, end: at, text: texts.map((pair) => between + pair).join("") }]);
}

/** Removes a pair of a flow map that has others, with the comma before it (after it for the first). */
export function removeFlowPair(text: string, map: MapNode, pair: Pair): EditResult {
  const refusal = flowRefusal(text, map);
  if (refusal) return refusal;
  const index = map.items.indexOf(pair);
  const before = map.items[index - 1];
  const next = map.items[index + 1];
  const start = before ? pairContentEnd(text, before) : pair.key.start;
  const end = before || !next ? pairContentEnd(text, pair) : next.key.start;
  return edited([{ start, end, text: "" }]);
}

/** Replaces the value of a pair of a flow map; a scalar keeps its quotes. */
export function replaceFlowValue(text: string, map: MapNode, pair: Pair, value: PlainValue): EditResult {
  const refusal = flowRefusal(text, map);
  if (refusal) return refusal;
  const style = mapStyle(text, map, map.items.find((item) => item.value) ?? pair);
  const old = pair.value;
  if (old?.type === "scalar" && old.end > old.start && typeof value === "string" && !style.json)
    return replaceScalar(text, old, value, { flow: true });
  const written = flowText(value, style);
  if (old && old.end > old.start) return edited([{ start: old.start, end: old.end, text: written }]);
  const colon = colonEnd(text, pair);
  const at = colon ?? pair.key.end;
  return edited([{ start: at, end: at, text: colon === undefined ? `: ${written}` : ` ${written}` }]);
}

/** Appends to a flow sequence. */
export function appendToFlowSequence(text: string, seq: SeqNode, value: PlainValue): EditResult {
  const refusal = flowRefusal(text, seq);
  if (refusal) return refusal;
  const style = sequenceStyle(text, seq);
  const last = seq.items.at(-1);
  const at = last ? last.end : seq.start + 1;
  const written =
    typeof value === "string" && !style.json && last?.type === "scalar"
      ? writeLike(value, last.style, { flow: true })
      : flowText(value, style);
  return edited([{ start: at, end: at, text: (last ? separator(style) : "") + written }]);
}
