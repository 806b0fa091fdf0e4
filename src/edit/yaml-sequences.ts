import type { PlainValue } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineEnding } from "../core/text.ts";
import type { ScalarStyle, SeqNode, YamlNode } from "../core/tree.ts";
import { type EditResult, edited } from "./types.ts";
import { canEndBlockScalar, isOpenBlockScalar, linePrefix } from "./yaml-ends.ts";
import { itemExtent } from "./yaml-extent.ts";
import { appendToFlowSequence } from "./yaml-flow.ts";
import { indentLines, itemLines } from "./yaml-render.ts";
import { anchored, writeLike } from "./yaml-scalar.ts";

/**
 * Appends an item (a file to `resources:`): the dash, the spaces after it and the quotes are those of the
 * siblings. An empty `[]` becomes `[item]`.
 */
export function appendToSequence(text: string, seq: SeqNode, value: PlainValue): EditResult {
  if (seq.anchor !== undefined) return refuse(anchored(seq.anchor));
  if (seq.flow) return appendToFlowSequence(text, seq, value);
  const last = seq.items.at(-1);
  if (!last) return refuse("the list has no items to follow");
  const dash = dashOf(text, last, seq.items.length === 1 ? seq.start : undefined);
  if (isRefused(dash)) return dash;
  const lines = itemExtent(text, dash.at, last);
  if (isRefused(lines)) return lines;
  if (isOpenBlockScalar(text, last))
    return refuse("the list ends in a block scalar at the end of a file without a final newline");
  const eol = lineEnding(text);
  const atEnd = lines.end === text.length && !text.endsWith("\n");
  const lead = `-${dash.space || " "}`;
  const style = { step: 2, sequenceStep: 2, literals: canEndBlockScalar(text, lines.end) };
  const written =
    typeof value === "string" && !value.includes("\n")
      ? [lead + writeLike(value, commonQuotes(seq))]
      : itemLines(value, style, lead);
  const indented = indentLines(written, lines.column);
  const inserted = indented.map((line) => (atEnd ? eol + line : line + eol)).join("");
  return edited([{ start: lines.end, end: lines.end, text: inserted }]);
}

/** A dash and the spaces between it and its item. */
export interface Dash {
  at: number;
  space: string;
}

/**
 * The dash of a block sequence item, looked for on the item's own line.
 * @param known where the caller knows the dash (the start of a sequence is that of its first item)
 */
export function dashOf(text: string, item: YamlNode, known?: number): Dash | Refusal {
  const start = item.type === "map" && !item.flow ? (item.items[0]?.key.start ?? item.start) : item.start;
  const prefix = linePrefix(text, start);
  const found = /-( *)$/.exec(prefix);
  if (found) return { at: start - found[0].length, space: found[1] ?? "" };
  if (known !== undefined && text[known] === "-") return { at: known, space: " " };
  return refuse("a list item does not start beside its dash");
}

/** The quotes that all string items share; plain where they differ. */
function commonQuotes(seq: SeqNode): ScalarStyle {
  const styles = new Set(seq.items.map((item) => (item.type === "scalar" ? item.style : "plain")));
  const [only] = styles;
  return styles.size === 1 && only ? only : "plain";
}
