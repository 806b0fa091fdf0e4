/** What go-yaml refuses to read though it is YAML that our readers take: tabs as indentation, and the escape `\/`. */
import type { Document } from "../core/manifest.ts";
import type { ScalarNode, YamlNode } from "../core/tree.ts";

/** A reason in the words of go-yaml, with its place. */
export interface Refused {
  reason: string;
  offset: number;
}

const TAB_LINES = /^( *)\t/gm;
const TAB_AFTER_DASH = /-[ ]*\t/;

const NO_TOKEN = "found character that cannot start any token";
const NO_INDENTATION = "found a tab character where an indentation space is expected";

/** Why go-yaml refuses a document that our readers take; undefined if it does not. */
export function refusedByGo(root: YamlNode | undefined, document: Document): Refused | undefined {
  const { text } = document;
  const slashes = text.includes("\\/");
  const tabs = text.includes("\t") && (text.search(TAB_LINES) !== -1 || TAB_AFTER_DASH.test(text));
  if (!slashes && !tabs) return undefined;
  const leaves = new Leaves(document);
  if (root) leaves.add(root, 0);
  return (slashes ? leaves.escapedSlash() : undefined) ?? (tabs ? leaves.tab() : undefined);
}

/** A scalar or flow collection; `column` is the least that a line of it may be indented by. */
interface Leaf {
  node: YamlNode;
  column: number;
}

/** What tabs may stand in, in the order of the text. */
class Leaves {
  readonly #text: string;
  readonly #offset: number;
  readonly #leaves: Leaf[] = [];
  /** A tab between a dash and its item. */
  #afterDash: number | undefined;

  constructor(document: Document) {
    this.#text = document.text;
    this.#offset = document.start;
  }

  add(node: YamlNode, column: number): void {
    if (node.type === "map" && !node.flow) {
      const inner = this.#column(node.start) + 1;
      for (const { key, value } of node.items) {
        this.add(key, inner);
        if (value) this.add(value, inner);
      }
    } else if (node.type === "seq" && !node.flow) {
      const inner = this.#column(node.start) + 1;
      for (const item of node.items) {
        this.#checkDash(item);
        this.add(item, inner);
      }
    } else this.#leaves.push({ node, column });
  }

  escapedSlash(): Refused | undefined {
    for (const { node } of this.#leaves) {
      const found = doubleQuoted(node).find((scalar) =>
        hasEscapedSlash(this.#slice(scalar.start, scalar.end)),
      );
      if (found) return { reason: "found unknown escape character", offset: found.start };
    }
    return undefined;
  }

  tab(): Refused | undefined {
    if (this.#afterDash !== undefined) return { reason: NO_TOKEN, offset: this.#afterDash };
    let next = 0;
    for (const match of this.#text.matchAll(TAB_LINES)) {
      const column = match[1]!.length;
      const offset = match.index + column + this.#offset;
      while (next < this.#leaves.length && this.#leaves[next]!.node.start < offset) next++;
      const reason = this.#reason(this.#leaves[next - 1], offset, column);
      if (reason && !this.#followsComment(match.index)) return { reason, offset };
    }
    return undefined;
  }

  /** Why a tab in the indentation of a line is wrong, given the last leaf that starts before it. */
  #reason(leaf: Leaf | undefined, offset: number, column: number): string | undefined {
    if (!leaf) return NO_TOKEN;
    const { node } = leaf;
    const block = node.type === "scalar" && (node.style === "literal" || node.style === "folded");
    if (offset < node.end) return block && column < this.#indentation(node) ? NO_INDENTATION : undefined;
    const plain = node.type === "scalar" && node.style === "plain" && node.end > node.start;
    const blank = plain && this.#slice(node.end, offset).trim() === "";
    return blank && column >= leaf.column ? undefined : NO_TOKEN;
  }

  /** A comment may be indented by a tab if the line before it is a comment too. */
  #followsComment(line: number): boolean {
    const before = this.#text.slice(this.#text.lastIndexOf("\n", line - 2) + 1, line);
    return /^[ \t]*#/.test(before) && /^[ \t]*#/.test(this.#text.slice(line, line + 200));
  }

  /** How far the lines of a block scalar are indented; more than any line if go-yaml does not find out. */
  #indentation(node: ScalarNode): number {
    const [header, ...lines] = this.#slice(node.start, node.end).split("\n");
    if (/^.[-+]?[1-9]/.test(header!)) return 0;
    const first = lines.find((line) => /[^ \r]/.test(line)) ?? "";
    return first.trimStart() !== first.replace(/^ +/, "") ? Number.POSITIVE_INFINITY : first.search(/[^ ]/);
  }

  #checkDash(item: YamlNode): void {
    const before = /-([ \t]*)$/.exec(this.#slice(this.#lineStart(item.start), item.start))?.[1] ?? "";
    const behind =
      item.end === item.start ? (/^[ \t]*/.exec(this.#slice(item.end, item.end + 80))?.[0] ?? "") : "";
    if (before.includes("\t") || behind.includes("\t")) this.#afterDash ??= item.start;
  }

  #column(at: number): number {
    return at - this.#lineStart(at);
  }

  #lineStart(at: number): number {
    return at === this.#offset ? at : this.#text.lastIndexOf("\n", at - this.#offset - 1) + 1 + this.#offset;
  }

  #slice(start: number, end: number): string {
    return this.#text.slice(start - this.#offset, end - this.#offset);
  }
}

/** True if `\/` is written. No pattern: it would need a stack as deep as the scalar is long. */
function hasEscapedSlash(raw: string): boolean {
  for (let at = raw.indexOf("\\"); at !== -1; at = raw.indexOf("\\", at + 2))
    if (raw[at + 1] === "/") return true;
  return false;
}

/** The double-quoted scalars of a leaf. */
function doubleQuoted(node: YamlNode): ScalarNode[] {
  if (node.type === "scalar") return node.style === "double" ? [node] : [];
  if (node.type === "seq") return node.items.flatMap(doubleQuoted);
  if (node.type === "alias") return [];
  return node.items.flatMap(({ key, value }) => [
    ...doubleQuoted(key),
    ...(value ? doubleQuoted(value) : []),
  ]);
}
