import type { Range } from "../core/edits.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { YamlNode } from "../core/tree.ts";
import type { TextEdit } from "./types.ts";
import { blankLines, isBlockScalar, keepsBlankLines, lastLeaf, nodeEnd } from "./yaml-ends.ts";

/**
 * The deletion of whole lines between siblings. At the end of a file without a final newline the line break
 * before goes too, so that the file still has none.
 * @param before the value above, whose block scalar must not gain or lose line breaks
 */
export function removeLines(text: string, lines: Range, before: YamlNode | undefined): TextEdit | Refusal {
  const leaf = lastLeaf(before);
  const below = blankLines(text, lines.end);
  const joins = keepsBlankLines(text, leaf) ? below !== "" : isBlockScalar(leaf) && /[ \t]/.test(below);
  if (joins) return refuse("the blank lines below would become part of the block scalar above");
  const touches = isBlockScalar(leaf) && nodeEnd(text, leaf) >= lines.start;
  let start = lines.start;
  if (lines.end === text.length && !text.endsWith("\n") && !touches)
    start -= text[start - 2] === "\r" ? 2 : Math.min(1, start);
  return { start, end: lines.end, text: "" };
}
