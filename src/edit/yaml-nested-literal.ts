import { applyEdits, OverlapError } from "../core/edits.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { ScalarNode } from "../core/tree.ts";
import { edited, type NestedText, plainEdits, type TextEdit } from "./types.ts";

/** One line of a literal block scalar: where it lies in the file, and where its content lies in the text. */
interface Line {
  /** Start of the line in the file. */
  outer: number;
  /** Start of its content in the file, after the indentation. */
  content: number;
  /** Start of its content in the text. */
  inner: number;
  /** End of its content in the text, before the line break. */
  end: number;
}

/** How the lines of a literal block scalar are written. */
interface Block {
  /** Offset of its first line in the file. */
  start: number;
  /** What the file holds from there to the scalar's end. */
  raw: string;
  indent: number;
  chomping: "" | "-" | "+";
  /** True where the header gives the indentation, so that the first line may begin with blanks. */
  explicit: boolean;
  eol: "\n" | "\r\n";
  /** True where the file ends with it, so that its last line needs no line break. */
  last: boolean;
}

const READ_BACK = "the block scalar would not be read back as that text";

/** The text in a literal block scalar (`|`). Edits of it keep its indentation, its chomping and its line endings. */
export function literalText(text: string, node: ScalarNode): NestedText | Refusal {
  const block = blockOf(text, node);
  if (!block) return refuse("the block scalar has an indentation that is not clear");
  const inner = String(node.value);
  const lines = linesOf(block, inner.length);
  return {
    text: inner,
    outward(edits) {
      const outer: TextEdit[] = [];
      for (const edit of edits) {
        const one = outerEdit(edit, inner, lines, block);
        if (!one) return refuse(READ_BACK);
        outer.push(one);
      }
      const rebased = outer.map((one) => ({
        ...one,
        start: one.start - block.start,
        end: one.end - block.start,
      }));
      const raw = applied(block.raw, rebased);
      const wanted = applied(inner, edits);
      if (raw === undefined || wanted === undefined || !hasEnd(wanted)) return refuse(READ_BACK);
      const after = { ...block, raw };
      const same = (after.explicit || opensWith(raw, block.indent)) && decode(after) === wanted;
      return same ? edited(outer) : refuse(READ_BACK);
    },
  };
}

/** From offsets of the text to those of the file; undefined if the indentation of the block scalar is not clear. */
export function literalOffsets(text: string, node: ScalarNode): ((inner: number) => number) | undefined {
  const block = blockOf(text, node);
  if (!block) return undefined;
  const lines = linesOf(block, String(node.value).length);
  return (inner) => {
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle]!.inner <= inner) low = middle;
      else high = middle - 1;
    }
    const line = lines[low];
    return line ? line.content + Math.min(inner, line.end) - line.inner : node.start;
  };
}

/** Reads header and indentation, and proves them by reading the text again. */
function blockOf(text: string, node: ScalarNode): Block | undefined {
  const header = /^\|([-+]?)([1-9]?)([-+]?)[ \t]*(?:[ \t]#[^\r\n]*)?(\r?\n)/.exec(
    text.slice(node.start, node.end),
  );
  if (!header) return undefined;
  const [whole, before, digit, behind, eol] = header;
  const start = node.start + whole.length;
  const block: Block = {
    start,
    raw: text.slice(start, node.end),
    indent: 0,
    chomping: (before || behind || "") as Block["chomping"],
    explicit: digit !== "",
    eol: eol === "\r\n" ? "\r\n" : "\n",
    last: node.end === text.length,
  };
  // An indicator counts from the indentation of the parent, which is not known here, so the text itself tells.
  const own = block.explicit ? firstIndent(String(node.value)) : 0;
  const found = { ...block, indent: firstIndent(block.raw) - own };
  return found.indent > 0 && decode(found) === node.value ? found : undefined;
}

/** True where the last line that is not empty holds something: readers differ about one of blanks alone. */
function hasEnd(text: string): boolean {
  return /\S/.test(text.split("\n").findLast((line) => line !== "") ?? "");
}

/** True where a reader takes this for the indentation: no empty line before the first full one may have more. */
function opensWith(raw: string, indent: number): boolean {
  const { blanks, deepest } = firstLine(raw);
  return blanks === indent && deepest <= indent;
}

