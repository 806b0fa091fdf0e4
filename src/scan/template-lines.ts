import { type TemplateSpan, templateSpans } from "./template-spans.ts";

/** One `key: value` of a template, as indentation alone tells it. Offsets are those of the text. */
export interface TemplateEntry {
  /** Undefined for a line that is no plain key: the key is an expression, or it is no pair at all. */
  key: string | undefined;
  /** What follows the colon, without a comment and without blanks around it. */
  value: string;
  valueStart: number;
  /** True where an expression stands in the line. */
  expression: boolean;
  start: number;
  end: number;
  block: TemplateBlock;
  /** The entries below it, where it holds any. */
  below: TemplateBlock | undefined;
}

/** Entries of one indentation: what is a map in the result, as far as a template lets anybody know. */
export interface TemplateBlock {
  /** The entry that holds it; undefined for an object itself. */
  parent: TemplateEntry | undefined;
  item: boolean;
  indent: number;
  /** The entries of each key; undefined where a key is there more than once. */
  keys: Map<string, TemplateEntry | undefined>;
  last: TemplateEntry | undefined;
  /** True where an expression stands between its lines, so that nobody knows which of them are there together. */
  broken: boolean;
  /** True where indentation does not tell what holds it: an `end` or `else` stands in front of it. */
  loose: boolean;
}

/** The lines of a template that matter. */
export interface TemplateLines {
  spans: readonly TemplateSpan[];
  entries: readonly TemplateEntry[];
  /** First line that holds an expression where a plain YAML file has a key, a value or a line of its own. */
  firstExpression: number | undefined;
}

