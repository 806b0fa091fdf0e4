import { isRecord, type PlainValue } from "../core/ops.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { lineEnding, lineStart } from "../core/text.ts";
import type { MapNode, Pair, SeqNode } from "../core/tree.ts";
import { gaps, leafRanges } from "./yaml-comments.ts";
import { colonEnd, linePrefix } from "./yaml-ends.ts";
import { looksLikeJson, writeDouble, writeScalar } from "./yaml-scalar.ts";

/** How a flow collection is written. */
export interface FlowStyle {
  /** Everything in double quotes, as JSON asks. */
  json: boolean;
  /** Between key and value. */
  colon: string;
  /** Between items on one line. */
  comma: string;
  /** Inside the brackets of a value on one line. */
  pad: string;
  /** Set where each item has its own line. */
  lines?: FlowLines;
}

/** Line breaks of a flow collection with an item a line. */
export interface FlowLines {
  eol: string;
  /** White space before the items. */
  indent: string;
  /** What each level adds. */
  unit: string;
}

/** The reason why a flow collection is not edited, or undefined: only plain syntax may stand between its leaves. */
export function flowRefusal(text: string, node: MapNode | SeqNode): Refusal | undefined {
  const [open, close] = node.type === "map" ? ["{", "}"] : ["[", "]"];
  if (text[node.start] !== open || text[node.end - 1] !== close)
    return refuse("a key and value stand in [ ] without braces");
  const between = gaps(text, node, leafRanges(text, node)).join(" ");
  if (/(?:^|\s)#/.test(between)) return refuse("comments stand inside the braces");
  if (!/^[\s,:{}[\]]*$/.test(between))
    return refuse("anchors, tags or explicit keys stand inside the braces");
  return undefined;
}

/** The style of a flow map, read from the pair that the new text follows. */
export function mapStyle(text: string, map: MapNode, after: Pair | undefined): FlowStyle {
  const quoted = map.items.length > 0 && map.items.every((pair) => pair.key.style === "double");
  const json = quoted || looksLikeJson(text);
  const gap = after?.value && text.slice(colonEnd(text, after) ?? after.key.end, after.value.start);
  const tight = json && gap === "";
  const starts = map.items.map((pair) => pair.key.start);
  return {
    json,
    colon: tight ? ":" : ": ",
    pad: padding(text, map),
    ...separators(text, map, starts, tight),
  };
}

/** The style of a flow sequence. */
export function sequenceStyle(text: string, seq: SeqNode): FlowStyle {
  const quoted =
    seq.items.length > 0 && seq.items.every((item) => item.type === "scalar" && item.style === "double");
  const starts = seq.items.map((item) => item.start);
  const json = quoted || looksLikeJson(text);
  return { json, colon: ": ", pad: padding(text, seq), ...separators(text, seq, starts, false) };
}

/** `{ a: 1 }` has blanks inside its braces, `{a: 1}` has none. */
function padding(text: string, node: MapNode | SeqNode): string {
  return /^[{[] \S/.test(text.slice(node.start, node.start + 3)) ? " " : "";
}

/** @param tight whether a lone item suggests commas without a blank */
function separators(
  text: string,
  node: MapNode | SeqNode,
  starts: readonly number[],
  tight: boolean,
): Pick<FlowStyle, "comma" | "lines"> {
  const [first, second] = starts;
  if (first === undefined) return { comma: ", " };
  const indent = linePrefix(text, first);
  if (indent.trim() !== "" || lineStart(text, first) <= node.start) {
    const isTight = second === undefined ? tight : text[second - 1] === ",";
    return { comma: isTight ? "," : ", " };
  }
  const outer = /^[ \t]*/.exec(linePrefix(text, node.start))?.[0] ?? "";
  const unit = indent.startsWith(outer) && indent !== outer ? indent.slice(outer.length) : "  ";
  return { comma: ", ", lines: { eol: lineEnding(text), indent, unit } };
}

/** What stands between two items of a collection of this style. */
export function separator(style: FlowStyle): string {
  return style.lines ? `,${style.lines.eol}${style.lines.indent}` : style.comma;
}

/** A value in flow style; in JSON with an item a line, nested values are laid out the same way. */
export function flowText(value: PlainValue, style: FlowStyle): string {
  if (typeof value === "string") return style.json ? writeDouble(value) : writeScalar(value, { flow: true });
  if (typeof value !== "object" || value === null) return String(value);
  const lines = style.json && style.lines;
  const inner: FlowStyle = lines
    ? { ...style, lines: { ...lines, indent: lines.indent + lines.unit } }
    : style;
  const parts = isRecord(value) ? pairTexts(value, inner) : value.map((item) => flowText(item, inner));
  const [open, close] = isRecord(value) ? ["{", "}"] : ["[", "]"];
  if (parts.length === 0) return open + close;
  if (!lines) return open + style.pad + parts.join(style.comma) + style.pad + close;
  const eol = lines.eol;
  return `${open}${eol}${inner.lines?.indent}${parts.join(separator(inner))}${eol}${lines.indent}${close}`;
}

/** Each pair of a map as flow text. */
export function pairTexts(pairs: { [key: string]: PlainValue }, style: FlowStyle): string[] {
  return Object.entries(pairs).map(
    ([key, value]) => flowText(key, style) + style.colon + flowText(value, style),
  );
}
