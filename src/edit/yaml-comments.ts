import type { Range } from "../core/edits.ts";
import { lineStart } from "../core/text.ts";
import type { YamlNode } from "../core/tree.ts";
import { linePrefix, nodeEnd } from "./yaml-ends.ts";

/** Ranges of the scalars, keys and aliases of a node in text order: everything else is syntax and comments. */
export function leafRanges(text: string, node: YamlNode | undefined): Range[] {
  if (!node) return [];
  if (node.type === "seq") return node.items.flatMap((item) => leafRanges(text, item));
  if (node.type === "map")
    return node.items.flatMap((pair) => [...leafRanges(text, pair.key), ...leafRanges(text, pair.value)]);
  return [{ start: node.start, end: nodeEnd(text, node) }];
}

/** The parts of `[start, end)` that no leaf covers. */
export function gaps(text: string, range: Range, leaves: readonly Range[]): string[] {
  const result: string[] = [];
  let done = range.start;
  for (const leaf of leaves) {
    if (leaf.start > done) result.push(text.slice(done, Math.min(leaf.start, range.end)));
    done = Math.max(done, leaf.end);
  }
  if (done < range.end) result.push(text.slice(done, range.end));
  return result;
}

/** The comments of a range, each from its `#` to the end of its line; `node` is the value that stands there. */
export function commentsIn(text: string, range: Range, node: YamlNode | undefined): string[] {
  const inside = leafRanges(text, node).filter((leaf) => leaf.end > range.start && leaf.start < range.end);
  return gaps(text, range, inside).flatMap((gap) =>
    [...gap.matchAll(/(?:^|\s)(#[^\r\n]*)/g)].map((match) => match[1] ?? ""),
  );
}

/** The comment lines directly above a line, in its column, without a blank line between. */
export function leadingComments(
  text: string,
  start: number,
  column: number,
): { start: number; comments: string[] } {
  const comments: string[] = [];
  let at = start;
  while (at > 0) {
    const above = lineStart(text, at - 1);
    const line = linePrefix(text, at - 1).replace(/\r$/, "");
    if (line.search(/[^ ]/) !== column || line[column] !== "#") break;
    comments.unshift(line.slice(column));
    at = above;
  }
  return { start: at, comments };
}
