/** Objects in the `items:` of a `kind: List`, in block style and in flow style (JSON). */
import { applyEdits, type Range } from "../core/edits.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineEnding } from "../core/text.ts";
import type { SeqNode, YamlNode } from "../core/tree.ts";
import { type Edited, type EditResult, edited, type TextEdit } from "./types.ts";
import { anchorIn } from "./yaml-checks.ts";
import { leadingComments } from "./yaml-comments.ts";
import { isOpenBlockScalar } from "./yaml-ends.ts";
import { itemExtent } from "./yaml-extent.ts";
import { flowRefusal, separator, sequenceStyle } from "./yaml-flow-style.ts";
import { removeLines } from "./yaml-remove-lines.ts";
import { anchored } from "./yaml-scalar.ts";
import { dashOf } from "./yaml-sequences.ts";

/** Answer of `removeItem` where nothing else is in the list: the caller removes the document, or refuses. */
export interface EmptyList {
  empty: true;
}

/**
 * The part of an item that a copy repeats and a removal takes: in block style its lines from its dash and the
 * comment lines directly above, in flow style the item alone.
 * @returns a refusal where an anchor or unusual syntax makes a copy doubtful
 */
export function itemRange(text: string, seq: SeqNode, index: number): Range | Refusal {
  const item = seq.items[index];
  if (!item) return refuse(`the list has no item ${index}`);
  const anchor = seq.anchor ?? anchorIn(item);
  if (anchor !== undefined) return refuse(anchored(anchor));
  if (seq.flow) return flowRefusal(text, seq) ?? { start: item.start, end: item.end };
  const lines = blockLines(text, seq, item, index);
  if (isRefused(lines)) return lines;
  return { start: leadingComments(text, lines.start, lines.column).start, end: lines.end };
}

/**
 * Inserts an item after another. With `body` a rewrite of the text at `itemRange`, removing the original from
 * the result leaves the list with the original rewritten in place.
 */
export function insertItemAfter(text: string, seq: SeqNode, index: number, body: string): EditResult {
  const range = itemRange(text, seq, index);
  if (isRefused(range)) return range;
  if (seq.flow) {
    const between = separator(sequenceStyle(text, seq));
    return edited([{ start: range.end, end: range.end, text: between + body }]);
  }
  if (isOpenBlockScalar(text, seq.items[index]))
    return refuse("the list ends in a block scalar at the end of a file without a final newline");
  const eol = lineEnding(text);
  const atEnd = range.end === text.length;
  const glue = atEnd && !text.endsWith("\n") ? eol : "";
  const close = atEnd || body.endsWith("\n") ? "" : eol;
  return edited([{ start: range.end, end: range.end, text: glue + body + close }]);
}

/** Removes an item with the comment lines directly above it, or with one comma in flow style. */
export function removeItem(text: string, seq: SeqNode, index: number): Edited | EmptyList | Refusal {
  const range = itemRange(text, seq, index);
  if (isRefused(range)) return range;
  if (seq.items.length === 1) return { empty: true };
  const before = seq.items[index - 1];
  if (!seq.flow) {
    const edit = removeLines(text, range, before);
    return isRefused(edit) ? edit : edited([edit]);
  }
  const next = seq.items[index + 1];
  const start = next || !before ? range.start : before.end;
  return edited([{ start, end: next ? next.start : range.end, text: "" }]);
}

function blockLines(text: string, seq: SeqNode, item: YamlNode, index: number) {
  const dash = dashOf(text, item, index === 0 ? seq.start : undefined);
  if (isRefused(dash)) return dash;
  const lines = itemExtent(text, dash.at, item);
  if (!isRefused(lines) && !lines.ownLine) return refuse("the list item shares its line with another dash");
  return lines;
}

/** The text of a range as some edits inside it would leave it: the body of a copy. Edits outside do not count. */
export function rewrittenSlice(text: string, range: Range, edits: readonly TextEdit[]): string {
  const inside = edits.filter((one) => one.start >= range.start && one.end <= range.end);
  const shifted = inside.map((one) => ({
    start: one.start - range.start,
    end: one.end - range.start,
    text: one.text,
    rule: "copy",
    why: "",
  }));
  return applyEdits(text.slice(range.start, range.end), shifted);
}
