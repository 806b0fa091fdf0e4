import type { PlainRecord } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineEnding } from "../core/text.ts";
import { type MapNode, pairOf } from "../core/tree.ts";
import { type Edited, edited } from "./types.ts";
import { blockStyle } from "./yaml-block-style.ts";
import { anchorIn, onlyPair } from "./yaml-checks.ts";
import { commentsIn } from "./yaml-comments.ts";
import { isOpenBlockScalar, pairContentEnd } from "./yaml-ends.ts";
import { pairExtent } from "./yaml-extent.ts";
import { flowRefusal, mapStyle, pairTexts } from "./yaml-flow-style.ts";
import { indentLines, mapLines } from "./yaml-render.ts";
import { anchored } from "./yaml-scalar.ts";

/**
 * Replaces a pair, key and value, by another one in its place. Comments inside the old one stay, in order, as lines
 * above the new one. A file without a final newline still has none.
 * @returns a refusal for a value that is an alias or holds an anchor, for a pair beside a dash, for a taken key
 */
export function replacePair(
  text: string,
  map: MapNode,
  key: string,
  to: string,
  value: PlainRecord,
): Edited | Refusal {
  const pair = onlyPair(map, key);
  if (isRefused(pair)) return pair;
  if (to !== key && pairOf(map, to)) return refuse(`"${to}" is already there`);
  if (pair.value?.type === "alias") return refuse(`it is the alias *${pair.value.name}; edit by hand`);
  const anchor = anchorIn(pair.key) ?? anchorIn(pair.value);
  if (anchor !== undefined) return refuse(anchored(anchor));
  if (map.flow) {
    const refusal = flowRefusal(text, map);
    if (refusal) return refusal;
    const range = { start: pair.key.start, end: pairContentEnd(text, pair) };
    const written = pairTexts({ [to]: value }, mapStyle(text, map, pair)).join("");
    return edited([{ ...range, text: written }]);
  }
  const lines = pairExtent(text, pair);
  if (isRefused(lines)) return lines;
  if (!lines.ownLine) return refuse(`"${key}" shares its line with a dash`);
  if (isOpenBlockScalar(text, pair.value))
    return refuse(`"${key}" ends in a block scalar at the end of a file without a final newline`);
  const comments = commentsIn(text, { start: pair.key.end, end: lines.end }, pair.value);
  const written = mapLines({ [to]: value }, blockStyle(text, map, pair));
  const eol = lineEnding(text);
  const closes = lines.end < text.length || text.endsWith("\n") ? eol : "";
  const block = indentLines([...comments, ...written], lines.column).join(eol) + closes;
  // A byte-order mark belongs to the file, not to its first line.
  const start = text.startsWith("\uFEFF", lines.start) ? lines.start + 1 : lines.start;
  return edited([{ start, end: lines.end, text: block }]);
}
