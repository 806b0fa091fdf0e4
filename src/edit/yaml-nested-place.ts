/** Tells where the text of a scalar stands in the text around it, for places that people are shown. */
import type { ScalarNode } from "../core/tree.ts";
import { literalOffsets } from "./yaml-nested-literal.ts";

/** From an offset of the text of a scalar to one of the text around it. */
export type Outward = (offset: number) => number;

/**
 * The places of the text of a scalar.
 * @param text the text that holds the scalar, which `node` was read from
 * @returns undefined for a folded scalar and for a quoted one with escapes or line breaks: its text is not theirs
 */
export function placesWithin(text: string, node: ScalarNode): Outward | undefined {
  if (node.style === "code" || node.style === "folded") return undefined;
  if (node.style === "literal") return literalOffsets(text, node);
  const quotes = node.style === "plain" ? 0 : 1;
  const start = node.start + quotes;
  return text.slice(start, node.end - quotes) === node.value ? (offset) => start + offset : undefined;
}
