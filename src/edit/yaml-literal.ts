import type { Range } from "../core/edits.ts";
import { lineEnding } from "../core/text.ts";
import type { ScalarNode } from "../core/tree.ts";
import type { TextEdit } from "./types.ts";

/**
 * The lines of a literal block scalar (`|`) for another value: its header, its indentation and the blank lines behind
 * it stay.
 * @returns undefined where the block cannot hold the value as it stands: another end, or lines that it would read
 * otherwise
 */
export function replaceLiteral(text: string, node: ScalarNode, value: string): TextEdit | undefined {
  const body = bodyOf(text, node);
  const content = contentOf(value);
  const ending = value.slice(content.length);
  const before = String(node.value);
  if (!body || before.slice(contentOf(before).length) !== ending || !isHeld(content)) return undefined;
  const lines = content.split("\n").map((line) => (line === "" ? "" : body.indent + line));
  return { start: body.start, end: body.end, text: lines.join(lineEnding(text)) };
}

/** The value without the line breaks at its end: how many there may be is what the header of its block says. */
function contentOf(value: string): string {
  let end = value.length;
  while (end > 0 && (value[end - 1] === "\n" || value[end - 1] === "\r")) end--;
  return value.slice(0, end);
}

/** True for lines that are read back as they are. A blank in front of the first one would be its indentation. */
function isHeld(content: string): boolean {
  return content !== "" && !/^[ \t\n]|[^\x20-\x7E\n\xA0-\uD7FF]/.test(content) && !/^ +$/m.test(content);
}

/** From the first character of the first line to the end of the last one. */
function bodyOf(text: string, node: ScalarNode): (Range & { indent: string }) | undefined {
  const headerEnd = text.indexOf("\n", node.start);
  if (headerEnd === -1 || !/^\|[-+]?(?:\r?$|[ \t]+#)/.test(text.slice(node.start, headerEnd)))
    return undefined;
  const body = contentOf(text.slice(headerEnd + 1, node.end));
  const indent = /^ +/.exec(body)?.[0];
  if (indent === undefined) return undefined;
  return { start: headerEnd + 1, end: headerEnd + 1 + body.length, indent };
}
