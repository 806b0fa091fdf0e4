import type { Range } from "../core/edits.ts";
import type { Document } from "../core/manifest.ts";
import type { ScalarNode, YamlNode } from "../core/tree.ts";
import { IGNORE, readSuppression, type SuppressionText } from "./suppression-text.ts";

/** A comment that suppresses, or wants to. */
export interface IgnoreComment extends SuppressionText {
  /** From `#` or `//` to the end of the text, in offsets of the file. */
  range: Range;
}

/** Suppressions in the comments of a document; a text that only looks like a comment is none. */
export function ignoreComments(document: Document): IgnoreComment[] {
  if (!document.text.includes(IGNORE)) return [];
  const ranges = document.comments ?? yamlComments(document);
  return ranges.flatMap((range) => {
    const text = document.text.slice(range.start - document.start, range.end - document.start);
    const at = text.indexOf(IGNORE) + IGNORE.length;
    if (!/^(?:#|\/\/)[ \t]*$/.test(text.slice(0, at - IGNORE.length))) return [];
    const said = readSuppression(text.slice(at), range.start + at);
    return said ? [{ ...said, range }] : [];
  });
}

/** Comments that start with our word, each to the end of its line. */
function yamlComments({ text, start, root }: Document): Range[] {
  let scalars: ScalarNode[] | undefined;
  const found: Range[] = [];
  for (let at = text.indexOf(IGNORE); at !== -1; at = text.indexOf(IGNORE, at + 1)) {
    const hash = hashBefore(text, at);
    if (hash === undefined) continue;
    scalars ??= scalarsOf(root).sort((a, b) => a.start - b.start);
    const scalar = lastBefore(scalars, start + hash);
    if (scalar && isInside(scalar, start + hash, text, start)) continue;
    const line = text.indexOf("\n", hash);
    const comment = text.slice(hash, line === -1 ? undefined : line).trimEnd();
    found.push({ start: start + hash, end: start + hash + comment.length });
  }
  return found;
}

/** The `#` in front of a word, where it may start a comment: at the start of a line or behind a blank. */
function hashBefore(text: string, word: number): number | undefined {
  let at = word - 1;
  while (text[at] === " " || text[at] === "\t") at--;
  if (text[at] !== "#") return undefined;
  return at === 0 || /[\s\uFEFF]/.test(text[at - 1]!) ? at : undefined;
}

/** The last scalar that starts at or before an offset: scalars do not overlap, so no other can hold it. */
function lastBefore(scalars: readonly ScalarNode[], offset: number): ScalarNode | undefined {
  let low = 0;
  let high = scalars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scalars[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return scalars[low - 1];
}

/** The line of its `|` may hold a comment; all lines below it are text. */
function isInside(scalar: ScalarNode, offset: number, text: string, shift: number): boolean {
  if (offset < scalar.start || offset >= scalar.end) return false;
  if (scalar.style !== "literal" && scalar.style !== "folded") return true;
  return text.slice(scalar.start - shift, offset - shift).includes("\n");
}

/** Every scalar of a tree, keys too; what aliases stand for is there once, at its anchor. */
export function scalarsOf(root: YamlNode): ScalarNode[] {
  const found: ScalarNode[] = [];
  const open: YamlNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === "scalar") found.push(node);
    else if (node.type === "seq") for (const item of node.items) open.push(item);
    else if (node.type === "map")
      for (const { key, value } of node.items) {
        found.push(key);
        if (value) open.push(value);
      }
  }
  return found;
}