/** Blanks in front of the first line that holds something. */
function firstIndent(text: string): number {
  return firstLine(text).blanks;
}

/**
 * Blanks in front of the first line that holds something, 0 where none does, and the most blanks of an empty line above
 * it. Character by character: a pattern would need a stack as deep as there are empty lines.
 */
function firstLine(text: string): { blanks: number; deepest: number } {
  let deepest = 0;
  let blanks = 0;
  for (let i = 0; i < text.length; i++) {
    const isBreak = text[i] === "\n" || (text[i] === "\r" && text[i + 1] === "\n");
    if (!isBreak && text[i] !== " ") return { blanks: text[i] === "\r" ? 0 : blanks, deepest };
    if (isBreak) deepest = Math.max(deepest, blanks);
    blanks = isBreak ? 0 : blanks + 1;
  }
  return { blanks: 0, deepest };
}

function applied(text: string, edits: readonly TextEdit[]): string | undefined {
  try {
    return applyEdits(text, plainEdits(edits));
  } catch (error) {
    if (error instanceof OverlapError) return undefined;
    throw error;
  }
}

function decode({ raw, indent, chomping, last }: Block): string | undefined {
  if (!last && raw !== "" && !raw.endsWith("\n")) return undefined;
  const lines = raw.split(/\r?\n/);
  const text: string[] = [];
  for (const line of lines) {
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    if (blanks < indent && blanks < line.length) return undefined;
    text.push(line.slice(indent));
  }
  const joined = text.join("\n");
  if (chomping === "+") return joined;
  // No pattern: it would look for the end from each of many empty lines in the midst.
  let end = joined.length;
  while (joined[end - 1] === "\n") end--;
  const stripped = joined.slice(0, end);
  // The end of the file is no line break.
  return chomping === "-" || stripped === "" || stripped === joined ? stripped : `${stripped}\n`;
}

/** The lines of the text, up to its end; after a final line break, an empty line stands for the end. */
function linesOf({ start, raw, indent }: Block, length: number): Line[] {
  const lines: Line[] = [];
  let inner = 0;
  for (let at = 0; inner <= length; ) {
    const feed = raw.indexOf("\n", at);
    const next = feed === -1 ? raw.length : feed + 1;
    const stop = feed === -1 ? raw.length : raw[feed - 1] === "\r" ? feed - 1 : feed;
    const content = Math.min(at + indent, Math.max(at, stop));
    const end = Math.min(inner + (stop - content), length);
    lines.push({ outer: start + at, content: start + content, inner, end });
    if (feed === -1) break;
    inner = end + 1;
    at = next;
  }
  return lines;
}

function outerEdit(
  edit: TextEdit,
  inner: string,
  lines: readonly Line[],
  block: Block,
): TextEdit | undefined {
  const { indent, eol } = block;
  const first = lineOf(lines, edit.start);
  const last = lineOf(lines, edit.end);
  if (!first || !last) return undefined;
  const written = (text: string) => (text === "" ? "" : " ".repeat(indent) + text);
  const pieces = edit.text.split("\n");
  const wholeLines =
    first.inner === edit.start &&
    last.inner === edit.end &&
    (edit.text === "" || edit.text.endsWith("\n")) &&
    (edit.end > edit.start || edit.text !== "");
  if (wholeLines && (edit.end < inner.length || inner.endsWith("\n")))
    return { start: first.outer, end: last.outer, text: pieces.map(written).join(eol) };
  const [head = "", ...rest] = pieces;
  // The last piece is followed by what is left of a line, so it is indented even where it is empty.
  const follows = edit.end < last.end;
  const tail = rest.map((piece, i) =>
    follows && i === rest.length - 1 ? " ".repeat(indent) + piece : written(piece),
  );
  // An empty line may be shorter than the indentation.
  const missing = Math.max(0, indent - (first.content - first.outer));
  return {
    start: first.content + (edit.start - first.inner),
    end: last.content + (edit.end - last.inner),
    text: [head === "" ? "" : " ".repeat(missing) + head, ...tail].join(eol),
  };
}

function lineOf(lines: readonly Line[], offset: number): Line | undefined {
  return lines.findLast((line) => line.inner <= offset && offset <= line.end);
}
