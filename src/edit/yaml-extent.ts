import { type Refusal, refuse } from "../core/refusal.ts";
import { lineEnd, lineStart } from "../core/text.ts";
import type { Pair, YamlNode } from "../core/tree.ts";
import { colonEnd, isBlockScalar, lastLeaf, linePrefix, nodeEnd, pairContentEnd } from "./yaml-ends.ts";

/** A pair or a list item of a block collection, as lines of the text. */
export interface Extent {
  /** Start of its first line. */
  start: number;
  /** After the line break of its last line: trailing comment and deeper comment lines belong to it. */
  end: number;
  /** Column of the key or of the dash. */
  column: number;
  /** True if nothing but blanks stands before it on its line. */
  ownLine: boolean;
}

/** The lines of a pair of a block map. Blank lines after it are its own only below a `|+` or `>+` scalar. */
export function pairExtent(text: string, pair: Pair): Extent | Refusal {
  const prefix = linePrefix(text, pair.key.start);
  if (!/^ *(?:- +)*$/.test(prefix))
    return refuse(`"${String(pair.key.value)}" is not the first thing on its line`);
  if (colonEnd(text, pair) === undefined) return refuse(`"${String(pair.key.value)}" is an explicit key`);
  const contentEnd = pairContentEnd(text, pair);
  return extent(text, pair.key.start, prefix, contentEnd, isBlockScalar(lastLeaf(pair.value)));
}

/** The lines of an item of a block sequence, from its dash. */
export function itemExtent(text: string, dash: number, item: YamlNode): Extent | Refusal {
  const prefix = linePrefix(text, dash);
  if (!/^ *(?:- +)*$/.test(prefix)) return refuse("a list item is not the first thing on its line");
  const contentEnd = Math.max(dash + 1, nodeEnd(text, item));
  return extent(text, dash, prefix, contentEnd, isBlockScalar(lastLeaf(item)));
}

function extent(
  text: string,
  at: number,
  prefix: string,
  contentEnd: number,
  atLineStart: boolean,
): Extent | Refusal {
  let end = contentEnd;
  if (!atLineStart) {
    end = lineEnd(text, contentEnd);
    if (!/^(?:[ \t]*|[ \t]+#.*)\r?\n?$/.test(text.slice(contentEnd, end)))
      return refuse("something other than a comment follows on the same line");
  }
  return {
    start: lineStart(text, at),
    end: afterDeeperComments(text, end, prefix.length),
    column: prefix.length,
    ownLine: prefix.trim() === "",
  };
}

/** Comment lines indented deeper than the key belong to its value, also after blank lines. */
function afterDeeperComments(text: string, from: number, column: number): number {
  let end = from;
  for (let at = from; at < text.length; at = lineEnd(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    const indent = line.search(/[^ \t]/);
    if (line[indent] === "#" && indent > column) end = lineEnd(text, at);
    else if (line.trim() !== "") break;
  }
  return end;
}
