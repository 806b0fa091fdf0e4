import { refuse } from "../core/refusal.ts";
import { lineStart } from "../core/text.ts";
import type { Pair, ScalarNode, ScalarStyle } from "../core/tree.ts";
import { type EditResult, edited } from "./types.ts";
import { isPlainSafe, isPrintable } from "./yaml-plain.ts";

/** Where a scalar will stand. */
export interface ScalarContext {
  /** Inside `{}` or `[]`, where `,[]{}` end a plain scalar. */
  flow?: boolean;
}

/** A string as a YAML scalar on one line: plain where every YAML version reads it back, else double-quoted. */
export function writeScalar(value: string, context: ScalarContext = {}): string {
  return isPlainSafe(value, context.flow ?? false) ? value : writeDouble(value);
}

/** A string in double quotes; valid as JSON and as YAML 1.1 and 1.2. */
export function writeDouble(value: string): string {
  // JSON leaves some characters bare that YAML reads as line breaks or forbids.
  const unsafe = /[\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g;
  return JSON.stringify(value).replace(unsafe, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A string in the quotes of a neighbour or predecessor, as far as they can hold it. */
export function writeLike(value: string, style: ScalarStyle, context: ScalarContext = {}): string {
  if (style === "double") return writeDouble(value);
  if (style === "single" && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
  return writeScalar(value, context);
}

/** True for a text that is one JSON map or list: everything written into it must be JSON. */
export function looksLikeJson(text: string): boolean {
  // YAML may begin with a flow map too, so the first character alone proves nothing.
  if (!/^\uFEFF?\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return true;
  } catch {
    return false;
  }
}

/**
 * Replaces the value of a scalar and keeps its quotes; a plain one is quoted where it must be.
 * Without `flow` the answer holds in both contexts: an old plain text with one of `,[]{}` proves block.
 * @returns no edit where the value is the same; a refusal for anchors, tags and block scalars
 */
export function replaceScalar(
  text: string,
  node: ScalarNode,
  value: string,
  context: ScalarContext = {},
): EditResult {
  if (node.value === value) return edited([]);
  if (node.anchor !== undefined) return refuse(anchored(node.anchor));
  if (node.style === "folded" || node.style === "literal")
    return refuse(`the value is a ${node.style} block scalar; edit it by hand`);
  const before = text.slice(lineStart(text, node.start), node.start);
  if (/(?:^|[\s,[{])![^\s,[\]{}]*\s+$/.test(before)) return refuse("the value has an explicit type tag");
  const style = node.style === "plain" && looksLikeJson(text) ? "double" : node.style;
  const flow = context.flow ?? !/[,[\]{}]/.test(text.slice(node.start, node.end));
  return edited([{ start: node.start, end: node.end, text: writeLike(value, style, { flow }) }]);
}

/** Renames a key (`branch` → `tag`), its quotes kept. The caller makes sure that no sibling has that name. */
export function replaceKey(text: string, pair: Pair, newKey: string): EditResult {
  return replaceScalar(text, pair.key, newKey);
}

/** The sentence for an anchor, the same everywhere. */
export function anchored(name: string): string {
  return `the anchor &${name} stands here and other places may use it; edit by hand`;
}
