import type { Range } from "../core/edits.ts";
import type { PlainRecord } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineEnding } from "../core/text.ts";
import type { MapNode, Pair } from "../core/tree.ts";
import { pairOf } from "../core/tree.ts";
import { type Edited, type EditResult, edited } from "./types.ts";
import { blockStyle } from "./yaml-block-style.ts";
import { anchorIn, onlyPair } from "./yaml-checks.ts";
import { commentsIn, leadingComments } from "./yaml-comments.ts";
import { canEndBlockScalar, isOpenBlockScalar } from "./yaml-ends.ts";
import { type Extent, pairExtent } from "./yaml-extent.ts";
import { insertFlowPairs, removeFlowPair } from "./yaml-flow.ts";
import { removeLines } from "./yaml-remove-lines.ts";
import { indentLines, mapLines } from "./yaml-render.ts";
import { anchored } from "./yaml-scalar.ts";

/** What `removePair` answers besides its edits. */
export interface RemovedPair extends Edited {
  /** The comment lines directly above the pair; they stay in the text unless their removal was asked for. */
  leadingComments: string[];
}

/**
 * Removes a pair: its lines, its trailing comment, a multi-line value and the deeper comments below it.
 * Blank lines below stay, except where they are part of a `|+` scalar.
 * @returns a refusal for the only pair of a map, a pair beside a dash, and a value that holds an anchor
 */
export function removePair(
  text: string,
  map: MapNode,
  key: string,
  options: { withLeadingComments?: boolean } = {},
): RemovedPair | Refusal {
  const pair = onlyPair(map, key);
  if (isRefused(pair)) return pair;
  if (map.items.length === 1) return refuse(`"${key}" is the only key of its map`);
  const anchor = anchorIn(pair.key) ?? anchorIn(pair.value);
  if (anchor !== undefined) return refuse(anchored(anchor));
  if (map.flow) {
    const removed = removeFlowPair(text, map, pair);
    return isRefused(removed) ? removed : { ...removed, leadingComments: [] };
  }
  const lines = pairExtent(text, pair);
  if (isRefused(lines)) return lines;
  if (!lines.ownLine) return refuse(`"${key}" shares its line with a dash`);
  const leading = leadingComments(text, lines.start, lines.column);
  const range: Range = options.withLeadingComments ? { start: leading.start, end: lines.end } : lines;
  const before = map.items[map.items.indexOf(pair) - 1]?.value;
  const edit = removeLines(text, range, before);
  if (isRefused(edit)) return edit;
  return {
    ...edited([edit], commentsIn(text, { start: pair.key.end, end: lines.end }, pair.value)),
    leadingComments: leading.comments,
  };
}

/**
 * Inserts pairs directly after the pair `afterKey`, its whole value and its trailing comment.
 * A file without a final newline still has none afterwards.
 */
export function insertPairsAfter(
  text: string,
  map: MapNode,
  afterKey: string,
  pairs: PlainRecord,
): EditResult {
  const after = onlyPair(map, afterKey);
  if (isRefused(after)) return after;
  const taken = Object.keys(pairs).find((key) => pairOf(map, key) !== undefined);
  if (taken !== undefined) return refuse(`"${taken}" is already there`);
  if (map.flow) return insertFlowPairs(text, map, after, pairs);
  const lines = pairExtent(text, after);
  if (isRefused(lines)) return lines;
  if (isOpenBlockScalar(text, after.value))
    return refuse(`"${afterKey}" is a block scalar at the end of a file without a final newline`);
  return insertLines(text, map, after, lines, pairs);
}

/** Inserts pairs after the last one of a map; also into an empty `{}`. */
export function appendPairs(text: string, map: MapNode, pairs: PlainRecord): EditResult {
  const last = map.items.at(-1);
  if (last) return insertPairsAfter(text, map, String(last.key.value), pairs);
  if (map.anchor !== undefined) return refuse(anchored(map.anchor));
  return insertFlowPairs(text, map, undefined, pairs);
}

function insertLines(text: string, map: MapNode, after: Pair, lines: Extent, pairs: PlainRecord): EditResult {
  const eol = lineEnding(text);
  const atEnd = lines.end === text.length && !text.endsWith("\n");
  const style = { ...blockStyle(text, map, after), literals: canEndBlockScalar(text, lines.end) };
  const written = indentLines(mapLines(pairs, style), lines.column);
  const inserted = atEnd ? written.map((line) => eol + line) : written.map((line) => line + eol);
  return edited([{ start: lines.end, end: lines.end, text: inserted.join("") }]);
}