const BLANK = /^[ \t]*$/;
const COMMENT = /^[ \t]*#/;
const CLOSER = /^[^A-Za-z]*(?:end|else|elif|elsif)/;
/** Expressions that decide or remember something; all others write a text of their own. */
const SILENT =
  /^[ \t]*(?:\{\{|\{%|<%)[-+~]?[ \t]*(?:(?:if|else|elif|elsif|end[a-z]*|range|with|define|block|for|unless|set|macro|raw|break|continue)\b|\$\w*[ \t]*:?=)/;
/** A key, plain or quoted, with what follows; keys of other signs are unusual enough to count as unknown. */
const PAIR = /^(["']?)([\w./$-]+)\1[ \t]*:(?:[ \t]+|$)/;
/** No key of a manifest is longer; the rest of such a line is not looked into. */
const LONGEST_LINE = 2000;

/**
 * Reads a template by its lines. Each line is looked at once, and no line is trusted beyond its indentation: what
 * stands in expressions, comments and block scalars makes no entry.
 */
export function readTemplateLines(text: string): TemplateLines {
  return new LineReader(text).read();
}

class LineReader {
  readonly #text: string;
  readonly #spans: TemplateSpan[];
  readonly #entries: TemplateEntry[] = [];
  #firstExpression: number | undefined;
  #open: TemplateBlock[] = [];
  /** What stood between the last entry and this line: an expression on lines of its own. */
  #between: "nothing" | "opener" | "closer" = "nothing";
  /** Indentation of the key whose block scalar is being passed. */
  #literal = -1;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#spans = templateSpans(text);
  }

  read(): TemplateLines {
    const text = this.#text;
    for (let start = text.startsWith("\uFEFF") ? 1 : 0; start < text.length; ) {
      const feed = text.indexOf("\n", start);
      const end = feed === -1 ? text.length : feed;
      this.#line(start, text[end - 1] === "\r" ? end - 1 : end);
      start = end + 1;
    }
    return { spans: this.#spans, entries: this.#entries, firstExpression: this.#firstExpression };
  }

  #line(start: number, end: number): void {
    const line = this.#text.slice(start, Math.min(end, start + LONGEST_LINE));
    if (BLANK.test(line)) return;
    while ((this.#spans[this.#next]?.end ?? Infinity) <= start) this.#next++;
    const span = this.#spans[this.#next];
    const indent = line.length - line.trimStart().length;
    const from = start + indent;
    const inside = span !== undefined && span.start < start;
    if (span && (inside || span.start === from) && this.#isAlone(end)) {
      if (!span.comment) this.#expression(line, start, inside);
      return;
    }
    if (this.#literal !== -1) {
      if (indent > this.#literal) return;
      this.#literal = -1;
    }
    if (COMMENT.test(line)) return;
    if (/^---(?:\s|$)/.test(line)) {
      this.#open = [];
      this.#between = "nothing";
      return;
    }
    this.#entry(line, start, end, indent, span !== undefined && span.start < end);
  }

  /** A line that is nothing but expressions, or a further line of one. */
  #expression(line: string, start: number, inside: boolean): void {
    if (CLOSER.test(line) && !inside) this.#between = "closer";
    else if (this.#between === "nothing") this.#between = "opener";
    const block = this.#open.at(-1);
    if (block && !inside && !SILENT.test(line)) block.broken = true;
    if (this.#literal === -1) this.#firstExpression ??= start;
  }

  /** True where the rest of the line, from the current expression on, is nothing but expressions. */
  #isAlone(end: number): boolean {
    let at: number | undefined;
    for (let i = this.#next; ; i++) {
      const span = this.#spans[i];
      const gapEnd = span === undefined || span.start >= end ? end : span.start;
      if (at !== undefined && !BLANK.test(this.#text.slice(at, Math.min(gapEnd, at + LONGEST_LINE))))
        return false;
      if (span === undefined || span.start >= end) return true;
      at = span.end;
      if (at >= end) return true;
    }
  }

  #entry(line: string, start: number, end: number, indent: number, expression: boolean): void {
    const dashes = /^(?:-[ \t]+)*/.exec(line.slice(indent))?.[0].length ?? 0;
    const inner = indent + dashes;
    const block = this.#blockFor(indent, inner);
    const body = line.slice(inner);
    const pair = PAIR.exec(body);
    const at = inner + (pair?.[0].length ?? 0);
    const value = pair ? withoutComment(line.slice(at)) : "";
    const entry: TemplateEntry = {
      key: pair?.[2],
      value,
      valueStart: start + at,
      expression,
      start: start + inner,
      end,
      block,
      below: undefined,
    };
    if (this.#between !== "nothing" && block.last !== undefined) block.broken = true;
    this.#between = "nothing";
    if (entry.key !== undefined) block.keys.set(entry.key, block.keys.has(entry.key) ? undefined : entry);
    block.last = entry;
    this.#entries.push(entry);
    if (/^[|>][-+0-9]*$/.test(value)) this.#literal = inner;
    // Quoted, or in the midst of a text, an expression may be meant as text.
    else if (/^(?:\{\{|\{%|<%)/.test(pair ? value : body)) this.#firstExpression ??= start;
  }

  /** The block that a line of this indentation belongs to; `inner` is where its key begins, behind the dashes. */
  #blockFor(indent: number, inner: number): TemplateBlock {
    const open = this.#open;
    const isItem = inner > indent;
    while (open.length > 0 && open[open.length - 1]!.indent > indent) open.pop();
    const top = open[open.length - 1];
    if (top && top.indent === indent && !isItem) return top;
    const parent = top?.last;
    const first = this.#between !== "nothing";
    const block: TemplateBlock = {
      parent,
      item: isItem,
      indent: inner,
      keys: new Map(),
      last: undefined,
      // What stands between a key and the first line below it decides about that line, but for the object itself.
      broken: first && parent !== undefined,
      loose: (this.#between === "closer" && parent !== undefined) || parent?.block.loose === true,
    };
    if (parent && !parent.below) parent.below = block;
    open.push(block);
    return block;
  }
}

/** A value as it is written, without the comment behind it. */
function withoutComment(text: string): string {
  const value = text.trim();
  if (value.startsWith("#")) return "";
  const quote = value[0];
  if (quote === '"' || quote === "'") {
    const close = value.indexOf(quote, 1);
    if (close !== -1 && /^[ \t]*(?:#|$)/.test(value.slice(close + 1))) return value.slice(0, close + 1);
  }
  const comment = value.search(/[ \t]#/);
  return comment === -1 ? value : value.slice(0, comment).trimEnd();
}

/** A value that is plainly what it says, without quotes; undefined where an expression or anything else stands there. */
export function literalOf(entry: TemplateEntry | undefined): string | undefined {
  if (!entry || entry.expression) return undefined;
  return /^(["']?)([\w./-]+)\1$/.exec(entry.value)?.[2];
}

/** Keys from the object down to a block, `*` for an item of a list, and the object's own block. */
export function pathOf(block: TemplateBlock): { path: string[]; root: TemplateBlock; plain: boolean } {
  const path: string[] = [];
  let plain = true;
  let at = block;
  for (; at.parent; at = at.parent.block) {
    const { key, value } = at.parent;
    if (at.item) path.push("*");
    path.push(key ?? "?");
    if (key === undefined || value !== "") plain = false;
  }
  return { path: path.reverse(), root: at, plain: plain && !block.loose };
}
