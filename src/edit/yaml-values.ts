import type { Range } from "../core/edits.ts";
import type { PlainValue } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineEnd, lineEnding } from "../core/text.ts";
import type { MapNode, Pair, YamlNode } from "../core/tree.ts";
import { type EditResult, edited, type TextEdit } from "./types.ts";
import { blockStyle } from "./yaml-block-style.ts";
import { anchorIn, onlyPair } from "./yaml-checks.ts";
import { commentsIn } from "./yaml-comments.ts";
import { canEndBlockScalar, colonEnd, isBlockScalar, isEmptyNode } from "./yaml-ends.ts";
import { pairExtent } from "./yaml-extent.ts";
import { replaceFlowValue } from "./yaml-flow.ts";
import { indentLines, layoutValue } from "./yaml-render.ts";
import { anchored, writeLike } from "./yaml-scalar.ts";

/**
 * Replaces the value of a pair, whatever it was, by a scalar or a structure. The key stays, and so does a
 * comment on its line; comments inside a removed block are returned as lost.
 * @returns a refusal for values that are an alias, hold an anchor or carry a tag
 */
export function replacePairValue(text: string, map: MapNode, key: string, value: PlainValue): EditResult {
  const pair = onlyPair(map, key);
  if (isRefused(pair)) return pair;
  if (pair.value?.type === "alias") return refuse(`the value is the alias *${pair.value.name}; edit by hand`);
  const anchor = anchorIn(pair.value);
  if (anchor !== undefined) return refuse(anchored(anchor));
  if (map.flow) return replaceFlowValue(text, map, pair, value);
  const parts = valueParts(text, pair);
  return isRefused(parts) ? parts : replaceBlockValue(text, map, pair, parts, value);
}

/** A value under its key in block style, cut into what the key's line holds and the lines below. */
interface ValueParts {
  /** The value's text on one line with the key; empty, after the colon, where the value is a block below. */
  head: Range;
  /** From the end of the head's line, before its line break, to the end of the value's last line. */
  tail: Range;
  /** The value is (or has) lines of its own below the head. */
  isBlock: boolean;
  /** A flow value that starts on a line below its key. */
  isBelow: boolean;
  /** Column of the key. */
  column: number;
}

function valueParts(text: string, pair: Pair): ValueParts | Refusal {
  const lines = pairExtent(text, pair);
  if (isRefused(lines)) return lines;
  const colon = colonEnd(text, pair) ?? pair.key.end;
  const value = pair.value && !isEmptyNode(pair.value) ? pair.value : undefined;
  const gap = text.slice(colon, value?.start ?? colon);
  if (gap.replace(/(^|\s)#[^\r\n]*/g, "").trim() !== "") return refuse("the value has an explicit type tag");
  const isBelow = gap.includes("\n");
  const head = headOf(text, value, colon);
  const tailStart = beforeBreak(text, lineEnd(text, isBelow ? colon : head.end));
  const tailEnd = Math.max(tailStart, beforeBreak(text, lines.end));
  const isBlock = value !== undefined && (isBlockScalar(value) || isBlockCollection(value));
  return {
    head,
    tail: { start: tailStart, end: tailEnd },
    isBlock,
    isBelow: isBelow && !isBlock,
    column: lines.column,
  };
}

function headOf(text: string, value: YamlNode | undefined, colon: number): Range {
  if (!value || isBlockCollection(value)) return { start: colon, end: colon };
  if (!isBlockScalar(value)) return { start: value.start, end: value.end };
  const header = /^[|>][-+0-9]*/.exec(text.slice(value.start, value.start + 4))?.[0] ?? "|";
  return { start: value.start, end: value.start + header.length };
}

function isBlockCollection(value: YamlNode): boolean {
  return (value.type === "map" || value.type === "seq") && !value.flow;
}

function replaceBlockValue(
  text: string,
  map: MapNode,
  pair: Pair,
  parts: ValueParts,
  value: PlainValue,
): EditResult {
  const { head, tail } = parts;
  const colon = colonEnd(text, pair) ?? pair.key.end;
  const literals = canEndBlockScalar(text, tail.end);
  const { inline, lines } = layoutValue(value, { ...blockStyle(text, map, pair), literals });
  const old = pair.value;
  const kept = old?.type === "scalar" && !isEmptyNode(old) && !isBlockScalar(old) ? old.style : "plain";
  const written = typeof value === "string" && lines.length === 0 ? writeLike(value, kept) : inline;
  const hasLines = lines.length > 0;
  const first = headEdit(parts, colon, written, hasLines);
  const headComments = parts.isBelow && hasLines ? [] : commentsIn(text, head, old);
  if (!hasLines && !parts.isBlock) return edited([first], headComments);
  const eol = lineEnding(text);
  const below = indentLines(lines, parts.column)
    .map((line) => eol + line)
    .join("");
  const lost = [...headComments, ...commentsIn(text, tail, old)];
  // Two inserts at one offset have no order of their own, so they are one edit.
  if (first.end === tail.start) return edited([{ ...first, end: tail.end, text: first.text + below }], lost);
  return edited([first, { ...tail, text: below }], lost);
}

function headEdit(parts: ValueParts, colon: number, written: string, hasLines: boolean): TextEdit {
  const { head } = parts;
  if (parts.isBelow && hasLines) return { start: colon, end: colon, text: written && ` ${written}` };
  if (written === "") return { start: colon, end: head.end, text: "" };
  return { ...head, text: head.start === colon ? ` ${written}` : written };
}

function beforeBreak(text: string, end: number): number {
  if (text[end - 1] !== "\n") return end;
  return text[end - 2] === "\r" ? end - 2 : end - 1;
}
