/**
 * Where nodes end. Computed from leaves and from the text, never from the ends that a parser reports for
 * block collections: parsers differ in the blanks and comments they count in.
 */
import { lineEnd, lineStart } from "../core/text.ts";
import type { Pair, ScalarNode, YamlNode } from "../core/tree.ts";

/** What stands before an offset on its line, without the byte-order mark. */
export function linePrefix(text: string, offset: number): string {
  const prefix = text.slice(lineStart(text, offset), offset);
  return prefix.startsWith("\uFEFF") ? prefix.slice(1) : prefix;
}

/** Offset after the `:` of a pair, or undefined where none follows the key on its line (`? key`, `{a}`). */
export function colonEnd(text: string, pair: Pair): number | undefined {
  const found = /^[ \t]*:/.exec(text.slice(pair.key.end, pair.key.end + 200));
  return found ? pair.key.end + found[0].length : undefined;
}

/** Offset after the last character of a pair's value (after the colon where it has none). */
export function pairContentEnd(text: string, pair: Pair): number {
  const colon = colonEnd(text, pair) ?? pair.key.end;
  if (!pair.value || isEmptyNode(pair.value)) return colon;
  return Math.max(colon, nodeEnd(text, pair.value));
}

/** True for the null of `key:` or `-`, which has no characters. */
export function isEmptyNode(node: YamlNode): boolean {
  return node.type === "scalar" && node.end <= node.start;
}

/** Offset after the last character of a node; for a block scalar the start of the line after it. */
export function nodeEnd(text: string, node: YamlNode): number {
  if (node.type === "scalar") return isBlockScalar(node) ? blockScalarEnd(text, node) : node.end;
  if (node.type === "alias" || node.flow) return node.end;
  if (node.type === "seq") {
    const last = node.items.at(-1);
    return last ? nodeEnd(text, last) : node.end;
  }
  const last = node.items.at(-1);
  return last ? pairContentEnd(text, last) : node.end;
}

/** The leaf that a node ends with. */
export function lastLeaf(node: YamlNode | undefined): YamlNode | undefined {
  let current = node;
  while (current && (current.type === "map" || current.type === "seq") && !current.flow)
    current = current.type === "seq" ? current.items.at(-1) : current.items.at(-1)?.value;
  return current;
}

/** True for `|` and `>` scalars. */
export function isBlockScalar(
  node: YamlNode | undefined,
): node is ScalarNode & { style: "literal" | "folded" } {
  return node?.type === "scalar" && (node.style === "literal" || node.style === "folded");
}

/** True for a `|+` or `>+` scalar: blank lines after it are part of its value. */
export function keepsBlankLines(text: string, node: YamlNode | undefined): boolean {
  return isBlockScalar(node) && /^[|>][1-9]?\+/.test(text.slice(node.start, node.start + 3));
}

/**
 * Start of the line after a block scalar. Blank lines after the text belong to it with `+` only; with clip
 * and strip they do not change the value, and people use them to part what follows.
 */
function blockScalarEnd(text: string, node: ScalarNode): number {
  const bodyStart = lineEnd(text, node.start);
  let end = Math.max(node.end, bodyStart);
  if (text[end - 1] !== "\n") end = lineEnd(text, end);
  const isBlank = (at: number): boolean => text.slice(at, lineEnd(text, at)).trim() === "";
  if (keepsBlankLines(text, node)) {
    while (end < text.length && isBlank(end)) end = lineEnd(text, end);
    return end;
  }
  const indent = /^[|>][-+]?[1-9]/.test(text.slice(node.start, node.start + 3))
    ? 0
    : bodyIndent(text, bodyStart, end);
  while (end > bodyStart) {
    const at = lineStart(text, end - 1);
    const line = text.slice(at, end).replace(/\r?\n$/, "");
    if (!/^ *$/.test(line) || line.length > indent) break;
    end = at;
  }
  return end;
}

function bodyIndent(text: string, start: number, end: number): number {
  for (let at = start; at < end; at = lineEnd(text, at)) {
    const indent = text.slice(at, Math.min(end, lineEnd(text, at))).search(/[^ \r\n]/);
    if (indent !== -1) return indent;
  }
  return Number.MAX_SAFE_INTEGER;
}

/** The blank lines that start at an offset. */
export function blankLines(text: string, start: number): string {
  let end = start;
  for (
    let next = lineEnd(text, end);
    next > end && text.slice(end, next).trim() === "";
    next = lineEnd(text, end)
  )
    end = next;
  return text.slice(start, end);
}

/**
 * True if a block scalar may end at a line's end: a line break follows, and no line of spaces, which would
 * become part of it.
 */
export function canEndBlockScalar(text: string, end: number): boolean {
  const next = text[end - 1] === "\n" ? end : lineEnd(text, end);
  return text[next - 1] === "\n" && !/[ \t]/.test(blankLines(text, next));
}

/** True if the text ends inside a block scalar: a line break added after it would become part of the value. */
export function isOpenBlockScalar(text: string, node: YamlNode | undefined): boolean {
  const leaf = lastLeaf(node);
  return isBlockScalar(leaf) && !text.endsWith("\n") && nodeEnd(text, leaf) === text.length;
}
