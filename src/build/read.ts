/** Reading texts as kyaml reads them: into documents, and these into built nodes. */
import type { Document } from "../core/manifest.ts";
import type { YamlNode } from "../core/tree.ts";
import { builtNode, checkLikeGo } from "./from-tree.ts";
import { type BuiltNode, type Computed, fail, isNull, type SourceText, type Written } from "./node.ts";

/** Reads one YAML document; `offset` is added to every range. `root` is undefined if it holds only comments. */
export type ParseYaml = (
  text: string,
  offset: number,
) => { root: YamlNode | undefined } | { error: { message: string; offset: number } };

/** A text to read: of a file, or of a scalar of a file. */
export interface TextToRead {
  text: string;
  file: string;
  /** The scalar that the text is the value of; left out for the text of a file. */
  holder?: Written | undefined;
  /** What made the text; left out if it is written as it is. */
  made?: Computed;
}

/** A document with what it says. */
export interface ReadDocument {
  text: SourceText;
  node: BuiltNode;
}

/** A part of a text that kyaml gives to go-yaml, which reads its first document. */
interface Part {
  start: number;
  end: number;
  index: number;
  line: number;
}

const SEPARATOR = /\n---([^\n]*)\n/g;

/** Only comments, directives and blank lines: what may stand before the first document. */
const INTRODUCTION = /^\uFEFF?(?:(?:%.*|[ \t]*(?:#.*)?)\r?\n)*$/;

/** What ends the first document of a part. */
const END = /\n(?:\.\.\.(?=\s|$)|---(?=[ \t\r]|$)[^\n]*$)/;

/** All documents that say something, as built nodes. */
export function readText(input: TextToRead, parse: ParseYaml): BuiltNode[] {
  return readDocuments(input, parse).map(({ node }) => node);
}

/**
 * All documents that say something: empty ones and those that hold only comments or null are left out.
 * @throws BuildFailure if kyaml cannot read the text.
 */
export function readDocuments(input: TextToRead, parse: ParseYaml): ReadDocument[] {
  return splitText(input, parse).flatMap((text) => {
    const node = readPart(text, parse);
    return node ? [{ text, node }] : [];
  });
}

/** The documents of a text, none of them parsed. @throws BuildFailure if kyaml cannot tell them apart. */
export function splitText(input: TextToRead, parse: ParseYaml): SourceText[] {
  return partsOf(input).map((part) => sourceOf(input, documentOf(input, part, parse)));
}

/** What a document says; undefined for nothing. @throws BuildFailure if kyaml cannot read it. */
export function readPart(text: SourceText, parse: ParseYaml): BuiltNode | undefined {
  const result = parse(text.document.text, text.document.start);
  if ("error" in result) {
    const { message, offset } = result.error;
    return fail(`MalformedYAMLError: ${message}`, { text, start: offset, end: offset });
  }
  if (!result.root) checkLikeGo(undefined, text);
  const node = result.root && builtNode(result.root, text);
  return isNull(node) ? undefined : node;
}

/** True if a text is JSON, as a JSON6902 patch that starts with `[` must be. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Splits at the lines that start with `---`, the first line of the text left out, as kyaml does. */
function partsOf(input: TextToRead): Part[] {
  const { text } = input;
  const parts: Part[] = [];
  const add = (start: number, end: number): void => {
    const last = parts.at(-1);
    const introduced = parts.length === 1 && INTRODUCTION.test(text.slice(0, start).replace(/---.*\n$/, ""));
    const line = last ? last.line + text.slice(last.start, start).split("\n").length - 1 : 1;
    parts.push({ start, end, line, index: last && !introduced ? last.index + 1 : 0 });
  };
  let start = 0;
  const unread: ParseYaml = () => ({ root: undefined });
  for (const match of text.matchAll(SEPARATOR)) {
    const behind = match[1]!.trim();
    add(start, match.index + 1);
    start = match.index + match[0].length;
    if (behind === "" || behind.startsWith("#")) continue;
    const text = sourceOf(input, documentOf(input, parts.at(-1)!, unread));
    fail(`invalid document separator: ---${match[1]}`, { text, start: match.index + 1, end: start - 1 });
  }
  add(start, text.length);
  return parts;
}

function sourceOf({ holder, made }: TextToRead, document: Document): SourceText {
  return { document, holder, ...(made && { made }) };
}

/** The document of a part. */
function documentOf(
  { text, file }: TextToRead,
  { start, end, index, line }: Part,
  parse: ParseYaml,
): Document {
  const part = text.slice(start, end);
  const over = END.exec(part);
  const own = over ? part.slice(0, over.index + 1) : part;
  return new PartDocument({ file, index, start, end: start + own.length, line, text: own }, parse);
}

/**
 * A document that is read again if somebody asks for its tree: only places of texts in texts need it, and the trees of
 * all documents are the most of what a large fleet would hold in memory.
 */
class PartDocument implements Document {
  readonly file: string;
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly text: string;
  readonly #parse: ParseYaml;
  #root: YamlNode | undefined;

  constructor(part: Omit<Document, "root">, parse: ParseYaml) {
    this.file = part.file;
    this.index = part.index;
    this.start = part.start;
    this.end = part.end;
    this.line = part.line;
    this.text = part.text;
    this.#parse = parse;
  }

  get root(): YamlNode {
    if (!this.#root) {
      const { start } = this;
      const read = this.#parse(this.text, start);
      const empty: YamlNode = { type: "scalar", start, end: start, value: null, style: "plain" };
      this.#root = ("root" in read && read.root) || empty;
    }
    return this.#root;
  }
}
